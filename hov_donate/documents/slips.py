"""The words that stand on a paying-in slip, and its PDF."""

from dataclasses import dataclass
from typing import Literal

from hov_donate.documents.drawing import draw, in_language, value
from hov_donate.documents.pdf import cells

_SINGLE = ("title", "number", "total_label", "total", "organisation")
_SEVERAL = ("cheque_headings", "signatures")


@dataclass(frozen=True)
class SlipText:
    """All that stands on a slip, in the words and formats of its reader.

    `facts` and `cash` are (label, value); `cheques` are lines of as many cells as headings, the
    last of them a sum. `signatures` name who signs above each line.
    """

    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    cash: tuple[tuple[str, str], ...]
    cheque_headings: tuple[str, str, str]
    cheques: tuple[tuple[str, str, str], ...]
    total_label: str
    total: str
    signatures: tuple[str, str]
    organisation: str
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_slip(text: SlipText, *, template: str = "paying-in-slip-1") -> bytes:
    """Draw one slip; the same bytes for the same text."""
    way = text.direction
    data = {
        **{name: value(getattr(text, name), way) for name in _SINGLE},
        **{name: cells(getattr(text, name), way) for name in _SEVERAL},
        "facts": [cells(row, way) for row in text.facts],
        "cash": [cells(row, way) for row in text.cash],
        "cheques": [cells(row, way) for row in text.cheques],
        **in_language(text.language, way),
    }
    return draw(data, template=template)
