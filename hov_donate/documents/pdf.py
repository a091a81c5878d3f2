"""Draws a receipt as a PDF, with the fonts in `fonts/` and a design from `templates/documents`.

The caller brings every word translated and formatted. Nothing here knows a donor, a database or a
language. Equal texts give equal bytes, so a receipt drawn again is the receipt that was sent.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import typst

FONTS = Path(__file__).with_name("fonts")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

_SINGLE = (
    *("title", "number_label", "number", "date_label", "date"),
    *("amount_label", "amount", "organisation"),
)
_SEVERAL = ("address", "legal", "notes")
_BOX = "\N{WHITE SQUARE}"
_BREAK = "\N{ZERO WIDTH SPACE}"
_LONGEST_WORD = 24
_EMBEDDINGS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_INVISIBLE = frozenset(map(ord, "\u061c\u200b\u200c\u200d\u200e\u200f"))


@dataclass(frozen=True)
class ReceiptText:
    """All that stands on a receipt, in the words and formats of its reader.

    `rows` are the lines of the table below the amount, as (label, value). `legal` says who the
    organisation is in law; `notes` are sentences for the reader, such as what tax relief there is.
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
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_receipt(
    text: ReceiptText, *, template: str = "receipt-1", templates: Path = TEMPLATES
) -> bytes:
    """Draw one receipt; the bytes of a tagged PDF/UA-1 document, the same for the same text.

    Characters that no font here can draw become a box. Raises ValueError if there is no such
    template.
    """
    source = _template_path(templates, template)
    inputs = {"receipt": json.dumps(_as_data(text), sort_keys=True)}
    compiler = typst.Compiler(
        str(source), root=str(source.parent), font_paths=_fonts(), sys_inputs=inputs
    )
    try:
        return _one(compiler.compile(format="pdf", pdf_standards="ua-1"))
    except typst.TypstError:
        # A rare sequence may need a glyph that no font has. The standard forbids the empty box
        # that stands for it, but the donor still gets a receipt.
        return _one(compiler.compile(format="pdf"))


def _one(compiled: bytes | list[bytes] | None) -> bytes:
    if not isinstance(compiled, bytes):
        message = "The receipt was not drawn as one document."
        raise TypeError(message)
    return compiled


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _template_path(templates: Path, template: str) -> Path:
    path = templates / "documents" / f"{template}.typ"
    if not re.fullmatch(r"[a-z0-9-]+", template) or not path.is_file():
        message = f"There is no receipt design named {template!r} in {templates}."
        raise ValueError(message)
    return path


def _as_data(text: ReceiptText) -> dict[str, object]:
    """What the template reads; every text with its direction."""
    language, region = _language_parts(text.language)
    rows = (
        (text.received_from_label, text.received_from),
        (text.purpose_label, text.purpose),
        *text.rows,
    )

    def value(words: str) -> dict[str, object]:
        drawable = _drawable(words)
        return {"text": drawable, "rtl": _direction(drawable, text.direction) == "rtl"}

    return {
        **{name: value(getattr(text, name)) for name in _SINGLE},
        **{name: [value(it) for it in getattr(text, name) if it] for name in _SEVERAL},
        "rows": [[value(label), value(words)] for label, words in rows if words],
        "language": language,
        "region": region,
        "rtl": text.direction == "rtl",
    }


def _language_parts(tag: str) -> tuple[str, str | None]:
    """Language and region of a tag such as `es`, `pt-BR` or `zh_Hant_TW`."""
    language, *rest = re.split("[-_]", tag.lower())
    region = next((part for part in rest if re.fullmatch("[a-z]{2}", part)), None)
    return (language, region) if re.fullmatch("[a-z]{2,3}", language) else ("und", None)


def _direction(words: str, otherwise: str) -> str:
    """The direction of the first letter that has one, as HTML's `dir=auto` finds it."""
    found = (_STRONG.get(unicodedata.bidirectional(character)) for character in words)
    return next((direction for direction in found if direction), otherwise)


def _drawable(words: str) -> str:
    """The same words on one line, without tricks of direction, in characters our fonts have."""
    plain = _EMBEDDINGS.sub("", unicodedata.normalize("NFC", words))
    seen = "".join(_shown(character) for character in plain)
    return " ".join("".join(_breakable(word)) for word in seen.split())


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if ord(character) in _coverage() and category != "Cc":
        return character
    # Selectors, joiners and controls draw nothing by themselves: no box for them either.
    return "" if category in {"Cc", "Cf", "Mn"} else _BOX


def _breakable(word: str) -> Iterator[str]:
    """The word with places where a line may end, if it is too long for the page."""
    since_break = 0
    for character in word:
        if since_break >= _LONGEST_WORD and not unicodedata.combining(character):
            yield _BREAK
            since_break = 0
        since_break += 1
        yield character


@cache
def _coverage() -> frozenset[int]:
    """Every code point that at least one of our fonts draws, and those that need no drawing."""
    lines = (FONTS / "coverage.txt").read_text("ascii").split()
    spans = ([int(end, 16) for end in line.split("-")] for line in lines)
    return _INVISIBLE.union(*(range(span[0], span[-1] + 1) for span in spans))
