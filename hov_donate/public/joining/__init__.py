"""How people become members: one page, and the page that confirms it."""

from flask import Blueprint

from hov_donate.public.joining import form_page, joined_page

__all__ = ["add_pages"]


def add_pages(pages: Blueprint) -> None:
    """Open the pages. What changes something is only ever a POST."""
    post = ["POST"]
    pages.add_url_rule("/join", view_func=form_page.join)
    pages.add_url_rule("/join", view_func=form_page.become_member, methods=post)
    own = "/join/<token>"
    pages.add_url_rule(own, view_func=joined_page.joined)
    pages.add_url_rule(f"{own}/pay", view_func=joined_page.pay_joined, methods=post)
    pages.add_url_rule(f"{own}/link", view_func=joined_page.joined_link, methods=post)
