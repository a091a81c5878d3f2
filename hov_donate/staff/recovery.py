"""Recovery codes: made once, shown once, good once each."""

import secrets

from hov_donate.staff.passwords import LETTERS

HOW_MANY = 10
GROUPS, GROUP = 3, 4


def new_codes() -> list[str]:
    """Ten codes of 59 random bits, like `abcd-efgh-jkmn`: a quick digest of them will do."""
    return [_new_code() for _ in range(HOW_MANY)]


def tidy_code(typed: str) -> str:
    """A code as it is kept, however it was typed: without hyphens, blanks and capitals."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def _new_code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)
