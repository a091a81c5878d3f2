"""Where somebody is signed in. Rows are deleted when a session ends."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UtcDateTime, one_of
from hov_donate.staff.rules import SecondFactor


class StaffSession(Base):
    """A browser in which a member gave the password, and perhaps the second factor.

    It is found by a keyed digest of the token in the browser's cookie. No internet address is kept.
    """

    __tablename__ = "staff_sessions"
    __table_args__ = (
        CheckConstraint(
            "(second_factor IS NULL) = (confirmed_at IS NULL)", name="a_factor_was_shown_sometime"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    # Like `Firefox, Linux`; empty when the browser does not say.
    browser: Mapped[str] = mapped_column(String(60))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    second_factor: Mapped[SecondFactor | None] = mapped_column(one_of(SecondFactor))
    # When the second factor was last shown: what is delicate wants it shown lately.
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # While an app is being set up: its secret, sealed.
    app_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    # While a passkey is asked for: what it has to sign.
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)

    @property
    def whole(self) -> bool:
        """Whether the second factor was shown too."""
        return self.second_factor is not None
