"""What is kept of tokens: never the token itself."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UtcDateTime
from hov_donate.staff.tokens.rules import LONGEST_NAME


class ApiToken(Base):
    """A token by which a program reads. `scopes` are permissions of the office.

    `minute` and `asked_in_minute` count what it asked for lately.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (
        CheckConstraint("expires_at > made_at", name="it_lasts_a_while"),
        CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)",
            name="revoked_means_when_and_by_whom",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(60))
    minute: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_in_minute: Mapped[int] = mapped_column(default=0)

    def alive(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and now < self.expires_at
