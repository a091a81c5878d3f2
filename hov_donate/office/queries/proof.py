"""The entries behind a line of the proof, and what a difference may come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from hov_donate.closing.rules.proof import KNOWN, Row, categories_of
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.models import LedgerEntry
from hov_donate.office.queries.ledger import BookedEntry, with_postings
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.reconciliation.models import Payout
from hov_donate.reconciliation.queries import payouts_that_do_not_add_up

# A movement that is missing here or there is most likely a new one.
DAYS_LOOKED_BACK = 14
CANDIDATES_SHOWN = 5


def proof_entries(
    session: Session, row: Row, currency: str, span: Span, place: Place
) -> Page[BookedEntry]:
    """A page of the entries that make a line of the proof, the newest posting first."""
    query = select(LedgerEntry.id).where(
        LedgerEntry.stripe_balance_transaction_id.is_not(None),
        LedgerEntry.currency == currency,
        LedgerEntry.booked_on.between(span.first, span.last),
        _on(row),
    )
    keys = page_of(session, query, LedgerEntry.id, place)
    heads = session.scalars(select(LedgerEntry).where(LedgerEntry.id.in_(keys.rows))).all()
    in_turn = sorted(heads, key=lambda head: keys.rows.index(head.id))
    return Page(with_postings(session, in_turn), older=keys.older, newer=keys.newer)


def _on(row: Row) -> ColumnElement[bool]:
    if row is Row.UNKNOWN:
        return LedgerEntry.reporting_category.not_in(KNOWN)
    named = LedgerEntry.reporting_category.in_(categories_of(row))
    return or_(named, LedgerEntry.fee_minor != 0) if row is Row.FEES else named


@dataclass(frozen=True)
class Candidates:
    """What a difference may come from: entries and payouts of its size, and crooked payouts."""

    entries: Sequence[BookedEntry]
    payouts: Sequence[Payout]
    crooked: Sequence[Payout]


def candidates(session: Session, difference: Money, today: date) -> Candidates:
    """Where a person should look first, of the last days."""
    since, sizes = today - timedelta(days=DAYS_LOOKED_BACK), (difference.minor, -difference.minor)
    heads = session.scalars(
        select(LedgerEntry)
        .where(
            LedgerEntry.booked_on >= since,
            LedgerEntry.currency == difference.currency,
            LedgerEntry.net_minor.in_(sizes),
        )
        .order_by(LedgerEntry.id.desc())
        .limit(CANDIDATES_SHOWN)
    ).all()
    payouts = session.scalars(
        select(Payout)
        .where(
            Payout.arrival_date >= since,
            Payout.currency == difference.currency,
            Payout.amount_minor.in_(sizes),
        )
        .order_by(Payout.id.desc())
        .limit(CANDIDATES_SHOWN)
    ).all()
    return Candidates(
        with_postings(session, heads),
        payouts,
        payouts_that_do_not_add_up(session, limit=CANDIDATES_SHOWN),
    )
