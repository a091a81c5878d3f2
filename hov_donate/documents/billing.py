"""The words that stand on invoices and credit notes, and their PDFs."""

from dataclasses import dataclass
from typing import Literal

from hov_donate.documents.drawing import Value, draw, in_language, value
from hov_donate.documents.pdf import cells, values

_SINGLE = ("title", "number", "addressed_label", "total_label", "total", "organisation")
_SEVERAL = ("addressed", "headings", "address", "notes")
_PAIRS = ("facts", "lines")


@dataclass(frozen=True)
class Section:
    """A part below the sum: sentences, an address to open, and rows of (label, value)."""

    title: str
    sentences: tuple[str, ...] = ()
    link: str | None = None
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BillText:
    """All that stands on an invoice or a credit note, in the words and formats of its reader.

    `addressed` are lines as on an envelope; `facts` are (label, value); `lines` are what is asked
    for, or taken off, each with its sum.
    """

    title: str
    number: str
    addressed_label: str
    addressed: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    headings: tuple[str, str]
    lines: tuple[tuple[str, str], ...]
    total_label: str
    total: str
    sections: tuple[Section, ...]
    organisation: str
    address: tuple[str, ...]
    notes: tuple[str, ...] = ()
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_bill(text: BillText, *, template: str) -> bytes:
    """Draw one invoice or credit note; the same bytes for the same text.

    Raises ValueError if there is no such template.
    """
    direction = text.direction
    data = {
        **{name: value(getattr(text, name), direction) for name in _SINGLE},
        **{name: values(getattr(text, name), direction) for name in _SEVERAL},
        **{name: _rows(getattr(text, name), direction) for name in _PAIRS},
        "sections": [_section(each, direction) for each in text.sections],
        **in_language(text.language, direction),
    }
    return draw(data, template=template)


def _section(section: Section, direction: str) -> dict[str, object]:
    return {
        "title": value(section.title, direction),
        "sentences": values(section.sentences, direction),
        "link": section.link,
        "rows": _rows(section.rows, direction),
    }


def _rows(pairs: tuple[tuple[str, str], ...], direction: str) -> list[list[Value]]:
    return [cells(pair, direction) for pair in pairs if pair[1]]
