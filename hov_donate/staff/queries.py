"""Finding the people of the office, what they sign in with, where they are, who is invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.staff.models import (
    Invitation,
    Passkey,
    RecoveryCode,
    StaffMember,
    StaffSession,
    TotpKey,
)
from hov_donate.staff.rules import InvitationStatus, Permission, may, session_ended


@dataclass(frozen=True)
class Factors:
    """What a member has besides the password."""

    app: TotpKey | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; recovery codes alone are none."""
        return self.app is not None or bool(self.passkeys)


def tidy(email: str) -> str:
    """An address as it is kept: without capitals or blanks around it."""
    return email.strip().lower()


def member_by_email(session: Session, email: str) -> StaffMember | None:
    """The member with this address, whether active or not."""
    return session.scalars(
        select(StaffMember).where(StaffMember.email == tidy(email))
    ).one_or_none()


def members(session: Session) -> Sequence[StaffMember]:
    """Everyone, by address."""
    return session.scalars(select(StaffMember).order_by(StaffMember.email)).all()


def members_who_may(session: Session, permission: Permission) -> Sequence[StaffMember]:
    """Everyone who can sign in and may do this, by address."""
    return [
        member
        for member in members(session)
        if member.active and may([role.name for role in member.roles], permission)
    ]


def administrators(session: Session) -> Sequence[StaffMember]:
    """Who may let people in and out, and may sign in."""
    return members_who_may(session, Permission.MANAGE_STAFF)


def factors_of(session: Session, member_id: int) -> Factors:
    """What a member has besides the password."""
    unused = [it for it in recovery_codes(session, member_id) if it.used_at is None]
    return Factors(
        totp_key(session, member_id), passkeys_of(session, member_id), codes_left=len(unused)
    )


def totp_key(session: Session, member_id: int, *, to_change: bool = False) -> TotpKey | None:
    """The secret of a member's app; held until the end of the transaction when `to_change`."""
    return session.get(TotpKey, member_id, with_for_update=to_change, populate_existing=to_change)


def passkeys_of(session: Session, member_id: int) -> Sequence[Passkey]:
    """A member's passkeys, the oldest first."""
    mine = select(Passkey).where(Passkey.member_id == member_id)
    return session.scalars(mine.order_by(Passkey.id)).all()


def passkey(session: Session, member_id: int, credential_id: bytes) -> Passkey | None:
    """One passkey of a member's, held until the end of the transaction."""
    return session.scalars(
        select(Passkey)
        .where(Passkey.member_id == member_id, Passkey.credential_id == credential_id)
        .with_for_update()
    ).one_or_none()


def recovery_codes(session: Session, member_id: int) -> Sequence[RecoveryCode]:
    """A member's recovery codes, used ones too."""
    return session.scalars(select(RecoveryCode).where(RecoveryCode.member_id == member_id)).all()


def session_by_digest(session: Session, digests: Sequence[str]) -> StaffSession | None:
    """The session of a token, by the digest under whichever key."""
    return session.scalars(
        select(StaffSession).where(StaffSession.digest.in_(digests))
    ).one_or_none()


def open_sessions(session: Session, member_id: int, now: datetime) -> list[StaffSession]:
    """Where a member is signed in, the one used last first."""
    rows = session.scalars(
        select(StaffSession)
        .where(StaffSession.member_id == member_id)
        .order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())
    )
    return [it for it in rows if it.whole and not over(it, now)]


def over(it: StaffSession, now: datetime) -> bool:
    """Whether a session has lasted too long or was left alone."""
    return session_ended(whole=it.whole, begun_at=it.begun_at, seen_at=it.seen_at, now=now)


def pending_invitation(session: Session, email: str) -> Invitation | None:
    """The open invitation to this address, however old its last letter is."""
    return session.scalars(_pending().where(Invitation.email == tidy(email))).one_or_none()


def pending_invitations(session: Session) -> Sequence[Invitation]:
    """Who is asked to come in and has not yet, the last one first."""
    return session.scalars(_pending().order_by(Invitation.id.desc())).all()


def letters_of(session: Session, invitations: Sequence[Invitation]) -> dict[int, OutboxStatus]:
    """What became of the last letter of each invitation."""
    named = {f"{it.id}/{it.letters}": it.id for it in invitations}
    rows = session.execute(
        select(OutboxMessage.object_id, OutboxMessage.status).where(
            OutboxMessage.kind == MailKind.STAFF_INVITATION,
            OutboxMessage.object_id.in_(list(named)),
        )
    )
    return {named[row.object_id]: row.status for row in rows}


def _pending() -> Select[Invitation]:
    return select(Invitation).where(Invitation.status == InvitationStatus.PENDING)
