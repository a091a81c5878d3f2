"""The list that comes with one sum for many: references or numbers, with amounts or without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hov_donate.core.references import LENGTH, normalise

# One regional office pays for a few hundred branches at once.
MOST_LINES = 500
_NUMBER = re.compile(r"\b(?:INV-?\d{4}-?\d{1,9}|[AM]-?\d{1,19})\b", re.IGNORECASE)
_GROUP = re.compile(r"[0-9A-Za-z]+")
_GAPS = re.compile(r"[\t;|]| {2,}|(?<=\S) (?=\S*\d)")
# With decimals, or with a sign right before it.
_MONEY = re.compile(r"\d[.,]\d{2}(?!\d)|[^\w\s.,-]\s?\d")


@dataclass(frozen=True)
class Line:
    """A line of the list: what it names, and the amount beside it as it was typed."""

    number: int
    text: str
    named: str
    amount: str


def read_remittance(text: str) -> list[Line]:
    """The lines that are not empty; `named` is empty where a line names nothing of ours."""
    lines = enumerate(text.splitlines(), 1)
    return [_line(number, line.strip()) for number, line in lines if line.strip()][:MOST_LINES]


def _line(number: int, text: str) -> Line:
    for start, end in _spots(text):
        rest = f"{text[:start]}\t{text[end:]}"
        return Line(number, text, text[start:end], _amount(rest))
    return Line(number, text, "", "")


def _spots(text: str) -> Iterator[tuple[int, int]]:
    """Where a line names an invoice or an affiliate, the surest first."""
    yield from (found.span() for found in _NUMBER.finditer(text))
    groups = list(_GROUP.finditer(text))
    for one in groups:
        if len(one.group()) == LENGTH and normalise(one.group()):
            yield one.span()
    for one, other in pairwise(groups):
        halves = len(one.group()) == len(other.group()) == LENGTH // 2
        if halves and normalise(one.group() + other.group()):
            yield one.start(), other.end()


def _amount(rest: str) -> str:
    """The last thing that is written as an amount, or the only other thing with a digit.

    So that the 302 of `A-00012 Leeds 302` is no amount, and that of `A-00012 302` is one.
    """
    pieces = [piece.strip(" :;|") for piece in _GAPS.split(rest)]
    others = [piece for piece in pieces if piece]
    written = [piece for piece in others if _MONEY.search(piece)]
    if written:
        return written[-1]
    return others[0] if len(others) == 1 and any(map(str.isdigit, others[0])) else ""
