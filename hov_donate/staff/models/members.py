"""People of the office. Their sign-in is the library's business; these are the columns it needs."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hov_donate.core.db import LANGUAGE, Base, UtcDateTime
from hov_donate.staff.rules import Permission, may

staff_member_roles = Table(
    "staff_member_roles",
    Base.metadata,
    Column("staff_member_id", ForeignKey("staff_members.id"), primary_key=True),
    Column("staff_role_id", ForeignKey("staff_roles.id"), primary_key=True),
)


class StaffRole(Base):
    """A role by name; `rules.PERMISSIONS` says what it may do."""

    __tablename__ = "staff_roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))

    def get_permissions(self) -> set[str]:
        """What the role may do, under the name by which the sign-in library asks for it."""
        return {permission.value for permission in Permission if may([self.name], permission)}


class StaffMember(Base):
    """Someone who may sign in."""

    __tablename__ = "staff_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(LANGUAGE, default="en")
    wrong_passwords: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    roles: Mapped[list[StaffRole]] = relationship(secondary=staff_member_roles, lazy="selectin")
