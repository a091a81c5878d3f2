"""What keeps the second factor's secrets: a seal for apps' keys, keyed digests for all else.

Both are made from IDENTITY_KEY, each with a key of its own, so that a copy of the database opens
nothing.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from hov_donate.core.errors import HovDonateError


class StaffSealBrokenError(HovDonateError):
    """None of the configured IDENTITY_KEYs opens the secret of somebody's app."""


class Kept(StrEnum):
    """What is kept as a digest; one of a kind says nothing about those of another."""

    SESSION = "session"
    RECOVERY_CODE = "recovery code"
    PASSKEY_OWNER = "passkey owner"
    PASSWORD_LINK = "password link"  # noqa: S105 (a purpose)


class StaffSecrets:
    """Seals and digests by the keys of an installation, the newest first: it makes, all open."""

    def __init__(self, identity_keys: Sequence[str]) -> None:
        """Keys as IDENTITY_KEY has them."""
        self._keys = [_derived(b"second factor:", key) for key in identity_keys]
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in self._keys])

    def seal(self, secret: str) -> bytes:
        """A secret, unreadable."""
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """The secret, readable. Raises StaffSealBrokenError when no key fits."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise StaffSealBrokenError("IDENTITY_KEY does not open this secret") from error

    def digest(self, kind: Kept, text: str) -> str:
        """What a token or code is found by: 64 hexadecimal digits."""
        return self.digests(kind, text)[0]

    def digests(self, kind: Kept, text: str) -> list[str]:
        """The digests under every key, to find what was kept before a rotation."""
        about = f"{kind}|{text}".encode()
        return [hmac.new(key, about, hashlib.sha256).hexdigest() for key in self._keys]


def _derived(purpose: bytes, key: str) -> bytes:
    return hashlib.sha256(purpose + key.encode()).digest()
