"""Walking the books by day, either way, a page at a time, however many gifts there are.

Entries are in the order of their day and, within it, of their number; a page begins after the
entry that the last one ended with. What is rare is found through the accounts' own index; what is
not, on days of which the daily sums say that there is some.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from hov_donate.ledger.chart import MONEY
from hov_donate.ledger.models import (
    LedgerDailySettled,
    LedgerDailySum,
    LedgerEntry,
    LedgerPosting,
)
from hov_donate.office.queries.ledger import BookedEntry, Wanted, of_days, with_postings
from hov_donate.office.queries.paging import PER_PAGE, Page, Place

# So many postings of an account are looked at one by one; more are looked for by their days.
RARE = 2_000
DAYS_AT_ONCE = 31

Key = tuple[date, int]


def entries(
    session: Session, wanted: Wanted, place: Place, size: int = PER_PAGE
) -> Page[BookedEntry]:
    """A page of the wanted entries, by their day; an unknown place is the list's top."""
    anchor, most = _anchor(session, place), place.size or size
    back = anchor is not None and place.after is not None
    forward = back is place.order.descending
    keys = _keys(session, wanted, anchor, forward=forward, most=most + 1)
    more, kept = len(keys) > most, keys[:most]
    if back:
        kept.reverse()
    rows = _booked(session, kept)
    if not rows or anchor is None:
        return Page(rows, older=kept[-1][1] if more else None, newer=None)
    has_older, has_newer = (True, more) if back else (more, True)
    return Page(
        rows,
        older=kept[-1][1] if has_older else None,
        newer=kept[0][1] if has_newer else None,
    )


def _anchor(session: Session, place: Place) -> Key | None:
    number = place.after if place.after is not None else place.before
    if number is None:
        return None
    head = session.get(LedgerEntry, number)
    return (head.booked_on, head.id) if head else None


def _keys(
    session: Session, wanted: Wanted, anchor: Key | None, *, forward: bool, most: int
) -> list[Key]:
    if not wanted.narrows_postings:
        return _read(session, _query(wanted, anchor, forward=forward), most)
    if wanted.accounts and _is_rare(session, wanted):
        touching = select(LedgerPosting.entry_id).where(*_of_postings(wanted))
        query = _query(wanted, anchor, forward=forward)
        ids = list(session.scalars(touching.distinct()))
        return _read(session, query.where(LedgerEntry.id.in_(ids)), most)
    found: list[Key] = []
    for days in _days(session, wanted, anchor, forward=forward):
        query = _query(wanted, anchor, forward=forward).where(LedgerEntry.booked_on.in_(days))
        matching = exists().where(LedgerPosting.entry_id == LedgerEntry.id, *_of_postings(wanted))
        found += _read(session, query.where(matching), most - len(found))
        if len(found) >= most:
            break
    return found


def _query(wanted: Wanted, anchor: Key | None, *, forward: bool) -> Select[date, int]:
    """Entries from an anchor on, by their day and number; what is posted is not looked at."""
    day, number = LedgerEntry.booked_on, LedgerEntry.id
    query = select(day, number)
    if anchor is not None:
        edge = day > anchor[0] if forward else day < anchor[0]
        beyond = number > anchor[1] if forward else number < anchor[1]
        reached = day >= anchor[0] if forward else day <= anchor[0]
        query = query.where(reached, or_(edge, and_(day == anchor[0], beyond)))
    if wanted.span:
        query = query.where(day >= wanted.span.first, day <= wanted.span.last)
    if wanted.settled:
        query = query.where(LedgerEntry.currency == wanted.settled, _moves_money())
    return query.order_by(day, number) if forward else query.order_by(day.desc(), number.desc())


def _read(session: Session, query: Select[date, int], most: int) -> list[Key]:
    return [(day, number) for day, number in session.execute(query.limit(most))]


def _days(
    session: Session, wanted: Wanted, anchor: Key | None, *, forward: bool
) -> Iterator[Sequence[date]]:
    """Days on which something wanted was posted, some at a time, in the order of the walk."""
    sums = LedgerDailySettled if wanted.settled else LedgerDailySum
    query = select(sums.booked_on).where(*of_days(sums, wanted)).distinct()
    if anchor is not None:
        query = query.where(sums.booked_on >= anchor[0] if forward else sums.booked_on <= anchor[0])
    days = session.scalars(
        query.order_by(sums.booked_on if forward else sums.booked_on.desc())
    ).all()
    for start in range(0, len(days), DAYS_AT_ONCE):
        yield days[start : start + DAYS_AT_ONCE]


def _is_rare(session: Session, wanted: Wanted) -> bool:
    some = select(LedgerPosting.entry_id).where(LedgerPosting.account.in_(wanted.accounts))
    counted = session.scalar(select(func.count()).select_from(some.limit(RARE + 1).subquery()))
    return (counted or 0) <= RARE


def _of_postings(wanted: Wanted) -> list[Any]:
    found: list[Any] = []
    if wanted.accounts:
        found.append(LedgerPosting.account.in_(wanted.accounts))
    if wanted.currency:
        found.append(LedgerPosting.currency == wanted.currency)
    if wanted.fund:
        found.append(LedgerPosting.fund == wanted.fund)
    return found


def _moves_money() -> Any:
    """As migration 0023 has it: Stripe's movements, and what touches an account of money."""
    touches = exists().where(
        LedgerPosting.entry_id == LedgerEntry.id, LedgerPosting.account.in_(MONEY)
    )
    return or_(LedgerEntry.stripe_balance_transaction_id.is_not(None), touches)


def _booked(session: Session, keys: Sequence[Key]) -> list[BookedEntry]:
    numbers = [number for _, number in keys]
    heads = session.scalars(select(LedgerEntry).where(LedgerEntry.id.in_(numbers)))
    return with_postings(session, sorted(heads, key=lambda head: numbers.index(head.id)))
