"""Letters about money that went back, and about money that came again after that.

A correction that was taken back before its letter was sent is told by the later letter alone, which
then brings both documents.
"""

from hov_donate.core.references import spaced
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.documents.queries import document_about
from hov_donate.donations.emails.reviewed import not_returned
from hov_donate.donations.emails.writing import Content, Writing
from hov_donate.payments.queries import payment_by_reference


def refund_made(writing: Writing) -> Content | None:
    """Money goes back; the correction is attached."""
    return _corrected(writing, writing.speak.gettext("We have sent money back to you"))


def refund_failed(writing: Writing) -> Content | None:
    """Money could not go back; the donor is asked to write to us.

    Of a gift that was never accepted there is no document.
    """
    subject = writing.speak.gettext("We could not send money back to you")
    return _reinstated(writing, subject) or not_returned(writing, subject)


def charged_back(writing: Writing) -> Content | None:
    """The donor's bank took money back."""
    return _corrected(writing, writing.speak.gettext("Your bank has taken money back"))


def charge_reinstated(writing: Writing) -> Content | None:
    """The donor's bank returned what it had taken."""
    return _reinstated(writing, writing.speak.gettext("Your gift counts again"))


def _corrected(writing: Writing, subject: str) -> Content | None:
    correction = _about(writing, DocumentKind.CORRECTION)
    if correction is None or _about(writing, DocumentKind.REINSTATEMENT) is not None:
        return None
    return Content(subject, _facts(writing, correction), (writing.pdf(correction),))


def _reinstated(writing: Writing, subject: str) -> Content | None:
    correction = _about(writing, DocumentKind.CORRECTION)
    reinstatement = _about(writing, DocumentKind.REINSTATEMENT)
    if correction is None or reinstatement is None:
        return None
    drawn = (writing.pdf(correction), writing.pdf(reinstatement))
    return Content(subject, _facts(writing, reinstatement), drawn)


def _about(writing: Writing, kind: DocumentKind) -> Document | None:
    return document_about(writing.session, kind, writing.letter.object_id)


def _facts(writing: Writing, document: Document) -> dict[str, object]:
    """What a document did, and how much of the gift counts as given now."""
    speak = writing.speak
    payment = payment_by_reference(writing.session, document.payment_reference)
    receipt = writing.session.get_one(Document, document.corrects_id)
    return {
        "amount": speak.money(document.amount),
        "date": speak.date(document.paid_on),
        "number": document.full_number,
        "receipt": receipt.full_number,
        "still_given": speak.money(payment.kept) if payment else "",
        "reference": spaced(document.payment_reference),
        "link": writing.gift_link(payment) if payment else "",
    }
