"""Letters to people of the office: put out here, written when they are sent."""

from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.staff.models import Invitation, StaffMember
from hov_donate.staff.rules import DoorChange


def tell_of(work: UnitOfWork, *, member_id: int, change: DoorChange) -> None:
    """Tell a member how the way they sign in was changed, in case it was not they."""
    member = work.session.get_one(StaffMember, member_id)
    put_out(
        work,
        kind=MailKind.STAFF_SIGN_IN_CHANGED,
        object_id=f"{member_id}/{change}/{int(work.now.timestamp())}",
        details_id=None,
        language=member.language,
    )


def send_invitation(work: UnitOfWork, invitation: Invitation) -> None:
    """Put the letter with the link out; each sending is a letter of its own."""
    put_out(
        work,
        kind=MailKind.STAFF_INVITATION,
        object_id=f"{invitation.id}/{invitation.letters}",
        details_id=None,
        language=invitation.language,
    )


def send_password_link(work: UnitOfWork, *, to: str, language: str) -> None:
    """Put a letter out with a link to choose a new password; one a minute at the most.

    `to` is a member's number, or a word that means nobody: of that letter the worker drops the row.
    """
    minute = int(work.now.timestamp()) // 60
    put_out(
        work,
        kind=MailKind.STAFF_PASSWORD_LINK,
        object_id=f"{to}/{minute}",
        details_id=None,
        language=language,
    )
