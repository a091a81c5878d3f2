"""A table of the file, read key by key; what is wrong is noted, and reading goes on."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from hov_donate.affiliations.rules.reading.faults import Fault, did_you_mean
from hov_donate.affiliations.rules.reading.numbers import (
    LARGEST,
    FloatText,
    float_mend,
    read_decimal,
    read_fraction,
    shown,
)
from hov_donate.affiliations.rules.reading.places import Path, Places
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.core.i18n import N_

SLUG = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
APART = re.compile(r"[\s-]+")
# What a condition asks for that says nothing which anybody could be.
NOBODY = ("",)
IS_NO_SLUG = N_('write it in small letters and underscores, such as "low_waged"')
Word = TypeVar("Word", bound=StrEnum)


@dataclass
class Notes:
    """The faults found so far, and where things stand."""

    places: Places
    faults: list[Fault] = field(default_factory=list)

    def add(self, path: Path, what: Sentence, mend: Sentence) -> None:
        """Note a fault at a path."""
        self.faults.append(Fault(self.places.line(path), named(path), what, mend))


def named(path: Path) -> str:
    """A path as people count: `rules[2].fee.min`."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


class Table:
    """One table. Every key must be asked for once; `close` finds those that nobody knows."""

    def __init__(self, data: Mapping[str, Any], path: Path, notes: Notes) -> None:
        """A table at a path of the file."""
        self.data = data
        self.path = path
        self.notes = notes
        self._asked: list[str] = []

    @property
    def line(self) -> int:
        """Where the table stands."""
        return self.notes.places.line(self.path)

    def __contains__(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.data

    def fault(self, key: str | None, what: str, mend: str | Sentence, **values: object) -> None:
        """Note a fault at a key, or at the table itself. Texts may use %(key)s and %(value)s."""
        path = self.path if key is None else (*self.path, key)
        said = {"key": str(key), "value": shown(self.data.get(str(key))), **values}
        mending = mend if isinstance(mend, Sentence) else Sentence(mend, said)
        self.notes.add(path, Sentence(what, said), mending)

    def close(self) -> None:
        """Note keys that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                self.fault(key, N_("%(key)s is not known here"), did_you_mean(key, self._asked))

    def require(self, key: str, mend: str) -> None:
        """Note a key that is missing."""
        if key not in self.data:
            self.fault(None, N_("%(missing)s is missing"), mend, missing=key)

    def take(self, key: str) -> Any:
        """The value of a key, or None."""
        self._asked.append(key)
        return self.data.get(key)

    def text(self, key: str) -> str:
        """A text; empty where there is none."""
        value = self.take(key)
        if value is None:
            return ""
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(key, N_("%(key)s = %(value)s is not a text"), N_("write a text in quotes"))
        return ""

    def flag(self, key: str) -> bool | None:
        """True or false."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, N_("%(key)s = %(value)s is not a yes or no"), N_("write true or false"))
        return None

    def word(self, key: str, words: type[Word], otherwise: Word) -> Word:
        """One of the words that are known."""
        value = self.take(key)
        return otherwise if value is None else self._known(key, value, words) or otherwise

    def words(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """A list of known words, which may be empty."""
        if self.data.get(key) == []:
            self.take(key)
            return ()
        found = (self._known(key, value, words) for value in self.many(key))
        return tuple(word for word in found if word is not None)

    def _known(self, key: str, value: object, words: type[Word]) -> Word | None:
        if isinstance(value, str) and value in set(words):
            return words(value)
        told = (
            did_you_mean(str(value), words) if isinstance(value, str) else did_you_mean("", words)
        )
        self.fault(key, N_("%(key)s = %(word)s is not a known word"), told, word=shown(value))
        return None

    def number(self, key: str, *, fractions: bool = False) -> Fraction | None:
        """A number that is not negative: a whole one, or a decimal in quotes."""
        value = self.take(key)
        found = None if value is None else self._number(key, value, fractions=fractions)
        if found is None:
            return None
        if found < 0:
            self.fault(key, N_("%(key)s = %(value)s is negative"), N_("write 0 or more"))
            return None
        if found > LARGEST:
            self.fault(
                key,
                N_("%(key)s = %(value)s is too large"),
                N_("write less than a million millions"),
            )
            return None
        return found

    def whole(self, key: str) -> int | None:
        """A whole number that is not negative."""
        found = self.number(key)
        if found is None or found.denominator == 1:
            return None if found is None else int(found)
        self.fault(
            key,
            N_("%(key)s = %(value)s is not a whole number"),
            N_("write it without decimals, such as %(key)s = 50"),
        )
        return None

    def _number(self, key: str, value: object, *, fractions: bool) -> Fraction | None:
        if isinstance(value, FloatText):
            self.fault(key, N_("%(key)s = %(value)s is a float"), float_mend(key, value.text))
            return None
        if type(value) is int:
            return Fraction(value)
        read = read_fraction if fractions else read_decimal
        found = read(value) if isinstance(value, str) else None
        if found is None:
            what = (
                N_("%(key)s = %(value)s is not a decimal or a fraction")
                if fractions
                else N_("%(key)s = %(value)s is not a decimal")
            )
            self.fault(key, what, N_('write digits and a point, such as %(key)s = "0.18"'))
        return found

    def many(self, key: str) -> list[Any]:
        """A list; one lone value counts as a list of one."""
        value = self.take(key)
        if value is None:
            return []
        values = value if isinstance(value, list) else [value]
        if not values:
            self.fault(key, N_("%(key)s is empty"), N_("write at least one, or leave the key out"))
        return values

    def slugs(self, key: str) -> tuple[str, ...] | None:
        """A word or a list of words; None where there is none.

        What is no word stays, so that a rule which asks for it does not seem to ask for nobody.
        """
        if key not in self.data:
            self.take(key)
            return None
        values = self.many(key)
        for value in values:
            if not is_slug(as_word(value)):
                self.fault(
                    key, N_("%(key)s = %(word)s is not a word"), IS_NO_SLUG, word=shown(value)
                )
        return tuple(str(as_word(value)) for value in values) or NOBODY

    def table(self, key: str) -> "Table | None":
        """A table within; None where there is none."""
        value = self.take(key)
        if isinstance(value, dict):
            return Table(value, (*self.path, key), self.notes)
        if value is not None:
            self.fault(
                key,
                N_("%(key)s = %(value)s is not a table"),
                N_("write %(key)s = { … } or a [%(key)s] heading"),
            )
        return None

    def tables(self, key: str, mend: str | None = None) -> list["Table"]:
        """A list of tables; with `mend`, a missing or empty list is a fault."""
        if mend is not None:
            self.require(key, mend)
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.fault(
                key,
                N_("%(key)s = %(value)s is not a list of tables"),
                N_("write %(key)s = [ { … }, { … } ] or [[%(key)s]] headings"),
            )
            return []
        if not value and mend is not None:
            self.fault(key, N_("%(key)s is empty"), mend)
        return [Table(each, (*self.path, key, at), self.notes) for at, each in enumerate(value)]

    def pick_words(self, known: Collection[str]) -> dict[str, str]:
        """The keys other than the known ones, each by the word that it is."""
        words: dict[str, str] = {}
        for key in self.pick(known):
            word = as_word(key)
            if not is_slug(word) or word in words:
                self.fault(key, N_("%(key)s is not a word"), IS_NO_SLUG)
            words[word] = key
        return words

    def pick(self, known: Collection[str]) -> Mapping[str, Any]:
        """All keys other than the known ones, which count as asked for."""
        rest = {key: value for key, value in self.data.items() if key not in known}
        self._asked.extend(rest)
        return rest


def as_word(value: Any) -> Any:
    """A text as a word is kept: `Low-waged` is `low_waged`. What is no text is left alone."""
    return APART.sub("_", value.strip().lower()) if isinstance(value, str) else value


def is_slug(value: object) -> bool:
    """Whether it is a word in small letters, digits and underscores."""
    return isinstance(value, str) and SLUG.fullmatch(value) is not None
