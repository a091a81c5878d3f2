"""Letters about one gift: received, on its way, and what became of a debit."""

from hov_donate.core.references import spaced
from hov_donate.documents.models import DocumentKind
from hov_donate.documents.queries import document_about, receipt_of
from hov_donate.donations.emails.writing import Content, Writing
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentStatus


def receipt(writing: Writing) -> Content | None:
    """The gift is here; its receipt is attached. A monthly gift says how to change or end it."""
    payment = _payment(writing)
    document = receipt_of(writing.session, writing.letter.object_id)
    if payment is None or document is None:
        return None
    speak = writing.speak
    subscription = writing.subscription_of(payment)
    interval = subscription.interval if subscription else payment.interval
    facts = {
        "amount": speak.money(document.amount),
        "date": speak.date(document.paid_on),
        "number": document.full_number,
        "reference": spaced(document.payment_reference),
        "tax_note": document.tax_note,
        "link": writing.gift_link(payment),
        "rhythm": writing.rhythm(payment.amount, interval) if interval else "",
        "own_page": writing.own_page() if interval else "",
    }
    subject = speak.gettext("Receipt %(number)s", number=document.full_number)
    return Content(subject, facts, (writing.pdf(document),))


def on_its_way(writing: Writing) -> Content | None:
    """A debit was asked for; it takes days, and may fail."""
    payment = _payment(writing)
    if payment is None or payment.status is not PaymentStatus.PROCESSING:
        return None
    return Content(writing.speak.gettext("Your gift is on its way"), _facts(writing, payment))


def failed(writing: Writing) -> Content | None:
    """A debit brought nothing; the gift's page offers another try."""
    payment = _payment(writing)
    if payment is None or payment.status is not PaymentStatus.FAILED:
        return None
    return Content(writing.speak.gettext("Your gift did not arrive"), _facts(writing, payment))


def taken_back(writing: Writing) -> Content | None:
    """The bank took a debit back that had come; the correction of its receipt is attached."""
    payment = _payment(writing)
    correction = document_about(writing.session, DocumentKind.CORRECTION, writing.letter.object_id)
    issued = receipt_of(writing.session, writing.letter.object_id)
    if payment is None or correction is None or issued is None:
        return None
    facts = _facts(writing, payment) | {
        "date": writing.speak.date(correction.paid_on),
        "number": correction.full_number,
        "receipt": issued.full_number,
    }
    subject = writing.speak.gettext("Your bank has taken a gift back")
    return Content(subject, facts, (writing.pdf(correction),))


def _payment(writing: Writing) -> Payment | None:
    """The payment that a letter's name begins with."""
    reference = writing.letter.object_id.partition("/")[0]
    return payment_by_reference(writing.session, reference)


def _facts(writing: Writing, payment: Payment) -> dict[str, object]:
    return {
        "amount": writing.speak.money(payment.amount),
        "reference": spaced(payment.reference),
        "link": writing.gift_link(payment),
    }
