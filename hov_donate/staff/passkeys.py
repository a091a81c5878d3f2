"""Passkeys, as the second factor (WebAuthn level 2), by the library py_webauthn.

Any kind is taken: of this machine, of a telephone, a security key. What a device says of its maker
is not asked for.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

CHALLENGE_BYTES = 32
TIMEOUT_MS = 120_000
# What broken or hostile answers make the library raise.
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError)


@dataclass(frozen=True)
class Place:
    """Where passkeys are good: the site's origin, and the name that browsers bind them to."""

    origin: str
    host: str
    name: str

    @classmethod
    def of(cls, public_url: str, name: str) -> "Place":
        """The place of an installation."""
        parts = urlsplit(public_url)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.hostname or "", name)

    @property
    def possible(self) -> bool:
        """Whether browsers make passkeys here: a bare IP address has none (WebAuthn §5.1.2)."""
        try:
            ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False


@dataclass(frozen=True)
class Held:
    """What we hold of a passkey: its name, its public half, the device's count of uses."""

    credential_id: bytes
    public_key: bytes
    uses: int


def new_challenge() -> bytes:
    """What a device has to sign, this once."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def making_options(
    place: Place, *, owner: bytes, account: str, challenge: bytes, known: Sequence[bytes]
) -> dict[str, Any]:
    """What the browser is asked for a new passkey; one that is `known` is not made again."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name=place.name,
        user_id=owner,
        user_name=account,
        user_display_name=account,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return _plain(options_to_json(options))


def showing_options(place: Place, *, challenge: bytes, known: Sequence[bytes]) -> dict[str, Any]:
    """What the browser is asked to show one of the `known` passkeys."""
    options = generate_authentication_options(
        rp_id=place.host,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _plain(options_to_json(options))


def made(place: Place, answer: str, *, challenge: bytes) -> Held | None:
    """The new passkey in a browser's answer; None when it is not good."""
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except UNREADABLE:
        return None
    return Held(found.credential_id, found.credential_public_key, found.sign_count)


def named_in(answer: str) -> bytes | None:
    """Which passkey a browser's answer says it shows; None when it is not to be read."""
    try:
        return parse_authentication_credential_json(answer).raw_id
    except UNREADABLE:
        return None


def uses_shown(place: Place, answer: str, *, challenge: bytes, held: Held) -> int | None:
    """The device's count after a passkey was shown rightly; None when the answer is not good."""
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=held.public_key,
            credential_current_sign_count=held.uses,
        )
    except UNREADABLE:
        return None
    return found.new_sign_count


def _plain(options: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(options)
    return plain
