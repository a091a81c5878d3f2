"""What the demo's books do not know yet: it has happened at the bank, and nobody has looked.

Affiliates paid, a standing order came, a batch was taken; with one pair of twins, references that
lost a character, a sum for two invoices, and lines that are like nothing here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Invoice, InvoiceBalance
from hov_donate.cashbox.models import Batch
from hov_donate.cli.demo.statement.camt import Told
from hov_donate.contacts.models import Organisation
from hov_donate.donations.offline.expecting import met_days
from hov_donate.donations.offline.models import StandingOrder

# So many affiliates paid by transfer of late.
PAYING = 8
# Orders whose money came within so many days; the treasurer reads statements less often.
OF_LATE = timedelta(days=31)


@dataclass(frozen=True)
class Asked:
    """What an affiliate owes."""

    name: str
    reference: str
    number: str
    owed: int


# What a payer makes of an invoice's reference and number, and what the bank leaves of it.
WRITTEN: tuple[Callable[[Asked], str], ...] = (
    lambda it: it.reference,
    lambda it: it.number,
    lambda it: it.reference[1:],
    lambda it: it.reference[:-1],
    lambda it: f"Ref {it.reference.lower()}",
)


def planted(session: Session, currency: str, today: date, coming: str) -> Iterator[Told]:
    """All of it, up to today; `coming` names the form of the standing order that still comes."""
    yield from _paying(_owed(session, currency), today)
    yield from _expected(session, currency, today, coming)
    yield from _taken(session, currency, today)
    for _twin in range(2):
        yield Told(today - timedelta(days=9), 1000, "R Alvarez", "Standing order solidarity")
    yield Told(today - timedelta(days=6), 4250, "Quinn & Daughters", "Thank you for the evening")
    yield Told(today - timedelta(days=5), -18_640, "Red Letter Press", "Leaflets, invoice 2291")
    yield Told(today - timedelta(days=2), -600, "Example Bank", "Account charges")


def _expected(session: Session, currency: str, today: date, coming: str) -> Iterator[Told]:
    """What a standing order brought since somebody last went through a statement."""
    orders = select(StandingOrder).where(
        StandingOrder.form == coming, StandingOrder.currency == currency
    )
    for order in session.scalars(orders).all():
        met = met_days(session, [order.id]).get(order.id, {})
        for due_on in order.agreed.due_days(today):
            if due_on not in met and due_on > today - OF_LATE:
                yield Told(due_on, order.amount_minor, "Standing order", order.reference)


def _taken(session: Session, currency: str, today: date) -> Iterator[Told]:
    """Batches that a volunteer took to the counter."""
    batches = select(Batch).where(
        Batch.currency == currency, Batch.paid_in_on.is_(None), Batch.undone_at.is_(None)
    )
    for batch in session.scalars(batches):
        on = min(batch.made_at.date() + timedelta(days=1), today)
        yield Told(on, batch.total.minor, "Counter credit", batch.number)


def _owed(session: Session, currency: str) -> list[Asked]:
    taken = InvoiceBalance.credited_minor + InvoiceBalance.settled_minor
    rows = session.execute(
        select(Invoice, InvoiceBalance.amount_minor - taken)
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(Invoice.currency == currency, taken < InvoiceBalance.amount_minor)
        .order_by(Invoice.id.desc())
        .limit(PAYING)
    ).all()
    names = _names(session, [invoice.affiliation_id for invoice, _ in rows])
    return [
        Asked(
            names.get(invoice.affiliation_id, "A member"),
            invoice.reference,
            invoice.full_number,
            owed,
        )
        for invoice, owed in rows
    ]


def _names(session: Session, affiliation_ids: Sequence[int]) -> dict[int, str]:
    """What organisations are called, by their affiliation."""
    rows = session.execute(
        select(Affiliation.id, Organisation)
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Affiliation.id.in_(affiliation_ids))
    )
    return {key: organisation.full_name for key, organisation in rows}


def _paying(owed: Sequence[Asked], today: date) -> Iterator[Told]:
    """Two in one sum and one in part, then some as they should and some with something lost.

    As many as there are invoices that wait.
    """
    days = (today - timedelta(days=number) for number in range(12, 3, -1))
    if len(owed) > 1:
        first, second = owed[:2]
        words = f"{first.number} {second.number}"
        yield Told(next(days), first.owed + second.owed, "Regional office", words)
    for it in owed[2:3]:
        yield Told(next(days), it.owed // 2, it.name, it.reference)
    for it, written in zip(owed[3:], WRITTEN, strict=False):
        yield Told(next(days), it.owed, it.name, written(it))
