"""Gifts outside Stripe that the books had and took back: written down wrongly, bounced, refused."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from hov_donate.core.spans import Span
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.rules import GIVEN, REVERSED
from hov_donate.donations.review.models import GiftReview
from hov_donate.donations.review.rules import ACCEPTED_ENTRY
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry, LedgerPosting


def cancelled(session: Session, span: Span, accounts: Collection[Account]) -> frozenset[int]:
    """Entries on these accounts that came and were taken back within a span: together nothing."""
    back = _entries(session, span, accounts, [LedgerEntry.reporting_category == REVERSED])
    if not back:
        return frozenset()
    accepted = _accepted(session, back)
    came = or_(_named(GIVEN, back), _named(ACCEPTED_ENTRY, accepted))
    found: set[int] = set()
    for source, entry_id in _entries(session, span, accounts, [came]).items():
        found |= {entry_id, back[accepted.get(source, source)]}
    return frozenset(found)


def _entries(
    session: Session,
    span: Span,
    accounts: Collection[Account],
    which: Iterable[ColumnElement[bool]],
) -> dict[str, int]:
    """Entries by what named them."""
    query = (
        select(LedgerEntry.source_id, LedgerEntry.id)
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(
            LedgerEntry.booked_on >= span.first,
            LedgerEntry.booked_on <= span.last,
            LedgerPosting.account.in_(accounts),
            *which,
        )
    )
    return {source or "": entry_id for source, entry_id in session.execute(query)}


def _named(category: str, sources: Collection[str]) -> ColumnElement[bool]:
    return (LedgerEntry.reporting_category == category) & LedgerEntry.source_id.in_(sources)


def _accepted(session: Session, gifts: Collection[str]) -> dict[str, str]:
    """What named the accepting of gifts that were held first, and what named these."""
    rows = session.execute(
        select(GiftReview, OfflineGift)
        .join(OfflineGift, OfflineGift.id == GiftReview.offline_gift_id)
        .join(OfflineReversal, OfflineReversal.gift_id == OfflineGift.id)
    )
    return {review.source: gift.source for review, gift in rows if gift.source in gifts}
