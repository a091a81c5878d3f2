"""The words that stand on receipts, corrections and statements, and their PDFs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hov_donate.documents.drawing import TEMPLATES, Value, draw, in_language, value

_SINGLE = (
    *("title", "number_label", "number", "date_label", "date"),
    *("amount_label", "amount", "organisation"),
)
_SEVERAL = ("address", "legal", "notes", "effect")


@dataclass(frozen=True)
class ReceiptText:
    """All that stands on a receipt or a correction, in the words and formats of its reader.

    `rows` are the lines of the table below the amount, as (label, value). `legal` says who the
    organisation is in law; `notes` are sentences for the reader, such as what tax relief there is;
    `effect` says what a correction does to its receipt.
    """

    title: str
    number_label: str
    number: str
    date_label: str
    date: str
    amount_label: str
    amount: str
    received_from_label: str
    received_from: str
    purpose_label: str
    purpose: str
    rows: tuple[tuple[str, str], ...]
    organisation: str
    address: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    effect: tuple[str, ...] = ()
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_receipt(
    text: ReceiptText, *, template: str = "receipt-2", templates: Path = TEMPLATES
) -> bytes:
    """Draw one receipt or correction; the same bytes for the same text.

    Raises ValueError if there is no such template.
    """
    rows = (
        (text.received_from_label, text.received_from),
        (text.purpose_label, text.purpose),
        *text.rows,
    )
    data = {
        **{name: value(getattr(text, name), text.direction) for name in _SINGLE},
        **{name: values(getattr(text, name), text.direction) for name in _SEVERAL},
        "rows": [cells(row, text.direction) for row in rows if row[1]],
        **in_language(text.language, text.direction),
    }
    return draw(data, template=template, templates=templates)


@dataclass(frozen=True)
class CurrencyTable:
    """What happened in one currency: a line a document, and their sum."""

    title: str
    lines: tuple[tuple[str, str, str, str], ...]
    total: str


@dataclass(frozen=True)
class StatementText:
    """All that stands on a statement: who gave what in a span of days, each currency apart.

    `headings` name the columns of every table's lines.
    """

    title: str
    span_label: str
    span: str
    received_from_label: str
    received_from: str
    headings: tuple[str, str, str, str]
    total_label: str
    tables: tuple[CurrencyTable, ...]
    organisation: str
    address: tuple[str, ...]
    notes: tuple[str, ...]
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


_STATEMENT_SINGLE = (
    *("title", "span_label", "span", "received_from_label", "received_from"),
    *("total_label", "organisation"),
)
_STATEMENT_SEVERAL = ("headings", "address", "notes")


def render_statement(text: StatementText, *, template: str = "statement-1") -> bytes:
    """Draw one statement; the same bytes for the same text."""
    data = {
        **{name: value(getattr(text, name), text.direction) for name in _STATEMENT_SINGLE},
        **{name: values(getattr(text, name), text.direction) for name in _STATEMENT_SEVERAL},
        "tables": [_table(each, text.direction) for each in text.tables],
        **in_language(text.language, text.direction),
    }
    return draw(data, template=template)


def _table(table: CurrencyTable, direction: str) -> dict[str, object]:
    return {
        "title": value(table.title, direction),
        "lines": [cells(line, direction) for line in table.lines],
        "total": value(table.total, direction),
    }


def values(words: Iterable[str], direction: str) -> list[Value]:
    """Words that can be drawn, without those that are empty."""
    return cells(filter(None, words), direction)


def cells(words: Iterable[str], direction: str) -> list[Value]:
    """Words that can be drawn, each in its place."""
    return [value(it, direction) for it in words]
