"""The words that stand on a report for a meeting, and its PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hov_donate.documents.drawing import Value, draw, in_language, value

_SINGLE = ("title", "campaign", "issuer", "days", "when", "count", "checksum", "empty")
Line = Sequence[str]
# What a cell below the rows says: a line for each currency.
SumLine = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Heading:
    """The head of a column. Numbers stand at the end of it; one that grows takes the room left."""

    title: str
    number: bool = False
    grows: bool = False


@dataclass(frozen=True)
class ReportGroup:
    """Lines that belong together, under a name if they have one, and what they add up to."""

    name: str
    warning: str
    lines: Sequence[Line]
    sums: SumLine


@dataclass(frozen=True)
class ReportText:
    """All that stands on a report, in the words and formats of its reader."""

    title: str
    campaign: str
    issuer: str
    days: str
    when: str
    count: str
    checksum: str
    empty: str
    notes: Sequence[str]
    headings: Sequence[Heading]
    groups: Sequence[ReportGroup]
    sums: SumLine
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_report(text: ReportText, *, template: str = "report-1") -> bytes:
    """Draw one report; the same bytes for the same text."""
    way = text.direction
    data = {
        **{name: value(getattr(text, name), way) for name in _SINGLE},
        "notes": _cells(text.notes, way),
        "columns": [
            {"title": value(it.title, way), "number": it.number, "grows": it.grows}
            for it in text.headings
        ],
        "groups": [_group(group, way) for group in text.groups],
        "sums": [_cells(cell, way) for cell in text.sums],
        **in_language(text.language, way),
    }
    return draw(data, template=template)


def _group(group: ReportGroup, way: str) -> dict[str, object]:
    return {
        "name": value(group.name, way),
        "warning": value(group.warning, way),
        "rows": [_cells(line, way) for line in group.lines],
        "sums": [_cells(cell, way) for cell in group.sums],
        "summed": any(any(cell) for cell in group.sums),
    }


def _cells(words: Sequence[str], direction: str) -> list[Value]:
    return [value(it, direction) for it in words]
