"""Whole numbers as people type them, in the digits and separators of their language."""

import re
import unicodedata

from hov_donate.core.errors import UserError

LARGEST_COUNT = 999_999_999
LONGEST = 40
_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Spaces of all kinds are one by then.
_MARK = re.compile("[.,'’\u02bc \u066b\u066c\u060c]")


class CountError(UserError):
    """What was typed is no whole number from 0 to LARGEST_COUNT."""


def parse_count(typed: str) -> int:
    """The number that was typed: `350`, `1,250`, `1 250 000`, `1,00,000`. Raises CountError."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", typed)).strip()
    plain = "".join(str(unicodedata.digit(it)) if it.isdecimal() else it for it in text)
    groups = _MARK.split(plain)
    if len(plain) > LONGEST or not _in_groups(groups) or len(set(_MARK.findall(plain))) > 1:
        raise CountError("not a whole number")
    count = int("".join(groups))
    if count > LARGEST_COUNT:
        raise CountError("too many")
    return count


def _in_groups(groups: list[str]) -> bool:
    """Whether digits are grouped as somewhere in the world: threes, or twos before the last."""
    if any(not re.fullmatch("[0-9]+", group) for group in groups):
        return False
    first, *others = groups
    if not others:
        return True
    return len(first) <= 3 and len(others[-1]) == 3 and all(len(it) in {2, 3} for it in others)
