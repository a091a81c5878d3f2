"""An affiliation's own page: for a member, and for whoever speaks or pays for an organisation."""

from flask import Blueprint

from hov_donate.public.affiliation import (
    link,
    overview,
    papers,
    pay_page,
    paying,
    renewing,
    stopping,
)

__all__ = ["add_pages"]


def add_pages(pages: Blueprint) -> None:
    """Open the pages. What changes something is only ever a POST."""
    post, both = ["POST"], ["GET", "POST"]
    pages.add_url_rule("/affiliation", view_func=link.affiliation_link)
    pages.add_url_rule("/affiliation", view_func=link.send_affiliation_link, methods=post)
    pages.add_url_rule("/pay/<reference>", view_func=pay_page.pay_by_reference)
    pages.add_url_rule("/pay/<reference>", view_func=pay_page.send_to_pay, methods=post)
    own = "/affiliation/<token>"
    pages.add_url_rule(own, view_func=overview.affiliation)
    pages.add_url_rule(f"{own}/member-card.pdf", view_func=papers.member_card)
    pages.add_url_rule(f"{own}/certificate.pdf", view_func=papers.certificate)
    pages.add_url_rule(f"{own}/certificate-next.pdf", view_func=papers.next_certificate)
    invoice = f"{own}/invoice/<int:invoice_id>"
    pages.add_url_rule(invoice, view_func=papers.invoice_page)
    pages.add_url_rule(f"{invoice}.pdf", view_func=papers.invoice_pdf)
    pages.add_url_rule(f"{invoice}/pay", view_func=paying.pay_invoice, methods=post)
    pages.add_url_rule(f"{own}/credit-note/<int:note_id>.pdf", view_func=papers.credit_note_pdf)
    pages.add_url_rule(f"{own}/card", view_func=paying.renewal_card, methods=both)
    pages.add_url_rule(f"{own}/renewal", view_func=renewing.renewal_form)
    pages.add_url_rule(f"{own}/renewal", view_func=renewing.renew, methods=post)
    pages.add_url_rule(f"{own}/numbers", view_func=renewing.numbers_form)
    pages.add_url_rule(f"{own}/numbers", view_func=renewing.correct_numbers, methods=post)
    pages.add_url_rule(f"{own}/stop", view_func=stopping.stop_form)
    pages.add_url_rule(f"{own}/stop", view_func=stopping.stop_renewal, methods=post)
    pages.add_url_rule(f"{own}/end", view_func=stopping.resignation_form)
    pages.add_url_rule(f"{own}/end", view_func=stopping.leave, methods=post)
