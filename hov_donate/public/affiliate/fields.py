"""What a page asks for, and reading what was typed there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.config import Campaign
from hov_donate.core.counts import CountError, parse_count
from hov_donate.core.i18n import Translator
from hov_donate.public.checking import Checker, FieldError, Problem
from hov_donate.public.typed import clean, clean_lines

LONGEST_TEXT = 200
LONGEST_LINES = 2000
# More than may be is shown again, so that it can be shortened.
MOST_KEPT = 5000
# Of digits in a day, a month or a year.
LONGEST_NUMBER = 6
PARTS_OF_A_DAY = ("day", "month", "year")


class Control(StrEnum):
    """How something is asked for; templates draw each in its own way."""

    TEXT = "text"
    LINES = "lines"
    EMAIL = "email"
    COUNT = "count"
    AMOUNT = "amount"
    DAY = "day"
    CHOICE = "choice"
    LIST = "list"
    TICK = "tick"


@dataclass(frozen=True)
class Option:
    """One of several answers."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """Something that is asked for, in the reader's words.

    `empty` is what to tell who leaves it empty; without it, it may be left out. `brief` is what it
    is called beside its answer, where that is not its label.
    """

    name: str
    control: Control
    label: str
    hint: str = ""
    empty: str = ""
    options: tuple[Option, ...] = ()
    autocomplete: str = "off"
    longest: int = LONGEST_TEXT
    brief: str = ""

    @property
    def optional(self) -> bool:
        """Whether its label says that it may be left out; that of a box need not."""
        return not self.empty and self.control is not Control.TICK


@dataclass(frozen=True)
class Reader:
    """Reads fields as their reader understood them."""

    campaign: Campaign
    speak: Translator

    def typed(self, fields: tuple[Field, ...], form: Mapping[str, str]) -> dict[str, str]:
        """What was typed, cleaned of what no one types; days are three fields."""
        typed: dict[str, str] = {}
        for field in fields:
            for name in names(field):
                typed[name] = _cleaned(field, form.get(name, ""))
        return typed

    def read(
        self, fields: tuple[Field, ...], typed: Mapping[str, str]
    ) -> tuple[dict[str, str], list[Problem]]:
        """The answers in their plain form, and what is wrong, in the order of the page."""
        answers: dict[str, str] = {}
        problems: list[Problem] = []
        for field in fields:
            try:
                answers[field.name] = self._answer(field, typed)
            except FieldError as error:
                problems.append(error.problem)
        return answers, problems

    def _answer(self, field: Field, typed: Mapping[str, str]) -> str:
        if field.control is Control.DAY:
            return self._day(field, typed)
        text = typed.get(field.name, "")
        if not text:
            if field.empty:
                raise FieldError(field.name, field.empty)
            return ""
        return self._told(field, text)

    def _told(self, field: Field, text: str) -> str:
        """What was told, if it may be told here. Raises FieldError."""
        _ = self.speak.gettext
        if len(text) > field.longest:
            most = field.longest
            told = _("%(what)s must be %(most)s characters or fewer", what=field.label, most=most)
            raise FieldError(field.name, told)
        match field.control:
            case Control.EMAIL:
                return self._email(field, text)
            case Control.COUNT:
                return self._count(field, text)
            case Control.CHOICE | Control.LIST:
                if text not in {option.value for option in field.options}:
                    raise FieldError(field.name, field.empty)
            case _:
                pass
        return text

    def _email(self, field: Field, text: str) -> str:
        try:
            return Checker(self.campaign, self.speak).email(text)
        except FieldError as error:
            raise FieldError(field.name, error.problem.text) from error

    def _count(self, field: Field, text: str) -> str:
        try:
            return str(parse_count(text))
        except CountError as error:
            told = self.speak.gettext("%(what)s must be a whole number, like 350", what=field.label)
            raise FieldError(field.name, told) from error

    def _day(self, field: Field, typed: Mapping[str, str]) -> str:
        """A day of the past or today's, as YYYY-MM-DD. Raises FieldError."""
        told = [typed.get(name, "") for name in names(field)]
        if not any(told):
            if field.empty:
                raise FieldError(f"{field.name}-day", field.empty)
            return ""
        return self._real_day(field, told).isoformat()

    def _real_day(self, field: Field, told: list[str]) -> date:
        _, what = self.speak.gettext, field.label
        for part, text in zip(names(field), told, strict=True):
            if not text.isdecimal():
                like = _("%(what)s must have a day, a month and a year, like 24 11 2026", what=what)
                raise FieldError(part, like)
        day, month, year = (int(text[:LONGEST_NUMBER]) for text in told)
        try:
            return date(year, month, day)
        except ValueError as error:
            text = _("%(what)s must be a day of the calendar", what=what)
            raise FieldError(f"{field.name}-day", text) from error


def names(field: Field) -> tuple[str, ...]:
    """The names of its elements in the form: one, or three for a day."""
    if field.control is Control.DAY:
        return tuple(f"{field.name}-{part}" for part in PARTS_OF_A_DAY)
    return (field.name,)


def as_typed(fields: tuple[Field, ...], answers: Mapping[str, str]) -> dict[str, str]:
    """Answers as they stand in the form again."""
    typed: dict[str, str] = {}
    for field in fields:
        answer = answers.get(field.name, "")
        if field.control is Control.DAY:
            year, month, day = answer.split("-") if answer else ("", "", "")
            typed |= zip(names(field), (day.lstrip("0"), month.lstrip("0"), year), strict=True)
        else:
            typed[field.name] = answer
    return typed


def _cleaned(field: Field, text: str) -> str:
    kept = text[:MOST_KEPT]
    return clean_lines(kept) if field.control is Control.LINES else clean(kept)
