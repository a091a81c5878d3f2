"""Bank lines: the list, narrowed by what the address says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.reconciliation.bank.models import BankLine, BankProposal
from hov_donate.reconciliation.bank.rules.kinds import LineStatus, Surety

# More lines than this are not confirmed with one button: nobody reads them.
TOGETHER = 100


class Way(StrEnum):
    """Which way the money went."""

    IN = "in"
    OUT = "out"


_WAYS = {Way.IN: BankLine.amount_minor > 0, Way.OUT: BankLine.amount_minor < 0}


@dataclass(frozen=True)
class Wanted:
    """Which lines the person at the desk asks for; empty asks for all. `size`: in or out."""

    account_id: int | None = None
    status: LineStatus | None = None
    way: Way | None = None
    since: date | None = None
    until: date | None = None
    size: Money | None = None
    import_id: int | None = None


def lines(session: Session, wanted: Wanted, place: Place) -> Page[BankLine]:
    """A page of lines, the newest first."""
    query = select(BankLine).where(*_conditions(wanted))
    return page_of(session, query, BankLine.id, place)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (wanted.account_id, lambda: BankLine.account_id == wanted.account_id),
        (wanted.status, lambda: BankLine.status == wanted.status),
        (wanted.since, lambda: BankLine.booked_on >= wanted.since),
        (wanted.until, lambda: BankLine.booked_on <= wanted.until),
        (wanted.import_id, lambda: BankLine.import_id == wanted.import_id),
        (wanted.way, lambda: _WAYS[wanted.way or Way.IN]),
    ]
    found = [condition() for value, condition in asked if value is not None]
    return found + (_comes_to(wanted.size) if wanted.size else [])


def _comes_to(size: Money) -> list[ColumnElement[bool]]:
    """Just as many minor units of another currency are another sum."""
    same = func.abs(BankLine.amount_minor) == size.minor
    return [same, BankLine.currency == size.currency]


def exact(session: Session) -> list[BankLine]:
    """The oldest lines whose proposal was exact when it was made."""
    return list(
        session.scalars(
            select(BankLine)
            .join(BankProposal, BankProposal.line_id == BankLine.id)
            .where(BankProposal.surety == Surety.EXACT, BankProposal.place == 1)
            .order_by(BankLine.id)
            .limit(TOGETHER)
        )
    )


def twins(session: Session, line: BankLine) -> list[BankLine]:
    """The other lines that are just the same."""
    return list(
        session.scalars(
            select(BankLine)
            .where(
                BankLine.account_id == line.account_id,
                BankLine.fingerprint == line.fingerprint,
                BankLine.id != line.id,
            )
            .order_by(BankLine.ordinal)
        )
    )
