"""Appeals as everybody reads and signs them, and a signer's own page."""

from flask import Blueprint

from hov_donate.public.appeals import form_page, link, own_signature, signers_page

__all__ = ["add_pages"]


def add_pages(pages: Blueprint) -> None:
    """Open the pages. What changes something is only ever a POST: mail scanners open every link."""
    post = ["POST"]
    pages.add_url_rule("/appeals", view_func=signers_page.appeals)
    one = "/appeals/<slug>"
    pages.add_url_rule(one, view_func=form_page.appeal)
    pages.add_url_rule(one, view_func=form_page.sign_appeal, methods=post)
    pages.add_url_rule(f"{one}/sent", view_func=form_page.appeal_sent)
    pages.add_url_rule(f"{one}/signatures", view_func=signers_page.signers)
    pages.add_url_rule("/signature", view_func=link.signature_link)
    pages.add_url_rule("/signature", view_func=link.send_signature_link, methods=post)
    own = "/signature/<token>"
    pages.add_url_rule(own, view_func=own_signature.own_signature)
    pages.add_url_rule(f"{own}/confirm", view_func=own_signature.confirm_own, methods=post)
    pages.add_url_rule(f"{own}/stop-news", view_func=own_signature.stop_own_news, methods=post)
    pages.add_url_rule(f"{own}/withdraw", view_func=own_signature.withdraw_own, methods=post)
