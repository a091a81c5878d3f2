"""What happens to the people of the office. A changed password ends every other open session."""

import secrets
from collections.abc import Collection

from sqlalchemy import select, update

from hov_donate.core.db import UnitOfWork, alone_with
from hov_donate.core.errors import UserError
from hov_donate.staff.models import StaffMember, StaffRole
from hov_donate.staff.operations.letters import tell_of
from hov_donate.staff.operations.sessions import end_sessions
from hov_donate.staff.passwords import hashed
from hov_donate.staff.queries import administrators, member_by_email, tidy
from hov_donate.staff.rules import (
    LOCKED_FOR,
    MOST_WRONG_PASSWORDS,
    DoorChange,
    Permission,
    Role,
    may,
)


class NoSuchMemberError(UserError):
    """Nobody of the office has this e-mail address."""


class MemberExistsError(UserError):
    """Someone of the office has this e-mail address already."""


class LastAdministratorError(UserError):
    """Nobody would be left who may let people in and out."""


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
    """Shut someone out, at once, whoever it is. Raises NoSuchMemberError."""
    _shut(work, member_of_office(work, email=email))


def shut_out(work: UnitOfWork, *, member_id: int) -> None:
    """As `disable_member`, but not the last administrator. Raises LastAdministratorError."""
    alone_with(work.session, StaffMember)
    member = work.session.get_one(StaffMember, member_id)
    _keep_one_administrator(work, member)
    _shut(work, member)


def let_in_again(work: UnitOfWork, *, member_id: int) -> None:
    """Someone who was shut out may sign in again, with the password of before."""
    work.session.get_one(StaffMember, member_id).active = True
    work.session.flush()


def change_roles(work: UnitOfWork, *, member_id: int, roles: Collection[Role]) -> None:
    """What someone is in the campaign from now on. Raises LastAdministratorError."""
    alone_with(work.session, StaffMember)
    member = work.session.get_one(StaffMember, member_id)
    if not may(roles, Permission.MANAGE_STAFF):
        _keep_one_administrator(work, member)
    member.roles = [_role(work, role) for role in roles]
    work.session.flush()


def reset_password(work: UnitOfWork, *, email: str, password: str) -> None:
    """Give someone a new password and let them in again, whatever was wrong.

    Raises NoSuchMemberError or PasswordTooShortError.
    """
    member = member_of_office(work, email=email)
    member.active = True
    change_password(work, member_id=member.id, password=password)


def change_password(
    work: UnitOfWork, *, member_id: int, password: str, but: int | None = None
) -> None:
    """A new password for a member, who is told by letter; wrong ones before it are forgotten.

    Every session ends, `but` one where it is named. Raises PasswordTooShortError.
    """
    member = work.session.get_one(StaffMember, member_id)
    member.password = hashed(password)
    member.wrong_passwords = 0
    member.locked_until = None
    work.session.flush()
    end_sessions(work, member_id=member_id, but=but)
    tell_of(work, member_id=member_id, change=DoorChange.PASSWORD)


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


def _shut(work: UnitOfWork, member: StaffMember) -> None:
    """Close every browser of a member, and whatever else was signed for them."""
    member.active = False
    member.fs_uniquifier = _uniquifier()
    work.session.flush()
    end_sessions(work, member_id=member.id)


def _keep_one_administrator(work: UnitOfWork, leaving: StaffMember) -> None:
    others = [it for it in administrators(work.session) if it.id != leaving.id]
    if not others and _administrates(leaving):
        raise LastAdministratorError("somebody else has to be an administrator first")


def _administrates(member: StaffMember) -> bool:
    return member.active and may([role.name for role in member.roles], Permission.MANAGE_STAFF)


def member_of_office(work: UnitOfWork, *, email: str) -> StaffMember:
    """The member with this address. Raises NoSuchMemberError."""
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
