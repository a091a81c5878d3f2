"""The words that stand on a press sheet with the campaign's figures, and its PDF."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hov_donate.documents.drawing import draw, in_language, value
from hov_donate.documents.pdf import cells

_SINGLE = ("title", "organisation", "day", "checksum", "method_title", "bodies_title")
_SEVERAL = ("notes", "contact", "body_headings")


@dataclass(frozen=True)
class PressSheetText:
    """All that stands on a press sheet, in the words and formats of its reader.

    `figures` are (number, title, meaning); `bodies` are lines of as many cells as headings.
    """

    title: str
    organisation: str
    day: str
    figures: tuple[tuple[str, str, str], ...]
    method_title: str
    notes: tuple[str, ...]
    bodies_title: str
    body_headings: tuple[str, str, str, str]
    bodies: tuple[tuple[str, str, str, str], ...]
    contact: tuple[str, ...]
    checksum: str
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


@lru_cache(maxsize=32)
def render_press_sheet(text: PressSheetText, *, template: str = "press-sheet-1") -> bytes:
    """Draw one press sheet; the same bytes for the same text, which is drawn once."""
    way = text.direction
    data = {
        **{name: value(getattr(text, name), way) for name in _SINGLE},
        **{name: cells(getattr(text, name), way) for name in _SEVERAL},
        "figures": [cells(figure, way) for figure in text.figures],
        "bodies": [cells(row, way) for row in text.bodies],
        **in_language(text.language, way),
    }
    return draw(data, template=template)
