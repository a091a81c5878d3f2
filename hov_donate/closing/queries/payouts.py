"""Payouts: each is the sum of its items, and one line of the bank's statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.closing.queries.statements import BankLineOfPayout, bank_lines_of_payouts
from hov_donate.core.spans import DAY, Span
from hov_donate.reconciliation.models import Payout

# Stripe's words for payouts of which the bank keeps nothing (docs.stripe.com/api/payouts/object).
CAME_TO_NOTHING = frozenset({"failed", "canceled"})


@dataclass(frozen=True)
class PayoutProof:
    """A payout and the line of the bank's statement that shows it, once there is one."""

    payout: Payout
    line: BankLineOfPayout | None

    @property
    def reaches_bank(self) -> bool:
        """Whether a statement is to show it."""
        return self.payout.status not in CAME_TO_NOTHING

    @property
    def agrees(self) -> bool:
        """Whether nothing that is known of it differs."""
        same = self.line is None or self.line.amount == self.payout.amount
        return same and self.payout.agrees is not False


def payouts_of(session: Session, span: Span, time_zone: str) -> Sequence[PayoutProof]:
    """The payouts that Stripe made on the campaign's days of a span, the first one first."""
    begin, end = moments_of(span, time_zone)
    rows = session.scalars(
        select(Payout)
        .where(Payout.created_at >= begin, Payout.created_at < end)
        .order_by(Payout.created_at, Payout.id)
    ).all()
    lines: Mapping[int, BankLineOfPayout] = bank_lines_of_payouts(session, [it.id for it in rows])
    return [PayoutProof(it, lines.get(it.id)) for it in rows]


def moments_of(span: Span, time_zone: str) -> tuple[datetime, datetime]:
    """When a span of the campaign's days begins, and when it is over."""
    return _midnight(span.first, time_zone), _midnight(span.last + DAY, time_zone)


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(time_zone))
