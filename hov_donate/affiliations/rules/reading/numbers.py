"""Numbers of a scale: whole ones, or decimals in quotes. Never floats, and never boundless."""

import re
from dataclasses import dataclass
from fractions import Fraction

from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.core.i18n import N_

# No exponents, and no more digits than anything real has: nothing here can grow without bound.
DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?")
FRACTION = re.compile(r"[0-9]{1,9}/0*[1-9][0-9]{0,8}")
LARGEST = 10**12


@dataclass(frozen=True)
class FloatText:
    """A float as it was written in the file."""

    text: str


def read_decimal(text: str) -> Fraction | None:
    """The number, or None for what is not a plain decimal."""
    return Fraction(text) if DECIMAL.fullmatch(text) else None


def read_fraction(text: str) -> Fraction | None:
    """The number, written as a decimal or as a fraction such as 2/3."""
    return Fraction(text) if FRACTION.fullmatch(text) else read_decimal(text)


def shown(value: object) -> str:
    """A value much as it stands in the file, cut short where it is long."""
    text = _written(value)
    return text if len(text) <= 40 else text[:37] + "…"


def _written(value: object) -> str:
    if isinstance(value, FloatText):
        return value.text
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\n", "⏎") + '"'
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return str(value)


def float_mend(key: str, written: str) -> Sentence:
    """How to write a float as a decimal."""
    plain = written.replace("_", "")
    if not DECIMAL.fullmatch(plain):
        return Sentence(N_('write a decimal in quotes, such as %(key)s = "0.18"'), {"key": key})
    return Sentence(N_('write it in quotes: %(key)s = "%(number)s"'), {"key": key, "number": plain})
