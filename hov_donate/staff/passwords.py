"""Passwords: how they are kept and made. The same hashes are read by the sign-in library."""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hov_donate.core.errors import UserError

SHORTEST = 12
# Longer ones are refused, so that nobody keeps the server busy with hashing.
LONGEST = 1000
# Letters and digits that are not mistaken for one another when read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()


class PasswordTooShortError(UserError):
    """The password is too easy to guess."""


class PasswordTooLongError(UserError):
    """The password is longer than any that is taken."""


def hashed(password: str) -> str:
    """The hash of a password, by argon2id. Raises PasswordTooShortError or PasswordTooLongError.

    The form NFKD is also what the sign-in page compares.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShortError(f"a password has at least {SHORTEST} characters")
    if len(password) > LONGEST:
        raise PasswordTooLongError(f"a password has at most {LONGEST} characters")
    return _hasher.hash(unicodedata.normalize("NFKD", password))


def is_right(kept: str, password: str) -> bool:
    """Whether a password is the one that is kept as this hash. Takes a tenth of a second."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(kept, unicodedata.normalize("NFKD", password))
    except (VerificationError, InvalidHashError):
        return False


def new_password() -> str:
    """A password of 94 random bits, in groups that can be read out: `abcd-efgh-…`."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(5))
    return "-".join(groups)
