"""What a list of the office is, said once: its page, its order and its files all follow from it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import N_
from hov_donate.core.spans import Span
from hov_donate.office.queries.paging import Column, Page, Place
from hov_donate.reports.asking import Asked
from hov_donate.reports.rules.tables import Cell, Kind
from hov_donate.staff.rules import Permission

S = TypeVar("S")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Sort:
    """A way to sort a list, backed by an index.

    Without columns it is by the key, which is the order in which things began. `along` are the
    filters with which it is offered: with others no index has its order; None is any of them.
    """

    code: str
    title: str
    by: tuple[Column, ...] = ()
    along: frozenset[str] | None = None


@dataclass(frozen=True)
class Field(Generic[R]):
    """A column of a list's file. `key` never changes; `title` is English, to be translated."""

    key: str
    title: str
    cell: Callable[[R, Asked], Cell]
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Named(Generic[R]):
    """The columns that say who somebody is, in files that leave with a reason.

    `titles` are keys and English titles; `read` opens the names of some rows.
    """

    titles: Sequence[tuple[str, str]]
    read: Callable[[Session, IdentitySeal, Sequence[R]], Sequence[Sequence[str]]]


def nothing_asked() -> None:
    """The search of a list that nothing narrows."""


def _everything(_search: object) -> Mapping[str, Any]:
    return {}


def _no_days(_search: object) -> Span | None:
    return None


@dataclass(frozen=True)
class Listing(Generic[S, R]):
    """A list. `search` reads what the address asks for, `kept` repeats it in other addresses.

    `read` gives a page of it. The first of `sorts` is how it stands by itself, the last one
    first. `prefix` tells its place and order in the address from those of another list on the
    same page, and `anchor` is where on the page it is.
    """

    code: str
    title: str
    endpoint: str
    permission: Permission
    search: Callable[[], S]
    read: Callable[[Session, S, Place], Page[R]]
    fields: Sequence[Field[R]]
    sorts: Sequence[Sort]
    kept: Callable[[S], Mapping[str, Any]] = _everything
    span: Callable[[S], Span | None] = _no_days
    named: Named[R] | None = None
    prefix: str = ""
    anchor: str = ""


PERSON = (("name", N_("Name")), ("email", N_("E-mail")))


def person(details_of: Callable[[R], uuid.UUID | None]) -> Named[R]:
    """Who a row is about, by the details of a contact; nothing of who was erased."""

    def read(session: Session, seal: IdentitySeal, rows: Sequence[R]) -> Sequence[Sequence[str]]:
        details = [details_of(row) for row in rows]
        who = identities(session, seal, [each for each in details if each])
        found = [who.get(each) if each else None for each in details]
        return [(it.name, it.email) if it else ("", "") for it in found]

    return Named(PERSON, read)
