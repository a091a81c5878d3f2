"""Months: which are closed, whose turn it is, and who asked for one to be opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hov_donate.closing.models import MonthClosing, MonthReopening, MonthReopeningRequest
from hov_donate.closing.rules.conditions import AGREED_WITHIN
from hov_donate.core.spans import DAY, Span, month_of
from hov_donate.ledger.models import LedgerDailySum
from hov_donate.ledger.queries import closed_until

MONTHS_SHOWN = 120


@dataclass(frozen=True)
class Closed:
    """A closing, and what took it back, if anything did."""

    closing: MonthClosing
    reopening: MonthReopening | None
    request: MonthReopeningRequest | None

    @property
    def month(self) -> Span:
        """The month."""
        return month_of(self.closing.month)

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.reopening is None


def month_to_close(session: Session) -> Span | None:
    """The month whose turn it is, whether it is over or not; None before anything is booked."""
    until = closed_until(session)
    if until is not None:
        return month_of(until + DAY)
    first = session.scalar(select(func.min(LedgerDailySum.booked_on)))
    return month_of(first) if first else None


def months_over(session: Session, today: date) -> list[Span]:
    """The months that are over and not closed, oldest first."""
    first = month_to_close(session)
    if first is None or first.last >= today:
        return []
    return [month for month in Span(first.first, today).months() if month.last < today]


def closings(session: Session, *, most: int = MONTHS_SHOWN) -> list[Closed]:
    """Everything that was ever closed, the newest first."""
    rows = session.execute(_closings().order_by(MonthClosing.id.desc()).limit(most))
    return [Closed(row[0], row[1], row[2]) for row in rows]


def closings_of(session: Session, month: date) -> list[Closed]:
    """Every closing of a month, the newest first."""
    query = _closings().where(MonthClosing.month == month).order_by(MonthClosing.id.desc())
    return [Closed(row[0], row[1], row[2]) for row in session.execute(query)]


def closing_of(session: Session, month: date) -> Closed | None:
    """The newest closing of a month, whether it stands or was taken back."""
    return next(iter(closings_of(session, month)), None)


def last_standing(session: Session) -> MonthClosing | None:
    """The closing of the last closed month: the only one that can be taken back."""
    return session.scalars(_standing().order_by(MonthClosing.month.desc()).limit(1)).first()


def standing_closings(session: Session) -> Sequence[MonthClosing]:
    """The closings of all months that are closed, the first month first."""
    return session.scalars(_standing().order_by(MonthClosing.month)).all()


def _standing() -> Select[MonthClosing]:
    return (
        select(MonthClosing)
        .outerjoin(MonthReopening, MonthReopening.closing_id == MonthClosing.id)
        .where(MonthReopening.closing_id.is_(None))
    )


def _closings() -> Select[MonthClosing, MonthReopening, MonthReopeningRequest]:
    return (
        select(MonthClosing, MonthReopening, MonthReopeningRequest)
        .outerjoin(MonthReopening, MonthReopening.closing_id == MonthClosing.id)
        .outerjoin(MonthReopeningRequest, MonthReopeningRequest.id == MonthReopening.request_id)
    )


def open_requests(session: Session, now: datetime) -> Sequence[MonthReopeningRequest]:
    """What somebody may still agree to, oldest first."""
    last = last_standing(session)
    if last is None:
        return []
    return session.scalars(
        select(MonthReopeningRequest)
        .where(
            MonthReopeningRequest.closing_id == last.id,
            MonthReopeningRequest.asked_at > now - AGREED_WITHIN,
        )
        .order_by(MonthReopeningRequest.id)
    ).all()
