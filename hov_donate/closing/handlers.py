"""Who hears of a closing, and of a re-opening: whoever may agree to it, then both who made it."""

from collections.abc import Iterable

from hov_donate.closing.emails import Told, closed_letter_id, letter_id
from hov_donate.closing.events import MonthClosed, MonthReopened, ReopeningAsked
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Letter, put_out_all, withdraw_waiting
from hov_donate.staff.models import StaffMember
from hov_donate.staff.queries import members_who_may
from hov_donate.staff.rules import Permission, actor_of, member_of


def tell_who_may_compare(happened: Event, work: UnitOfWork, _: Settings) -> None:
    """Everybody who may read the audit log, so that its head is kept in many places.

    Of many months closed at once the last is told: its letter stands for those before it.
    """
    assert isinstance(happened, MonthClosed)  # noqa: S101 (the wiring's promise)
    withdraw_waiting(work, kind=MailKind.MONTH_CLOSED)
    letters = [
        Letter(
            MailKind.MONTH_CLOSED,
            closed_letter_id(happened.closing_id, member.id),
            None,
            member.language,
        )
        for member in members_who_may(work.session, Permission.SEE_AUDIT)
    ]
    put_out_all(work, letters=letters)


def tell_who_may_agree(happened: Event, work: UnitOfWork, _: Settings) -> None:
    """Everybody but the one who asked."""
    assert isinstance(happened, ReopeningAsked)  # noqa: S101 (the wiring's promise)
    others = members_who_may(work.session, Permission.REOPEN_MONTH)
    to = [member for member in others if actor_of(member.id) != happened.asked_by]
    _tell(work, happened.request_id, Told.ASKED, to)


def tell_both(happened: Event, work: UnitOfWork, _: Settings) -> None:
    """Whoever asked, and whoever agreed."""
    assert isinstance(happened, MonthReopened)  # noqa: S101 (the wiring's promise)
    actors = (happened.asked_by, happened.agreed_by)
    found = (work.session.get(StaffMember, member_of(actor) or 0) for actor in actors)
    _tell(work, happened.request_id, Told.REOPENED, [member for member in found if member])


def _tell(work: UnitOfWork, request_id: int, what: Told, to: Iterable[StaffMember]) -> None:
    put_out_all(
        work,
        letters=[
            Letter(
                MailKind.MONTH_REOPENING,
                letter_id(request_id, what, member.id),
                None,
                member.language,
            )
            for member in to
        ],
    )
