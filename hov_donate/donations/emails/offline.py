"""Letters about gifts by cash, cheque, transfer and standing order."""

from hov_donate.core.references import spaced
from hov_donate.documents.models import DocumentKind
from hov_donate.documents.queries import document_about, receipt_of
from hov_donate.donations.emails.writing import Content, Writing
from hov_donate.donations.offline.queries import given_by_reference
from hov_donate.donations.offline.rules import ReversalReason


def offline_receipt(writing: Writing) -> Content | None:
    """The gift is here; its receipt is attached. One that was booked back is not thanked for."""
    given = given_by_reference(writing.session, writing.letter.object_id)
    document = receipt_of(writing.session, writing.letter.object_id)
    if given is None or given.reversal is not None or document is None:
        return None
    speak = writing.speak
    facts = {
        "amount": speak.money(document.amount),
        "date": speak.date(document.paid_on),
        "number": document.full_number,
        "reference": spaced(document.payment_reference),
        "tax_note": document.tax_note,
        "own_page": writing.own_page(),
    }
    subject = speak.gettext("Receipt %(number)s", number=document.full_number)
    return Content(subject, facts, (writing.pdf(document),))


def offline_taken_back(writing: Writing) -> Content | None:
    """A cheque bounced, or a gift was recorded wrongly.

    The correction is attached with the receipt that it corrects, whose own letter may not have
    gone out. There is neither of a gift that was never accepted.
    """
    given = given_by_reference(writing.session, writing.letter.object_id)
    receipt = receipt_of(writing.session, writing.letter.object_id)
    about = writing.letter.object_id
    correction = document_about(writing.session, DocumentKind.CORRECTION, about)
    if given is None or given.reversal is None:
        return None
    _, speak = writing.speak.gettext, writing.speak
    bounced = given.reversal.reason is ReversalReason.BOUNCED
    facts = {
        "bounced": bounced,
        "amount": speak.money(given.gift.amount),
        "date": speak.date(given.reversal.reversed_on),
        "number": correction.full_number if correction else "",
        "receipt": receipt.full_number if receipt else "",
        "reference": spaced(given.gift.reference),
        "cheque": given.gift.cheque_number,
    }
    wrong = _("We have corrected a receipt") if receipt else _("We have corrected a mistake")
    documents = [it for it in (receipt, correction) if it is not None]
    drawn = tuple(writing.pdf(it) for it in documents)
    return Content(_("Your cheque was not paid") if bounced else wrong, facts, drawn)
