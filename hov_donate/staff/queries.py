"""Finding the people of the office."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.staff.models import StaffMember
from hov_donate.staff.rules import Permission, may


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
