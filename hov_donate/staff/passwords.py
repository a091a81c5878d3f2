"""Passwords: how they are kept and made. The same hashes are read by the sign-in library."""

import secrets
import unicodedata

from argon2 import PasswordHasher

from hov_donate.core.errors import UserError

SHORTEST = 12
# Letters and digits that are not mistaken for one another when read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()


class PasswordTooShortError(UserError):
    """The password is too easy to guess."""


def hashed(password: str) -> str:
    """The hash of a password, by argon2id. Raises PasswordTooShortError.

    The form NFKD is also what the sign-in page compares.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShortError(f"a password has at least {SHORTEST} characters")
    return _hasher.hash(unicodedata.normalize("NFKD", password))


def new_password() -> str:
    """A password of 94 random bits, in groups that can be read out: `abcd-efgh-…`."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(5))
    return "-".join(groups)
