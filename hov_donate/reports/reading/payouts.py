"""Payouts: what Stripe sent, what it is made of, what the books say, and the bank."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.models import LedgerEntry
from hov_donate.reconciliation.bank.queries.proving import (
    BankLineOfPayout,
    bank_lines_of_payouts,
)
from hov_donate.reconciliation.models import Payout
from hov_donate.reports.asking import Asked
from hov_donate.reports.rules.tables import Column, Kind, Report, Row, Word, one_group

# Stripe's reporting categories of what goes to the bank, and comes back from it.
PAYOUTS = ("payout", "payout_reversal")
# Stripe's words for a payout (docs.stripe.com/api/payouts/object#payout_object-status).
STATUSES: Mapping[str, str] = {
    "paid": N_("Paid"),
    "pending": N_("On its way"),
    "in_transit": N_("On its way"),
    "canceled": N_("Cancelled"),
    "failed": N_("Came back"),
}


@dataclass(frozen=True)
class Booked:
    """What the books say of a payout in a span: when first, and how much left Stripe."""

    payout_id: str
    first: date
    left: Money


def payout_reconciliation(asked: Asked) -> Report:
    """Each payout that the books know of in these days, beside its items and the bank."""
    _ = asked.speak.gettext
    return Report(
        "payout-reconciliation",
        _("Payout reconciliation"),
        asked.span,
        (
            Column("day", _("Booked"), Kind.DAY),
            Column("payout", _("Payout")),
            Column("status", _("Status")),
            Column("arrives", _("At the bank"), Kind.DAY),
            Column("amount", _("Payout"), Kind.MONEY),
            Column("items", _("Items"), Kind.COUNT),
            Column("items_sum", _("Sum of items"), Kind.MONEY),
            Column("difference", _("Difference"), Kind.MONEY),
            Column("booked", _("In the books"), Kind.MONEY),
            Column("bank", _("Bank statement")),
        ),
        one_group(_rows(asked)),
        notes=(
            _(
                "A payout is the sum of its items, which are Stripe's balance transactions, and of"
                " one line of the bank's statement. What came back stands at zero in the books."
            ),
        ),
    )


def _rows(asked: Asked) -> Iterator[Row]:
    booked = _booked(asked.session, asked.span)
    known = _known(asked.session, [it.payout_id for it in booked])
    lines = bank_lines_of_payouts(asked.session, [it.id for it in known.values()])
    for it in booked:
        payout = known.get(it.payout_id)
        yield _row(asked, it, payout, lines.get(payout.id) if payout else None)


def _booked(session: Session, span: Span) -> list[Booked]:
    first, left = func.min(LedgerEntry.booked_on), func.sum(-LedgerEntry.gross_minor)
    rows = session.execute(
        select(LedgerEntry.source_id, LedgerEntry.currency, first, left)
        .where(
            LedgerEntry.reporting_category.in_(PAYOUTS),
            LedgerEntry.booked_on >= span.first,
            LedgerEntry.booked_on <= span.last,
        )
        .group_by(LedgerEntry.source_id, LedgerEntry.currency)
        .order_by(first, LedgerEntry.source_id)
    )
    return [Booked(of or "", day, Money(int(minor), currency)) for of, currency, day, minor in rows]


def _known(session: Session, payout_ids: list[str]) -> dict[str, Payout]:
    rows = session.scalars(select(Payout).where(Payout.stripe_payout_id.in_(payout_ids)))
    return {row.stripe_payout_id: row for row in rows}


def _row(asked: Asked, booked: Booked, payout: Payout | None, line: BankLineOfPayout | None) -> Row:
    bank: Word | str = asked.own("not_on_a_statement", N_("Not on a statement yet"))
    if line is not None:
        bank = line.day.isoformat()
    if payout is None:
        unknown = asked.own("unknown", N_("Not heard of; sweep"))
        return booked.first, booked.payout_id, unknown, *[None] * 5, booked.left, bank
    items = None if payout.items_minor is None else Money(payout.items_minor, payout.currency)
    return (
        booked.first,
        booked.payout_id,
        _status(asked, payout),
        payout.arrival_date,
        payout.amount,
        payout.items,
        items,
        items - payout.amount if items is not None else None,
        booked.left,
        bank,
    )


def _status(asked: Asked, payout: Payout) -> Word:
    status = payout.status
    return asked.own(status, STATUSES[status]) if status in STATUSES else Word(status, status)
