"""Draws a document as a PDF, with the fonts in `fonts/` and a design from `templates/documents`.

The caller brings every word translated and formatted. Nothing here knows a donor, a database or a
language. Equal words give equal bytes, so a document drawn again is the document that was sent.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

FONTS = Path(__file__).with_name("fonts")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

# Designs from before the fonts in `more`. What was issued in them is drawn again years later and
# compared with a digest, so they never learn another script. The same holds for the designs that
# came after them: a font more, and the letters that it draws, need designs with new numbers.
FIRST_DESIGNS = frozenset(
    ("receipt-1", "correction-1", "invoice-1", "credit-note-1", "credit-note-2")
)

_BOX = "\N{WHITE SQUARE}"
_BREAK = "\N{ZERO WIDTH SPACE}"
_LONGEST_WORD = 24
_EMBEDDINGS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Pictures and what goes with them: without them a name is still the name.
_PICTURES = frozenset({"So", "Sk"})
# The class of signs that join the letters around them, in the scripts of India and its neighbours.
_VIRAMA = 9
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_INVISIBLE = frozenset(map(ord, "\u061c\u200b\u200c\u200d\u200e\u200f"))


def draw(data: Mapping[str, object], *, template: str, templates: Path = TEMPLATES) -> bytes:
    """The bytes of a tagged PDF/UA-1 document, the same for the same data.

    The design reads `data` as `sys.inputs.receipt`. Letters that no font of the design can draw
    become a box, pictures nothing. Raises ValueError if there is no such template.
    """
    source = _template_path(templates, template)
    wide = template not in FIRST_DESIGNS
    drawable = json.dumps(data, sort_keys=True, default=lambda words: _words(words, wide=wide))
    inputs = {"receipt": drawable}
    compiler = typst.Compiler(
        str(source), root=str(source.parent), font_paths=_fonts(), sys_inputs=inputs
    )
    try:
        return _one(compiler.compile(format="pdf", pdf_standards="ua-1"))
    except typst.TypstError:
        # A rare sequence may need a glyph that no font has. The standard forbids the empty box
        # that stands for it, but the donor still gets a document.
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


def in_language(tag: str, direction: str) -> dict[str, object]:
    """What a design wants to know of a language such as `es`, `pt-BR` or `zh_Hant_TW`."""
    language, *rest = re.split("[-_]", tag.lower())
    region = next((part for part in rest if re.fullmatch("[a-z]{2}", part)), None)
    known = re.fullmatch("[a-z]{2,3}", language)
    return {
        "language": language if known else "und",
        "region": region if known else None,
        "rtl": direction == "rtl",
    }


@dataclass(frozen=True)
class Value:
    """Words that stand somewhere on a page; `otherwise` is the direction of the page."""

    text: str
    otherwise: str


def value(words: str, otherwise: str) -> Value:
    """Words to be drawn, with their direction; `otherwise` that of the page."""
    return Value(words, otherwise)


def _words(it: Value, *, wide: bool) -> dict[str, object]:
    drawable = _drawable(it.text, wide=wide)
    return {"text": drawable, "rtl": _direction(drawable, it.otherwise) == "rtl"}


def _direction(words: str, otherwise: str) -> str:
    """The direction of the first letter that has one, as HTML's `dir=auto` finds it."""
    found = (_STRONG.get(unicodedata.bidirectional(character)) for character in words)
    return next((direction for direction in found if direction), otherwise)


def _drawable(words: str, *, wide: bool) -> str:
    """The same words on one line, without tricks of direction, in characters our fonts have."""
    plain = _EMBEDDINGS.sub("", unicodedata.normalize("NFC", words))
    seen = "".join(_shown(character, wide=wide) for character in plain)
    return " ".join("".join(_breakable(word, wide=wide)) for word in seen.split())


def _shown(character: str, *, wide: bool) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if ord(character) in _coverage(wide=wide) and category != "Cc":
        return character
    if wide and category in _PICTURES:
        return ""
    # Selectors, joiners and controls draw nothing by themselves: no box for them either.
    return "" if category in {"Cc", "Cf", "Mn"} else _BOX


def _breakable(word: str, *, wide: bool) -> Iterator[str]:
    """The word with places where a line may end, if it is too long for the page."""
    since_break, before = 0, ""
    for character in word:
        if since_break >= _LONGEST_WORD and not _of_one(before, character, wide=wide):
            yield _BREAK
            since_break = 0
        since_break += 1
        before = character
        yield character


def _of_one(before: str, character: str, *, wide: bool) -> bool:
    """Whether a character is drawn as one with the letter before it."""
    if not wide:
        return unicodedata.combining(character) != 0
    mark = unicodedata.category(character).startswith("M")
    return mark or unicodedata.combining(before) == _VIRAMA


@cache
def _coverage(*, wide: bool) -> frozenset[int]:
    """Every code point that at least one of our fonts draws, and those that need no drawing."""
    lists = [FONTS / "coverage.txt", *([FONTS / "more" / "coverage.txt"] if wide else [])]
    lines = [line for path in lists for line in path.read_text("ascii").split()]
    spans = ([int(end, 16) for end in line.split("-")] for line in lines)
    return _INVISIBLE.union(*(range(span[0], span[-1] + 1) for span in spans))
