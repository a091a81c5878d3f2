"""Walking a sorted list, on and back: every row once, in its order, with ties and empty ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.core.db import make_engine
from hov_donate.office.queries.paging import Column, Order, Page, Place, page_of, walk
from hov_donate.reconciliation.models import Payout

MOMENT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAYS = st.integers(1, 3).map(lambda day: date(2026, 11, day))
# How many items a payout has, which may not be known yet; its amount; the day on which it comes.
PAYOUTS = st.lists(st.tuples(st.none() | st.integers(0, 2), st.integers(1, 3), DAYS), max_size=14)
SORTS: tuple[tuple[Column, ...], ...] = (
    (),
    (Payout.items,),
    (Payout.arrival_date,),
    (Payout.currency, Payout.amount_minor),
    (Payout.items, Payout.amount_minor),
)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = make_engine(database_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def payout(number: int, items: int | None, amount: int, day: date) -> Payout:
    return Payout(
        stripe_payout_id=f"po_{number}",
        amount_minor=amount,
        currency="GBP" if number % 2 else "EUR",
        status="paid",
        arrival_date=day,
        created_at=MOMENT,
        items=items,
    )


def in_order(rows: list[Payout], order: Order) -> list[int]:
    """The keys as a person would sort them: what is empty comes last, whichever way."""
    names = [column.key for column in order.by]
    empty = [row for row in rows if names and getattr(row, names[0]) is None]
    filled = [row for row in rows if row not in empty]

    def by(row: Payout) -> tuple[object, ...]:
        return (*(getattr(row, name) for name in names if getattr(row, name) is not None), row.id)

    stretches = (filled, empty)
    return [it.id for part in stretches for it in sorted(part, key=by, reverse=order.descending)]


def read(session: Session, place: Place) -> Page[Payout]:
    return page_of(session, select(Payout), Payout.id, place)


def walked_back(session: Session, last: Page[Payout], place: Place) -> list[int]:
    """The rows before the last page, from the top on."""
    found: list[int] = []
    page = last
    while page.newer is not None:
        page = read(session, replace(place, after=page.newer))
        found = [row.id for row in page.rows] + found
    return found


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=PAYOUTS, by=st.sampled_from(SORTS), down=st.booleans(), size=st.integers(1, 4))
def test_every_row_is_met_once_on_the_way_on_and_once_on_the_way_back(
    session: Session,
    facts: list[tuple[int | None, int, date]],
    by: tuple[Column, ...],
    down: bool,
    size: int,
) -> None:
    session.rollback()
    rows = [payout(number, *fact) for number, fact in enumerate(facts)]
    session.add_all(rows)
    session.flush()
    order = Order(by, down)
    expected, place = in_order(rows, order), Place(order=order, size=size)
    pages = list(walk(lambda at: read(session, at), place))
    assert [row.id for page in pages for row in page] == expected
    assert all(len(page) == size for page in pages[:-1])
    if len(pages) > 1:
        before = pages[-2][-1].id
        last = read(session, replace(place, before=before))
        assert [row.id for row in last.rows] == [row.id for row in pages[-1]]
        assert walked_back(session, last, place) == expected[: -len(last.rows)]
        assert last.older is None
    session.rollback()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_that_is_gone_leads_to_the_top(session: Session) -> None:
    session.add_all([payout(number, None, number, date(2026, 11, 1)) for number in (1, 2, 3)])
    session.flush()
    by_amount = Order((Payout.currency, Payout.amount_minor), descending=False)
    page = read(session, Place(before=999, order=by_amount, size=2))
    assert [row.amount_minor for row in page.rows] == [2, 1]
    assert page.newer is None
    assert page.older is not None
    session.rollback()
