"""What affiliations give beside their fees: gifts on invoices, and credit that they gave.

A fee that its payer chose above the scale's, and did not call a gift, is a fee. Credit is nobody's
gift until its payer says so.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    Allocation,
    CreditNote,
    CreditUse,
    CreditUseKind,
    Invoice,
    InvoiceBalance,
    InvoicePayment,
    MoneyReceived,
)
from hov_donate.affiliations.queries.addressees import billed
from hov_donate.affiliations.queries.money import InvoiceStanding
from hov_donate.affiliations.queries.sources import Key
from hov_donate.affiliations.rules.giving import GiftOnInvoice
from hov_donate.core.money import Money
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import Payment

# What a gift made of credit is called, before the number of the first row that says so.
OF_CREDIT = "credit-"


@dataclass(frozen=True)
class Giving:
    """A gift, by what names it in the books: all that is asked for of it, and what is here.

    `details_id` is whom its invoice was sent to, or who speaks for the payer of credit. `on` is the
    day on which the first of it came. `is_new` is not what followed money that went or came again:
    that `follows` the gift which was made of that money last, where it was this affiliation's.
    """

    source: str
    details_id: uuid.UUID | None
    amount: Money
    here: Money
    on: date
    on_invoice: bool
    is_new: bool
    follows: str | None = None


def givings_of(session: Session, affiliation_id: int, time_zone: str) -> list[Giving]:
    """Every gift of an affiliation of which anything ever came, as it stands now, oldest first."""
    return [
        *_on_invoices(session, affiliation_id, time_zone),
        *_of_credit(session, affiliation_id, time_zone),
    ]


def gift_on(session: Session, standing: InvoiceStanding) -> GiftOnInvoice:
    """The gift on an invoice, as it stands."""
    taken_back = session.scalar(
        select(func.sum(CreditNote.gift_minor)).where(CreditNote.invoice_id == standing.invoice.id)
    )
    return GiftOnInvoice(
        fee=standing.invoice.fee_minor,
        gift=standing.invoice.gift_minor,
        credited=standing.balance.credited_minor,
        gift_credited=int(taken_back or 0),
        settled=standing.balance.settled_minor,
    )


def invoice_of(session: Session, source: str) -> Invoice | None:
    """The invoice on which a gift of this name stands, INV-2026-000123; None of one of credit."""
    if source.startswith(OF_CREDIT):
        return None
    _, year, number = source.split("-")
    return session.scalars(
        select(Invoice).where(Invoice.year == int(year), Invoice.number == int(number))
    ).one()


def affiliation_of(session: Session, source: str) -> Affiliation:
    """Whose gift it is that is called so."""
    invoice = invoice_of(session, source)
    given = invoice or session.get_one(CreditUse, int(source.removeprefix(OF_CREDIT)))
    return session.get_one(Affiliation, given.affiliation_id)


def _on_invoices(session: Session, affiliation_id: int, time_zone: str) -> Iterator[Giving]:
    # Triggers keep the balances: what the session remembers of them is old.
    rows = session.execute(
        select(Invoice, InvoiceBalance)
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(Invoice.affiliation_id == affiliation_id, Invoice.gift_minor > 0)
        .order_by(Invoice.id)
        .execution_options(populate_existing=True)
    ).all()
    for invoice, balance in rows:
        last = _last_settling(session, invoice.id)
        if last is None:
            continue
        gift = gift_on(session, InvoiceStanding(invoice, balance))
        yield Giving(
            source=invoice.full_number,
            details_id=invoice.details_id,
            amount=Money(gift.gift_left, invoice.currency),
            here=Money(gift.here, invoice.currency),
            on=_came_on(session, last, time_zone),
            on_invoice=True,
            is_new=True,
        )


def _last_settling(session: Session, invoice_id: int) -> Allocation | None:
    """What settled an invoice last: when the gift is first here, that brought it."""
    return session.scalars(
        select(Allocation)
        .where(Allocation.invoice_id == invoice_id, Allocation.amount_minor > 0)
        .order_by(Allocation.id.desc())
        .limit(1)
    ).first()


def _came_on(session: Session, settling: Allocation, time_zone: str) -> date:
    """The day on which money came that settles what it came for; of credit, when it was used."""
    received = session.get(MoneyReceived, settling.received_id or 0)
    if received is not None and received.recorded_at == settling.at:
        return received.received_on
    asked = session.get(InvoicePayment, settling.payment_id or 0)
    if asked is not None and asked.invoice_id == settling.invoice_id:
        paid_at = session.get_one(Payment, asked.payment_id).paid_at
        return booking_day(paid_at or settling.at, time_zone)
    return booking_day(settling.at, time_zone)


def _of_credit(session: Session, affiliation_id: int, time_zone: str) -> list[Giving]:
    """What was given at one time is one gift, of however many sums that came.

    What goes with the money behind it, and comes again with it, is without words.
    """
    uses = session.scalars(
        select(CreditUse)
        .where(
            CreditUse.affiliation_id == affiliation_id,
            CreditUse.kind == CreditUseKind.GIVEN,
        )
        .order_by(CreditUse.id)
    ).all()
    if not uses:
        return []
    details_id = billed(session, session.get_one(Affiliation, affiliation_id))
    gifts: dict[tuple[datetime, str, int | None], list[CreditUse]] = {}
    newest: dict[Key, int] = {}
    for use in uses:
        behind = use.payment_id, use.received_id
        follows = None if use.words else newest.get(behind)
        together = gifts.setdefault((use.at, use.currency, follows), [])
        together.append(use)
        if use.words:
            newest[behind] = together[0].id
    return [_of_uses(it, details_id, time_zone, follows) for (_, _, follows), it in gifts.items()]


def _of_uses(
    uses: Sequence[CreditUse], details_id: uuid.UUID | None, time_zone: str, follows: int | None
) -> Giving:
    """What was given at one time, or followed the money behind one gift then."""
    first = uses[0]
    amount = Money(sum(it.amount_minor for it in uses), first.currency)
    return Giving(
        source=f"{OF_CREDIT}{first.id}",
        details_id=details_id,
        amount=amount,
        here=amount,
        on=booking_day(first.at, time_zone),
        on_invoice=False,
        is_new=amount.minor > 0 and first.words != "",
        follows=None if follows is None else f"{OF_CREDIT}{follows}",
    )
