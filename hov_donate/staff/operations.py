"""What happens to the people of the office. A changed password ends every open session."""

import secrets

from sqlalchemy import select, update

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.staff.models import StaffMember, StaffRole
from hov_donate.staff.passwords import hashed
from hov_donate.staff.queries import member_by_email, tidy
from hov_donate.staff.rules import LOCKED_FOR, MOST_WRONG_PASSWORDS, Role


class NoSuchMemberError(UserError):
    """Nobody of the office has this e-mail address."""


class MemberExistsError(UserError):
    """Someone of the office has this e-mail address already."""


def add_member(
    work: UnitOfWork, *, email: str, role: Role, password: str, language: str = "en"
) -> StaffMember:
    """Let someone in. Raises MemberExistsError or PasswordTooShortError."""
    if member_by_email(work.session, email) is not None:
        raise MemberExistsError(f"{tidy(email)} may sign in already")
    member = StaffMember(
        email=tidy(email),
        password=hashed(password),
        active=True,
        fs_uniquifier=_uniquifier(),
        language=language,
        created_at=work.now,
        roles=[_role(work, role)],
    )
    work.session.add(member)
    work.session.flush()
    return member


def disable_member(work: UnitOfWork, *, email: str) -> None:
    """Shut someone out, at once. Raises NoSuchMemberError."""
    member = _member(work, email)
    member.active = False
    member.fs_uniquifier = _uniquifier()
    work.session.flush()


def reset_password(work: UnitOfWork, *, email: str, password: str) -> None:
    """Give someone a new password and let them in again, whatever was wrong.

    Raises NoSuchMemberError or PasswordTooShortError.
    """
    member = _member(work, email)
    member.password = hashed(password)
    member.fs_uniquifier = _uniquifier()
    member.active = True
    member.wrong_passwords = 0
    member.locked_until = None
    work.session.flush()


def note_wrong_password(work: UnitOfWork, *, member_id: int) -> None:
    """Count a wrong password; too many in a row close the account for a while."""
    member = work.session.get(StaffMember, member_id, with_for_update=True)
    if member is None:
        return
    member.wrong_passwords += 1
    if member.wrong_passwords >= MOST_WRONG_PASSWORDS:
        member.wrong_passwords = 0
        member.locked_until = work.now + LOCKED_FOR
    work.session.flush()


def note_sign_in(work: UnitOfWork, *, member_id: int) -> None:
    """Forget the wrong passwords before a right one."""
    work.session.execute(
        update(StaffMember)
        .where(StaffMember.id == member_id)
        .values(wrong_passwords=0, locked_until=None)
    )


def end_sessions(work: UnitOfWork, *, member_id: int) -> None:
    """Close every browser in which someone is signed in."""
    work.session.execute(
        update(StaffMember).where(StaffMember.id == member_id).values(fs_uniquifier=_uniquifier())
    )


def _member(work: UnitOfWork, email: str) -> StaffMember:
    member = member_by_email(work.session, email)
    if member is None:
        raise NoSuchMemberError(f"nobody with the address {tidy(email)} may sign in")
    return member


def _role(work: UnitOfWork, role: Role) -> StaffRole:
    """The role's row; the first of its members brings it."""
    row = work.session.scalars(select(StaffRole).where(StaffRole.name == role)).one_or_none()
    return row or StaffRole(name=role.value)


def _uniquifier() -> str:
    return secrets.token_hex(32)
