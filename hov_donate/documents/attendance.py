"""The words that stand on an attendance list, and its PDF."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hov_donate.documents.drawing import Value, draw, in_language, value

_SINGLE = ("title", "subtitle", "issuer")


@dataclass(frozen=True)
class ListedGroup:
    """A body and those who come for it: each line an id, a name, and whether there is a vote."""

    name: str
    about: str
    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class AttendanceText:
    """All that stands on an attendance list, in the words and formats of its reader.

    `headings` name the four columns; the last one is for signatures.
    """

    title: str
    subtitle: str
    notes: tuple[str, ...]
    headings: tuple[str, str, str, str]
    groups: tuple[ListedGroup, ...]
    issuer: str
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_attendance(text: AttendanceText, *, template: str = "attendance-1") -> bytes:
    """Draw one list; the same bytes for the same text."""
    way = text.direction
    data = {
        **{name: value(getattr(text, name), way) for name in _SINGLE},
        "notes": _cells(text.notes, way),
        "headings": _cells(text.headings, way),
        "groups": [
            {
                "name": value(group.name, way),
                "about": value(group.about, way),
                "lines": [_cells(line, way) for line in group.lines],
            }
            for group in text.groups
        ],
        **in_language(text.language, way),
    }
    return draw(data, template=template)


def _cells(words: Iterable[str], direction: str) -> list[Value]:
    return [value(it, direction) for it in words]
