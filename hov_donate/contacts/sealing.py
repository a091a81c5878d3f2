"""Names and addresses are unreadable without a key kept outside the database."""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from hov_donate.core.errors import HovDonateError


class SealBrokenError(HovDonateError):
    """None of the configured IDENTITY_KEYs opens this record."""


@dataclass(frozen=True)
class Identity:
    """Who someone is. The name may be empty: it is never asked for twice."""

    name: str
    email: str


class IdentitySeal:
    """Seals identities and finds them by e-mail. The first key seals; all of them open."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Keys are 32 random bytes in URL-safe base64, the newest first."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._digest_keys = _keys_for(b"e-mail digest:", keys)
        self._fingerprint_keys = _keys_for(b"text fingerprint:", keys)

    def seal(self, identity: Identity) -> bytes:
        """The identity, unreadable."""
        return self.seal_text(json.dumps([identity.name, identity.email]))

    def open(self, sealed: bytes) -> Identity:
        """The identity, readable. Raises SealBrokenError when no key fits."""
        name, email = json.loads(self.open_text(sealed))
        return Identity(name, email)

    def seal_text(self, text: str) -> bytes:
        """A text that names people, unreadable: answers of a form that is not sent yet."""
        return self._fernet.encrypt(text.encode())

    def open_text(self, sealed: bytes) -> str:
        """The text, readable. Raises SealBrokenError when no key fits."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise SealBrokenError("IDENTITY_KEY does not open this record") from error

    def digest(self, email: str) -> str:
        """What an e-mail address is found by; useless without the key."""
        return self.digests(email)[0]

    def digests(self, email: str) -> list[str]:
        """The digests under every key, to find addresses sealed before a rotation."""
        # Not casefold(), to which faß.de and fass.de, two people's domains, are the same.
        written = unicodedata.normalize("NFC", email.strip()).lower().encode()
        return [hmac.new(key, written, hashlib.sha256).hexdigest() for key in self._digest_keys]

    def fingerprints(self, text: str) -> list[str]:
        """What a sealed text is known again by; one under every key, the newest first."""
        written = text.encode()
        return [hmac.digest(key, written, "sha256").hex() for key in self._fingerprint_keys]


def _keys_for(purpose: bytes, keys: Sequence[str]) -> list[bytes]:
    return [hashlib.sha256(purpose + key.encode()).digest() for key in keys]
