"""Invitations into the office."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import LANGUAGE, Base, UtcDateTime, listed, one_of
from hov_donate.staff.rules import INVITED_FOR, InvitationStatus, Role


class Invitation(Base):
    """Someone is asked to come into the office. Its link is good once, and until `ends_at`."""

    __tablename__ = "staff_invitations"
    __table_args__ = (
        CheckConstraint(
            "(status = 'pending') = (settled_at IS NULL)", name="a_settled_one_says_when"
        ),
        CheckConstraint(
            "(status = 'accepted') = (member_id IS NOT NULL)", name="who_accepts_is_a_member"
        ),
        Index(
            "uq_staff_invitations_pending",
            "email",
            unique=True,
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255))
    role: Mapped[Role] = mapped_column(listed(Role))
    language: Mapped[str] = mapped_column(LANGUAGE)
    status: Mapped[InvitationStatus] = mapped_column(one_of(InvitationStatus))
    # How often it was sent; a link of an earlier letter ends with the next one.
    letters: Mapped[int] = mapped_column(default=1)
    invited_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))

    @property
    def ends_at(self) -> datetime:
        """Until when the link of the last letter is good."""
        return self.sent_at + INVITED_FOR

    def open_at(self, now: datetime) -> bool:
        """Whether its link opens anything."""
        return self.status is InvitationStatus.PENDING and now <= self.ends_at
