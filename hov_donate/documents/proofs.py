"""The words that stand on a month's proof, and its PDF: a page for each currency, to be signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hov_donate.documents.drawing import Value, draw, in_language, value

_SINGLE = ("title", "issuer", "days_title", "payouts_title", "signed", "signed_on", "checksum")


@dataclass(frozen=True)
class ProofPage:
    """One currency: lines of what and how much, days with their closings, payouts as cells.

    `strong` are the places of lines that stand out: opening and closing.
    """

    currency: str
    verdict: str
    lines: tuple[tuple[str, str], ...]
    strong: tuple[int, ...]
    days: tuple[tuple[str, str, str], ...]
    payouts: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class ProofText:
    """All that stands on a proof, in the words and formats of its reader.

    `facts` are sentences about the month: its state, the check, who closed it. `signed` and
    `signed_on` name the two lines for a signature and its day, once for each of two people.
    """

    title: str
    facts: tuple[str, ...]
    day_headings: tuple[str, str, str]
    payout_headings: tuple[str, str, str, str]
    days_title: str
    payouts_title: str
    pages: tuple[ProofPage, ...]
    signed: str
    signed_on: str
    checksum: str
    issuer: str
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_proof(text: ProofText, *, template: str = "proof-1") -> bytes:
    """Draw one proof; the same bytes for the same text."""
    way = text.direction
    data = {
        **{name: value(getattr(text, name), way) for name in _SINGLE},
        "facts": _cells(text.facts, way),
        "day_headings": _cells(text.day_headings, way),
        "payout_headings": _cells(text.payout_headings, way),
        "pages": [_page(page, way) for page in text.pages],
        **in_language(text.language, way),
    }
    return draw(data, template=template)


def _page(page: ProofPage, way: str) -> dict[str, object]:
    return {
        "currency": value(page.currency, way),
        "verdict": value(page.verdict, way),
        "lines": [_cells(line, way) for line in page.lines],
        "strong": list(page.strong),
        "days": [_cells(day, way) for day in page.days],
        "payouts": [_cells(payout, way) for payout in page.payouts],
    }


def _cells(words: Iterable[str], direction: str) -> list[Value]:
    return [value(it, direction) for it in words]
