"""What somebody has besides a password: an app with a secret, passkeys, codes on paper.

The app's secret is sealed with a key that the database does not hold; of a recovery code there is
a keyed digest alone.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UtcDateTime
from hov_donate.staff.totp import begin_of

MEMBER = "staff_members.id"
DIGEST = String(64)


class TotpKey(Base):
    """The secret that a member shares with the app on their telephone (RFC 6238)."""

    __tablename__ = "staff_totp_keys"

    member_id: Mapped[int] = mapped_column(ForeignKey(MEMBER), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # The step of the code taken last: neither it nor an earlier one is taken again.
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def used_at(self) -> datetime | None:
        """The half minute of the code taken last; None when none was."""
        return begin_of(self.last_step) if self.last_step else None


class Passkey(Base):
    """A key pair on a device of a member's; we hold its public half."""

    __tablename__ = "staff_passkeys"
    __table_args__ = (CheckConstraint("uses >= 0", name="uses_are_counted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(MEMBER), index=True)
    # By WebAuthn at most 1023 bytes long.
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    # The device's own count: a copy of the key would fall behind. Many devices always say 0.
    uses: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code for when everything else is lost. It opens the office once."""

    __tablename__ = "staff_recovery_codes"
    __table_args__ = (UniqueConstraint("member_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(MEMBER))
    digest: Mapped[str] = mapped_column(DIGEST)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
