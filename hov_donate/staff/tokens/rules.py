"""What a token is, and what it may let be read. Pure."""

import hashlib
import secrets
from datetime import timedelta

from hov_donate.core.errors import UserError
from hov_donate.staff.rules import Permission

PREFIX = "hov_"
RANDOM_BYTES = 32
LONGEST_LIFE = timedelta(days=366)
LONGEST_NAME = 80
# So many answers a token gets in a minute of the clock.
PER_MINUTE = 120
# What there is to read, by the permission that it takes in the office.
SCOPES = (Permission.SEE_REPORTS, Permission.SEE_LEDGER, Permission.SEE_GIFTS)


class TokenRefusedError(UserError):
    """A token that may not be made: too long a life, or more than its maker may see."""


def new_token() -> str:
    """A token that nobody guesses."""
    return f"{PREFIX}{secrets.token_urlsafe(RANDOM_BYTES)}"


def digest_of(token: str) -> str:
    """What is kept of it. It is as random as a key, so nothing slower than SHA-256 is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
