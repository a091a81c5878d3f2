"""Organisations affiliate: a quote, the application, and the officers' confirmation."""

from flask import Blueprint

from hov_donate.public.affiliate import (
    asking,
    check_page,
    front,
    later,
    officer_page,
    quote_page,
    renewal,
    renewing,
)

__all__ = ["add_pages"]


def add_pages(pages: Blueprint) -> None:
    """Open the pages. What changes something is only ever a POST."""
    both, post = ["GET", "POST"], ["POST"]
    pages.add_url_rule("/affiliate", "affiliate", front.front)
    pages.add_url_rule("/affiliate/quote", "affiliate_quote", quote_page.quote)
    officer = "/affiliate/officer/<token>"
    pages.add_url_rule(officer, "affiliate_officer", officer_page.officer)
    pages.add_url_rule(officer, "affiliate_word", officer_page.answer, methods=post)
    renew = "/affiliation/<token>/renew"
    pages.add_url_rule(renew, "affiliate_renew", renewing.renew, methods=both)
    own = "/affiliate/<token>"
    pages.add_url_rule(own, "affiliate_resume", front.resume)
    pages.add_url_rule(own, "affiliate_begin", front.begin, methods=post)
    pages.add_url_rule(f"{own}/check", "affiliate_check", check_page.check)
    pages.add_url_rule(f"{own}/check", "affiliate_send", check_page.send, methods=post)
    pages.add_url_rule(f"{own}/renewal", "affiliate_renewal", renewal.renewal, methods=both)
    pages.add_url_rule(f"{own}/later", "affiliate_later", later.later, methods=both)
    pages.add_url_rule(f"{own}/<name>", "affiliate_question", asking.ask)
    pages.add_url_rule(f"{own}/<name>", "affiliate_answer", asking.answer, methods=post)
