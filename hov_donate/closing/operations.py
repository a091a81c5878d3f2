"""Closing months, and opening the last one again. Nothing here commits."""

from collections.abc import Mapping, Sequence
from datetime import date

from hov_donate.closing.events import MonthClosed, MonthReopened, ReopeningAsked
from hov_donate.closing.models import MonthClosing, MonthReopening, MonthReopeningRequest
from hov_donate.closing.queries.freezing import figures_of, seen_of
from hov_donate.closing.queries.lacking import facts_of
from hov_donate.closing.queries.months import last_standing, month_to_close, open_requests
from hov_donate.closing.rules.conditions import Condition, conditions
from hov_donate.closing.rules.figures import checksum
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import HovDonateError
from hov_donate.core.spans import Span
from hov_donate.ledger.operations import lock_books
from hov_donate.reconciliation.queries import last_finished_run


class MonthNotReadyError(HovDonateError):
    """Something that a closing needs is not so."""

    def __init__(self, lacking: Sequence[Condition]) -> None:
        """What is not."""
        super().__init__("a month cannot be closed: " + ", ".join(it.subject for it in lacking))
        self.lacking = lacking


class MonthMovedError(HovDonateError):
    """The month's figures are not those any more that the person saw."""


class NotLastClosedError(HovDonateError):
    """Only the last closed month is opened again: what was frozen later stands on it."""


class NothingToAgreeError(HovDonateError):
    """Nobody asks for this re-opening any more: it was agreed to, or its days are over."""


class SamePersonError(HovDonateError):
    """Whoever asked for a re-opening cannot be the one who agrees."""


def close_month(
    work: UnitOfWork, *, month: Span, seen: str, actor: str, time_zone: str
) -> MonthClosing:
    """Freeze a month's figures and let nothing more be booked in it.

    `seen` is `queries.freezing.seen_of` what the person saw. Nobody books while it is looked at.
    Raises MonthNotReadyError and MonthMovedError.
    """
    lock_books(work)
    facts = facts_of(work.session, month, work.now, time_zone)
    lacking = [it for it in conditions(facts) if not it.met]
    run = last_finished_run(work.session)
    if lacking or run is None:
        raise MonthNotReadyError(lacking)
    if seen != seen_of(work.session, month):
        raise MonthMovedError(f"{month.first:%Y-%m} was booked in meanwhile")
    figures = figures_of(work.session, facts, time_zone)
    closing = MonthClosing(
        month=month.first,
        run_id=run.id,
        figures=figures,
        checksum=checksum(figures),
        closed_at=work.now,
        closed_by=actor,
    )
    work.session.add(closing)
    work.session.flush()
    work.tell(MonthClosed(closing.id))
    return closing


def close_next_month(
    work: UnitOfWork, *, last: date, seen: Mapping[date, str], actor: str, time_zone: str
) -> MonthClosing | None:
    """Close the month whose turn it is; None, and nothing done, when it ends after `last`.

    `seen` is what the person saw of each month, by its first day. Raises as `close_month`.
    """
    lock_books(work)
    month = month_to_close(work.session)
    if month is None or month.last > last:
        return None
    looked_at = seen.get(month.first, "")
    return close_month(work, month=month, seen=looked_at, actor=actor, time_zone=time_zone)


def ask_to_reopen(
    work: UnitOfWork, *, closing_id: int, reason: str, minute_reference: str, actor: str
) -> MonthReopeningRequest:
    """Ask that the last closed month be opened again; another person has some days to agree.

    Raises NotLastClosedError. Who asks twice asks once.
    """
    lock_books(work)
    last = last_standing(work.session)
    if last is None or last.id != closing_id:
        raise NotLastClosedError(f"closing {closing_id} is not that of the last closed month")
    for asked in open_requests(work.session, work.now):
        if asked.asked_by == actor:
            return asked
    request = MonthReopeningRequest(
        closing_id=closing_id,
        reason=reason,
        minute_reference=minute_reference,
        asked_at=work.now,
        asked_by=actor,
    )
    work.session.add(request)
    work.session.flush()
    work.tell(ReopeningAsked(request.id, actor))
    return request


def agree_to_reopen(work: UnitOfWork, *, request_id: int, actor: str) -> MonthReopening:
    """Open the month again that somebody else asked for.

    Raises NothingToAgreeError and SamePersonError.
    """
    lock_books(work)
    waiting = {it.id: it for it in open_requests(work.session, work.now)}
    request = waiting.get(request_id)
    if request is None:
        raise NothingToAgreeError(f"nobody asks for re-opening {request_id} any more")
    if request.asked_by == actor:
        raise SamePersonError("whoever asked cannot agree")
    reopening = MonthReopening(
        closing_id=request.closing_id,
        request_id=request.id,
        agreed_at=work.now,
        agreed_by=actor,
    )
    work.session.add(reopening)
    work.session.flush()
    work.tell(MonthReopened(request.id, request.asked_by, actor))
    return reopening
