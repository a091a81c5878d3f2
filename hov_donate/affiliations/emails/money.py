"""Letters about money: what is asked for, what came, and what went back.

Each says how its invoice stands when it is written, so that none is wrong, in whatever order they
are read. Of money that went and came again before anybody was told, only the later is told.
"""

from dataclasses import dataclass

from sqlalchemy import select

from hov_donate.affiliations.emails.writing import Content, Writing
from hov_donate.affiliations.models import (
    Affiliation,
    Invoice,
    InvoicePayment,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.affiliations.papers import credit_note_pdf, invoice_pdf
from hov_donate.affiliations.queries.marks import marks_held
from hov_donate.affiliations.queries.money import standing_of
from hov_donate.affiliations.queries.papers import credit_note_by_number
from hov_donate.affiliations.queries.sources import source_received
from hov_donate.core.money import Money
from hov_donate.core.references import spaced
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentStatus

# How names of letters begin that are about money that Stripe never saw.
RECORDED = "received-"


def invoice_issued(writing: Writing) -> Content | None:
    """The invoice, with how to pay it. One that was credited whole meanwhile is not sent."""
    invoice = _invoice(writing, writing.parts[1])
    if invoice is None or standing_of(writing.session, invoice.id).creditable.minor == 0:
        return None
    facts = _facts(writing, invoice) | {
        "amount": writing.speak.money(invoice.amount),
        "due_on": writing.speak.date(invoice.due_on),
        "purchase_order": invoice.purchase_order,
        "held_until": _held_until(writing, invoice),
    }
    subject = writing.speak.gettext("Invoice %(number)s", number=invoice.full_number)
    return Content(subject, facts, bills=(invoice_pdf(writing.session, writing.seal, invoice),))


def _held_until(writing: Writing, invoice: Invoice) -> str:
    """The day until which its term stays paid up all the same; empty where nothing holds it."""
    marks = marks_held(writing.session, invoice.affiliation_id, writing.today)
    days = [mark.until for mark in marks if mark.term.id == invoice.term_id]
    return writing.speak.date(days[0]) if days else ""


def credit_note_issued(writing: Writing) -> Content | None:
    """A sum is not asked for any more."""
    note = credit_note_by_number(writing.session, writing.parts[1])
    if note is None:
        return None
    invoice = writing.session.get_one(Invoice, note.invoice_id)
    facts = _facts(writing, invoice) | {
        "amount": writing.speak.money(note.amount),
        "credit_note": note.full_number,
        "words": note.words,
    }
    subject = writing.speak.gettext("Credit note %(number)s", number=note.full_number)
    return Content(subject, facts, bills=(credit_note_pdf(writing.session, writing.seal, note),))


@dataclass(frozen=True)
class _News:
    """A sum for an invoice: what it was, how much of it is here, and why not all of it."""

    invoice: Invoice
    came: Money
    here: Money
    why: str


def paid(writing: Writing) -> Content | None:
    """Money is here, and what is still to be paid."""
    news = _news(writing)
    if news is None or news.here.minor == 0:
        return None
    facts = _facts(writing, news.invoice) | {"amount": writing.speak.money(news.here)}
    subject = writing.speak.gettext(
        "Payment for invoice %(number)s", number=news.invoice.full_number
    )
    return Content(subject, facts)


def unpaid(writing: Writing) -> Content | None:
    """Money went back, or did not come: what that was, and what is to be paid now."""
    news = _news(writing)
    if news is None or news.why == "":
        return None
    facts = _facts(writing, news.invoice) | {
        "amount": writing.speak.money(news.came - news.here),
        "why": news.why,
    }
    subject = writing.speak.gettext(
        "About your payment for invoice %(number)s", number=news.invoice.full_number
    )
    return Content(subject, facts)


def _news(writing: Writing) -> _News | None:
    about = writing.parts[1]
    return _recorded(writing) if about.startswith(RECORDED) else _from_stripe(writing, about)


def _from_stripe(writing: Writing, reference: str) -> _News | None:
    payment = payment_by_reference(writing.session, reference)
    asked = writing.session.get(InvoicePayment, payment.id) if payment else None
    if payment is None or asked is None:
        return None
    invoice = writing.session.get_one(Invoice, asked.invoice_id)
    return _News(invoice, payment.amount, payment.kept, _why(payment))


def _why(payment: Payment) -> str:
    """A word for what keeps some of a payment from us; none when it is all here, or never came."""
    if payment.status is PaymentStatus.FAILED:
        return "failed"
    if payment.status is PaymentStatus.REVERSED:
        return "reversed"
    if payment.disputed_minor or payment.lost_minor:
        return "disputed"
    return "refunded" if payment.refunded_minor else ""


def _recorded(writing: Writing) -> _News | None:
    received_id = int(writing.parts[1].removeprefix(RECORDED))
    came = writing.session.get(MoneyReceived, received_id)
    invoice = _invoice(writing, writing.parts[2])
    if came is None or invoice is None:
        return None
    share = source_received(writing.session, received_id).settles.get(invoice.id)
    reversal = writing.session.get(MoneyReversal, received_id)
    most, now = (share.most, share.now) if share else (0, 0)
    return _News(
        invoice,
        Money(most, came.currency),
        Money(now, came.currency),
        reversal.reason.value if reversal else "",
    )


def _invoice(writing: Writing, reference: str) -> Invoice | None:
    found = select(Invoice).where(Invoice.reference == reference)
    return writing.session.scalars(found).one_or_none()


def _facts(writing: Writing, invoice: Invoice) -> dict[str, object]:
    """How the invoice stands now, and whether the affiliation is paid up."""
    affiliation = writing.session.get_one(Affiliation, invoice.affiliation_id)
    owed = standing_of(writing.session, invoice.id).owed
    until = affiliation.paid_until if affiliation.status.paid_up else None
    return {
        "whose": writing.whose(affiliation),
        "number": invoice.full_number,
        "reference": spaced(invoice.reference),
        "owed": writing.speak.money(owed) if owed.minor else "",
        "paid_until": writing.speak.date(until) if until else "",
        "own_page": writing.own_page(affiliation),
    }
