"""Cells that many lists have: sums, days, moments and words of a row."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.office.lists.declared import Field
from hov_donate.reports.asking import Asked
from hov_donate.reports.rules.tables import Cell, Kind, Word

R = TypeVar("R")


def money(key: str, title: str, of: Callable[[R], Money | None]) -> Field[R]:
    """A sum; the file adds it up by currency."""
    return Field(key, title, lambda row, _: of(row), Kind.MONEY)


def day(key: str, title: str, of: Callable[[R], date | None]) -> Field[R]:
    """A day."""
    return Field(key, title, lambda row, _: of(row), Kind.DAY)


def day_of(key: str, title: str, of: Callable[[R], datetime | None]) -> Field[R]:
    """The campaign's day of a moment."""
    return Field(key, title, lambda row, asked: asked.day_or_none(of(row)), Kind.DAY)


def moment(key: str, title: str, of: Callable[[R], datetime | None]) -> Field[R]:
    """A moment, as the clock on the campaign's wall showed it."""

    def cell(row: R, asked: Asked) -> Cell:
        at = of(row)
        return asked.clock_of(at) if at else None

    return Field(key, title, cell)


def word(key: str, title: str, of: Callable[[R], StrEnum | None]) -> Field[R]:
    """A status, reason or kind, by its code and by its name."""

    def cell(row: R, asked: Asked) -> Cell:
        thing = of(row)
        return asked.word(thing) if thing else None

    return Field(key, title, cell)


def text(key: str, title: str, of: Callable[[R], str | None]) -> Field[R]:
    """A code or words as they are kept."""
    return Field(key, title, lambda row, _: of(row))


def count(key: str, title: str, of: Callable[[R], int | None]) -> Field[R]:
    """A number of things."""
    return Field(key, title, lambda row, _: of(row), Kind.COUNT)


def gift(of: Callable[[R], str | None], title: str = N_("Reference")) -> Field[R]:
    """The reference of a gift."""
    return Field("reference", title, lambda row, _: of(row), Kind.GIFT)


def affiliate(of: Callable[[R], str]) -> Field[R]:
    """The number of an affiliate."""
    return Field("affiliate", N_("Affiliate"), lambda row, _: of(row), Kind.AFFILIATE)


def actor(key: str, title: str, of: Callable[[R], str | None]) -> Field[R]:
    """Who acted, as histories have it: nobody of the office is named in a file."""

    def cell(row: R, asked: Asked) -> Cell:
        who = of(row)
        return Word(who, asked.names.actor(who)) if who else None

    return Field(key, title, cell)
