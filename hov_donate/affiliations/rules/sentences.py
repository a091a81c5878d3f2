"""Sentences that are translated where they are shown: a text, and values to fill it with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

MOST_DECIMALS = 12


@dataclass(frozen=True)
class Number:
    """A number in a sentence, exact, shown with at least so many decimals."""

    value: Fraction
    decimals: int = 0

    @property
    def decimal(self) -> Decimal | None:
        """The number as a decimal, where it ends as one."""
        scaled = self.value * 10**MOST_DECIMALS
        if scaled.denominator != 1:
            return None
        return Decimal(scaled.numerator).scaleb(-MOST_DECIMALS)

    def __str__(self) -> str:
        """In plain digits, and as whole and fraction where it does not end: 66 2/3."""
        if self.decimal is None:
            whole, part = divmod(self.value, 1)
            return f"{whole} {part}" if whole else str(part)
        digits, _, decimals = f"{self.decimal:.{MOST_DECIMALS}f}".partition(".")
        kept = decimals.rstrip("0").ljust(self.decimals, "0")
        return f"{digits}.{kept}" if kept else digits


@dataclass(frozen=True)
class Named:
    """A name that the scale itself gives, by language; one name for all under `""`."""

    by_language: Mapping[str, str]

    def to(self, language: str) -> str:
        """The name for a reader of the language."""
        names = self.by_language
        found = names.get(language) or names.get("") or names.get("en")
        return found or next(iter(names.values()))

    def __str__(self) -> str:
        """In English, or in whatever language there is."""
        return self.to("en")


@dataclass(frozen=True)
class Sentence:
    """A text with `%(name)s` to fill in.

    Values are str (shown as it is), int, date, Number, Money, Named, Sentence, or a tuple of these.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Untranslated, for logs and errors."""
        return self.text % {name: _plain(value) for name, value in self.values.items()}


def _plain(value: object) -> str:
    return ", ".join(map(_plain, value)) if isinstance(value, tuple) else str(value)
