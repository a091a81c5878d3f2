"""Invitations into the office: sent, sent again, withdrawn, accepted."""

from sqlalchemy import delete, or_

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.staff import queries
from hov_donate.staff.models import Invitation, StaffMember
from hov_donate.staff.operations.letters import send_invitation
from hov_donate.staff.operations.members import MemberExistsError, add_member
from hov_donate.staff.queries import tidy
from hov_donate.staff.rules import INVITATIONS_KEPT_FOR, InvitationStatus, Role


class AlreadyInvitedError(UserError):
    """An invitation to this address is open."""


class InvitationOverError(UserError):
    """The invitation was accepted or withdrawn, was sent again, or is too old."""


def invite(
    work: UnitOfWork, *, email: str, role: Role, language: str, invited_by: str
) -> Invitation:
    """Ask someone into the office, by letter. Raises MemberExistsError or AlreadyInvitedError."""
    if queries.member_by_email(work.session, email) is not None:
        raise MemberExistsError(f"{tidy(email)} may sign in already")
    if queries.pending_invitation(work.session, email) is not None:
        raise AlreadyInvitedError(f"{tidy(email)} is invited already")
    made = Invitation(
        email=tidy(email),
        role=role,
        language=language,
        status=InvitationStatus.PENDING,
        letters=1,
        invited_by=invited_by,
        created_at=work.now,
        sent_at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    send_invitation(work, made)
    return made


def send_again(work: UnitOfWork, *, invitation_id: int) -> None:
    """Send a new link; those of earlier letters end. Raises InvitationOverError."""
    it = _pending(work, invitation_id)
    it.letters += 1
    it.sent_at = work.now
    work.session.flush()
    send_invitation(work, it)


def withdraw(work: UnitOfWork, *, invitation_id: int) -> None:
    """The link opens nothing any more. Raises InvitationOverError."""
    it = _pending(work, invitation_id)
    it.status = InvitationStatus.WITHDRAWN
    it.settled_at = work.now
    work.session.flush()


def accept(work: UnitOfWork, *, invitation_id: int, letter: int, password: str) -> StaffMember:
    """Someone comes in by the link of a letter; it is good for one.

    Raises InvitationOverError, MemberExistsError or PasswordTooShortError.
    """
    it = _pending(work, invitation_id)
    if it.letters != letter or not it.open_at(work.now):
        raise InvitationOverError("this link is over")
    member = add_member(work, email=it.email, role=it.role, password=password, language=it.language)
    it.status = InvitationStatus.ACCEPTED
    it.settled_at, it.member_id = work.now, member.id
    work.session.flush()
    return member


def forget_old_invitations(work: UnitOfWork) -> None:
    """Delete what was accepted, withdrawn, or came to nothing, some time after."""
    long_ago = work.now - INVITATIONS_KEPT_FOR
    over = or_(Invitation.settled_at < long_ago, Invitation.sent_at < long_ago)
    work.session.execute(delete(Invitation).where(over))


def _pending(work: UnitOfWork, invitation_id: int) -> Invitation:
    """An open invitation, held until the end of the transaction. Raises InvitationOverError."""
    it = work.session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if it is None or it.status is not InvitationStatus.PENDING:
        raise InvitationOverError("this invitation is over")
    return it
