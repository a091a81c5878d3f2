"""References and numbers of ours in a statement's words, with tolerance for what gets lost there.

Banks cut off and payers mistype. A reference has a check character (core.references), so that of
every way to mend one only a single one is ours; and what is found is proposed only if it is owed.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import product

from hov_donate.core.references import ALPHABET, LENGTH, check_character, normalise

# How an invoice's number is printed: six digits.
WIDTH = 6
# Payers write a reference in up to so many groups.
MOST_GROUPS = 4
MOST_MENDED = 64
# A bank's reference with fewer letters than this is in many texts.
LEAST_LETTERS = 4
# A single word is nobody's name: it may be anything.
LEAST_WORDS = 2
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[A-Z0-9]+")
_INVOICE = re.compile(r"INV[^A-Z0-9]{0,3}([0-9OIL]{4})[^A-Z0-9]{0,3}([0-9OIL]{1,9})(?![A-Z0-9])")
_SLIP = re.compile(r"(?<![A-Z0-9])PI[ -]?0*([1-9]\d{0,17})(?![A-Z0-9])")
_NUMBER = re.compile(r"\d{4,}")
_AFFILIATE = re.compile(r"(?<![A-Z0-9])([AM])[ -]?(\d{5,18})(?![A-Z0-9])")
_AS_DIGITS = str.maketrans("OIL", "011")
# What is taken for what; no reference has an O, 0, I, 1 or L.
_MEANT = {
    **dict.fromkeys("O0", "QD"),
    **dict.fromkeys("I1L", "JT7"),
    "S": "5",
    "5": "S",
    "Z": "2",
    "2": "Z",
    "B": "8",
    "8": "B",
    "G": "6",
    "6": "G",
    "U": "V",
    "V": "U",
}


class Found(StrEnum):
    """How something of ours was found, the surest first."""

    WHOLE = "whole"
    LOST_FIRST = "lost_first"
    LOST_LAST = "lost_last"
    LOOK_ALIKE = "look_alike"


def references_in(text: str) -> dict[str, Found]:
    """The references that a text may mean, each by the surest way it was found."""
    tokens = _TOKEN.findall(text.upper())
    found: dict[str, Found] = {}
    for reference, how in _candidates(tokens):
        if reference not in found or list(Found).index(how) < list(Found).index(found[reference]):
            found[reference] = how
    return found


def _candidates(tokens: list[str]) -> Iterator[tuple[str, Found]]:
    for token in tokens:
        for start in range(len(token) - LENGTH + 1):
            whole = normalise(token[start : start + LENGTH])
            if whole:
                yield whole, Found.WHOLE
    for joined in _groups(tokens):
        if len(joined) == LENGTH:
            yield from _as_written(joined)
        elif all(letter in ALPHABET for letter in joined):
            yield joined + check_character(joined), Found.LOST_LAST
            yield _first_lost(joined) + joined, Found.LOST_FIRST


def _groups(tokens: list[str]) -> Iterator[str]:
    """Groups that stand together and are as long as a reference, or one character less."""
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + MOST_GROUPS, len(tokens)) + 1):
            joined = "".join(tokens[start:end])
            if len(joined) > LENGTH:
                break
            if len(joined) >= LENGTH - 1:
                yield joined


def _as_written(joined: str) -> Iterator[tuple[str, Found]]:
    whole = normalise(joined)
    if whole:
        yield whole, Found.WHOLE
        return
    for mended in _mended(joined):
        if normalise(mended):
            yield mended, Found.LOOK_ALIKE


def _mended(joined: str) -> Iterator[str]:
    """With every impossible letter replaced by one it may have been; else with one look-alike."""
    if all(letter in ALPHABET for letter in joined):
        for at, letter in enumerate(joined):
            for other in _MEANT.get(letter, ""):
                yield joined[:at] + other + joined[at + 1 :]
        return
    choices = [_MEANT[it] if it not in ALPHABET else it for it in joined]
    for tried, letters in enumerate(product(*choices)):
        if tried >= MOST_MENDED:
            return
        yield "".join(letters)


@lru_cache(maxsize=4096)
def _first_lost(rest: str) -> str:
    """The one character that, before the other seven, makes a reference."""
    return next(letter for letter in ALPHABET if normalise(letter + rest))


def invoices_in(text: str) -> dict[tuple[int, int], Found]:
    """Year and number of the invoices that a text names; noughts in front may be missing."""
    found: dict[tuple[int, int], Found] = {}
    for year, written in _INVOICE.findall(text.upper()):
        digits = written.translate(_AS_DIGITS)
        how = Found.WHOLE if digits == written and year.isdigit() else Found.LOOK_ALIKE
        cut_short = len(digits) == WIDTH - 1 and digits.startswith("0")
        key = int(year.translate(_AS_DIGITS))
        found.setdefault((key, int(digits)), Found.LOST_FIRST if cut_short else how)
        if cut_short:
            for last in range(10):
                found.setdefault((key, int(digits) * 10 + last), Found.LOST_LAST)
    return found


def affiliates_in(text: str) -> list[int]:
    """The keys of the affiliates whose numbers a text has, like A-00012."""
    return [int(number) for _, number in _AFFILIATE.findall(text.upper())]


def slips_in(text: str) -> frozenset[int]:
    """The keys of the batches whose paying-in slips a text numbers, like PI-00012."""
    return frozenset(int(number) for number in _SLIP.findall(text.upper()))


def numbers_in(text: str) -> frozenset[str]:
    """Numbers in a text that a cheque's may be, without the noughts in front."""
    return frozenset(number.lstrip("0") for number in _NUMBER.findall(text))


def noted_in(reference: str, text: str) -> bool:
    """Whether a text has the bank's reference that staff noted, spaces and case apart."""
    noted = "".join(reference.upper().split())
    return len(noted) >= LEAST_LETTERS and noted in "".join(text.upper().split())


def names_giver(name: str, text: str) -> bool:
    """Whether a text names somebody as banks do: two words of the name, or initial and surname."""
    words, there = _plain(name), set(_plain(text))
    whole = [word for word in words if len(word) > 1]
    if len(whole) < LEAST_WORDS:
        return False
    with_initial = words[-1] in there and words[0][0] in there
    return len(there.intersection(whole)) >= LEAST_WORDS or with_initial


def _plain(text: str) -> list[str]:
    """Its words in capitals, without accents."""
    parted = unicodedata.normalize("NFKD", text.upper())
    return _WORD.findall("".join(it for it in parted if not unicodedata.combining(it)))
