"""Where people are signed in: begun, made whole by the second factor, ended. Never committed."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, update

from hov_donate.core.db import UnitOfWork
from hov_donate.staff.models import StaffSession
from hov_donate.staff.rules import HALF_WAY_FOR, IDLE_FOR, SIGNED_IN_FOR, SecondFactor


def begin_session(work: UnitOfWork, *, member_id: int, digest: str, browser: str) -> StaffSession:
    """The password was right: a session that opens nothing but the second step."""
    begun = StaffSession(
        member_id=member_id,
        digest=digest,
        browser=browser,
        begun_at=work.now,
        seen_at=work.now,
    )
    work.session.add(begun)
    work.session.flush()
    return begun


def confirm_session(
    work: UnitOfWork, *, session_id: int, factor: SecondFactor, digest: str
) -> None:
    """The second factor was shown: the session is whole, and goes by another token from now on."""
    work.session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id)
        .values(second_factor=factor, confirmed_at=work.now, digest=digest, challenge=None)
    )


def note_seen(work: UnitOfWork, *, session_id: int) -> None:
    """A session is still in use."""
    work.session.execute(
        update(StaffSession).where(StaffSession.id == session_id).values(seen_at=work.now)
    )


def begin_app(work: UnitOfWork, *, session_id: int, sealed: bytes | None) -> None:
    """Keep the secret of an app while it is set up, or forget it; it ends with the session."""
    work.session.execute(
        update(StaffSession).where(StaffSession.id == session_id).values(app_key=sealed)
    )


def set_challenge(work: UnitOfWork, *, session_id: int, challenge: bytes) -> None:
    """Keep what a passkey has to sign next; what it had to sign before counts no more."""
    work.session.execute(
        update(StaffSession).where(StaffSession.id == session_id).values(challenge=challenge)
    )


def take_challenge(work: UnitOfWork, *, session_id: int) -> bytes | None:
    """What a passkey had to sign; it is good for one answer, right or wrong."""
    row = work.session.get(StaffSession, session_id, with_for_update=True)
    if row is None:
        return None
    challenge, row.challenge = row.challenge, None
    work.session.flush()
    return challenge


def end_session(work: UnitOfWork, *, session_id: int, member_id: int) -> bool:
    """End one session of a member's; False when there is none such."""
    ended = work.session.scalars(
        delete(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.member_id == member_id)
        .returning(StaffSession.id)
    )
    return ended.one_or_none() is not None


def end_sessions(work: UnitOfWork, *, member_id: int, but: int | None = None) -> None:
    """End every session of a member's, `but` one where it is named."""
    work.session.execute(
        delete(StaffSession).where(
            StaffSession.member_id == member_id, StaffSession.id != (but or 0)
        )
    )


def forget_ended_sessions(work: UnitOfWork) -> None:
    """Delete sessions that are over; nobody had to sign out of them."""
    work.session.execute(delete(StaffSession).where(_over(work.now)))


def _over(now: datetime) -> ColumnElement[bool]:
    half = StaffSession.second_factor.is_(None)
    return or_(
        StaffSession.seen_at < now - IDLE_FOR,
        StaffSession.begun_at < now - SIGNED_IN_FOR,
        half & (StaffSession.begun_at < now - HALF_WAY_FOR),
    )
