"""Codes of an app: six digits, a new one every half minute (RFC 6238), by the library libpass."""

from datetime import UTC, datetime
from urllib.parse import quote

from passlib.exc import TokenError  # type: ignore[import-untyped]
from passlib.totp import TOTP  # type: ignore[import-untyped]

STEP_SECONDS = 30
# What RFC 4226 recommends: 160 bits.
KEY_BYTES = 20


def new_key() -> str:
    """A secret for an app, in base 32 as apps take it."""
    return str(TOTP.new(size=KEY_BYTES).base32_key)


def code_at(key: str, now: datetime) -> str:
    """The code that an app shows at a moment."""
    return str(TOTP(key=key).generate(int(now.timestamp())).token)


def matched_step(key: str, code: str, *, now: datetime, last_step: int) -> int | None:
    """The step that a code belongs to: the present one, the one before or the one after.

    None for a wrong code, and for one of `last_step` or before, which was used already.
    """
    digits = code.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        return None
    try:
        matched = TOTP(key=key).match(
            digits, time=int(now.timestamp()), window=STEP_SECONDS, last_counter=last_step
        )
    except TokenError:
        return None
    return int(matched.counter)


def step_of(now: datetime) -> int:
    """The step that a moment is in."""
    return int(now.timestamp()) // STEP_SECONDS


def begin_of(step: int) -> datetime:
    """When a step begins."""
    return datetime.fromtimestamp(step * STEP_SECONDS, UTC)


def address_for_app(key: str, *, account: str, issuer: str) -> str:
    """What the QR code holds: `otpauth://totp/…`."""
    name = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    return f"otpauth://totp/{name}?secret={key}&issuer={quote(issuer, safe='')}"
