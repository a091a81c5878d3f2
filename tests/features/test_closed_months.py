"""Months are closed on a proof, stay as they were frozen, and are opened again by two people."""

import contextlib
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hov_donate.closing.models import MonthReopening
from hov_donate.closing.operations import (
    MonthMovedError,
    MonthNotReadyError,
    NothingToAgreeError,
    NotLastClosedError,
    SamePersonError,
    agree_to_reopen,
    ask_to_reopen,
    close_month,
)
from hov_donate.closing.queries.freezing import closings_that_differ, seen_of
from hov_donate.closing.queries.months import month_to_close, months_over
from hov_donate.closing.queries.proofs import proofs, stripes_word
from hov_donate.closing.rules.conditions import Subject
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import make_engine
from hov_donate.core.spans import month_of
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.movements import movements_that_differ
from hov_donate.ledger.queries import closed_until
from hov_donate.payments.models import UnmatchedPayment
from hov_donate.payments.rules import UnmatchedReason
from hov_donate.reconciliation.models import Payout
from tests.support.months import ANNA, BEN, ZONE, Calendar
from tests.support.words import EUR, GBP

OCTOBER, NOVEMBER = month_of(date(2026, 10, 1)), month_of(date(2026, 11, 1))


@pytest.fixture
def books(database_url):
    engine = make_engine(database_url)
    yield Calendar(engine, FixedClock(datetime(2026, 12, 1, 9, tzinfo=UTC)))
    engine.dispose()


@pytest.fixture
def october_closed(books):
    books.book(
        [
            books.happens(date(2026, 10, 5), "charge", GBP(20), 50),
            books.happens(date(2026, 10, 31), "charge", EUR(100), 170),
            books.happens(date(2026, 11, 2), "refund", GBP(-20)),
        ]
    )
    return books.pass_month(OCTOBER)


def newest(books: Calendar) -> LedgerEntry:
    with books.database.reading() as session:
        found: LedgerEntry = session.scalars(
            select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(1)
        ).one()
        return found


def refused(books, statement: str) -> str:
    with pytest.raises(DBAPIError) as refusal, books.engine.begin() as connection:
        connection.execute(text(statement))
    return str(refusal.value)


def lacking(books, year=2026, month=10) -> list[Subject]:
    with pytest.raises(MonthNotReadyError) as refusal:
        books.close(year, month)
    return [it.subject for it in refusal.value.lacking]


def test_a_month_that_is_closed_keeps_what_was_proved_and_who_closed_it(books, october_closed):
    figures = october_closed.figures
    assert figures["proof"]["GBP"] == {
        "opening": 0,
        "rows": {"charges": 2000, "fees": -50},
        "closing": 1950,
        "days": {"2026-10-05": 1950},
    }
    assert figures["proof"]["EUR"]["closing"] == 9830
    assert figures["unmatched"] == 0
    assert set(figures["conditions"].values()) == {True}
    assert october_closed.closed_by == ANNA
    with books.database.reading() as session:
        assert closed_until(session) == date(2026, 10, 31)
        assert month_to_close(session) == NOVEMBER
        assert closings_that_differ(session) == []


def test_what_comes_late_is_booked_on_the_first_open_day_and_says_so(books, october_closed):
    books.at(2026, 11, 20, 12)
    books.book([books.happens(date(2026, 10, 30), "charge", GBP(5), 20)])
    late = newest(books)
    assert (late.booked_on, late.late_for) == (date(2026, 11, 1), date(2026, 10, 30))
    assert late.occurred_at == datetime(2026, 10, 30, 12, tzinfo=UTC)
    books.book([books.happens(date(2026, 11, 3), "charge", GBP(5), 20)])
    assert newest(books).late_for is None
    with books.database.reading() as session:
        october, november = proofs(session, OCTOBER), proofs(session, NOVEMBER)
        assert [it.whole.closing for it in october] == [EUR("98.30"), GBP("19.50")]
        assert [it.whole.opening for it in november] == [EUR("98.30"), GBP("19.50")]
        assert november[1].whole.closing == GBP("9.10")
        assert closings_that_differ(session) == []
        assert movements_that_differ(session) == []


def test_the_newest_check_is_held_against_what_the_books_say_since(books, october_closed):
    books.book([books.happens(date(2026, 11, 3), "charge", GBP(5))])
    with books.database.reading() as session:
        word = {it.stripe.currency: it for it in stripes_word(session)}["GBP"]
    assert (word.difference, word.since) == (GBP(0), GBP(5))


def test_a_month_is_not_closed_while_anything_is_not_as_it_must_be(books):
    books.book([books.happens(date(2026, 10, 5), "something_new", GBP(-3))])
    books.at(2026, 10, 31, 23)
    assert lacking(books) == [Subject.OVER, Subject.PULLED, Subject.SUSPENSE]
    books.at(2026, 11, 2, 9)
    books.stripe["GBP"] += GBP(1)
    books.check()
    with books.database.writing() as work:
        noticed = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
        work.session.add(
            UnmatchedPayment(
                stripe_payment_intent_id="pi_9",
                reason=UnmatchedReason.NOT_OURS,
                amount_minor=500,
                currency="GBP",
                noticed_at=noticed,
            )
        )
        work.session.add(
            Payout(
                stripe_payout_id="po_1",
                amount_minor=700,
                currency="GBP",
                status="paid",
                arrival_date=date(2026, 10, 9),
                created_at=datetime(2026, 10, 8, tzinfo=UTC),
                items=3,
                items_minor=699,
            )
        )
    assert lacking(books) == [
        Subject.STRIPE,
        Subject.UNMATCHED,
        Subject.SUSPENSE,
        Subject.PAYOUTS,
    ]


def test_months_are_closed_one_after_another(books):
    books.book([books.happens(date(2026, 9, 30), "charge", GBP(20))])
    books.check()
    assert lacking(books) == [Subject.ORDER]
    with books.database.reading() as session:
        assert [it.first.month for it in months_over(session, date(2026, 12, 1))] == [9, 10, 11]
    books.close(2026, 9)
    # A month in which nothing happened is closed as well: its closing is what the next opens with.
    assert books.close(2026, 10).figures["proof"]["GBP"]["closing"] == 2000
    first, second = books.close(2026, 11), books.clock.now()
    assert first.figures["previous"]
    assert second


def test_nobody_closes_what_they_have_not_seen(books):
    books.book([books.happens(date(2026, 10, 5), "charge", GBP(20))])
    books.check()
    with books.database.reading() as session:
        seen = seen_of(session, OCTOBER)
    books.book([books.happens(date(2026, 10, 6), "charge", GBP(20))])
    books.check()
    with pytest.raises(MonthMovedError), books.database.writing() as work:
        close_month(work, month=OCTOBER, seen=seen, actor=ANNA, time_zone=ZONE)


def test_a_closed_month_is_not_closed_twice(books, october_closed):
    books.at(2026, 12, 1, 9)
    books.check()
    assert lacking(books) == [Subject.ORDER]


def ask(books, closing, actor=ANNA) -> int:
    with books.database.writing() as work:
        return ask_to_reopen(
            work, closing_id=closing.id, reason="Why", minute_reference="12", actor=actor
        ).id


def agree(books, request_id, actor) -> MonthReopening:
    with books.database.writing() as work:
        return agree_to_reopen(work, request_id=request_id, actor=actor)


def test_two_people_open_a_month_again_and_it_can_be_closed_anew(books, october_closed):
    request = ask(books, october_closed)
    with pytest.raises(SamePersonError):
        agree(books, request, ANNA)
    agree(books, request, BEN)
    books.book([books.happens(date(2026, 10, 30), "charge", GBP(5))])
    assert newest(books).late_for is None
    anew = books.pass_month(OCTOBER)
    assert anew.figures["proof"]["GBP"]["closing"] == 2450
    with pytest.raises(NothingToAgreeError):
        agree(books, request, BEN)


def test_who_agrees_has_seven_days(books, october_closed):
    request = ask(books, october_closed)
    books.clock.advance(timedelta(days=7))
    with pytest.raises(NothingToAgreeError):
        agree(books, request, BEN)
    again = ask(books, october_closed)
    assert again != request
    agree(books, again, BEN)


def test_asking_twice_is_asking_once(books, october_closed):
    assert ask(books, october_closed) == ask(books, october_closed)
    assert ask(books, october_closed, BEN) != ask(books, october_closed)


def test_only_the_last_closed_month_is_opened_again(books, october_closed):
    asked = ask(books, october_closed)
    books.pass_month(NOVEMBER)
    with pytest.raises(NotLastClosedError):
        ask(books, october_closed)
    with pytest.raises(NothingToAgreeError):
        agree(books, asked, BEN)


# A head, its postings and its seal, as someone at the database's own prompt would write them.
BY_HAND = (
    "INSERT INTO ledger_entries (id, reporting_category, occurred_at, booked_on, available_on,"
    " gross_minor, fee_minor, net_minor, currency, recorded_at)"
    " SELECT {key}, 'by_hand', occurred_at, '{day}', available_on, 0, 0, 0, currency, recorded_at"
    " FROM ledger_entries LIMIT 1",
    "INSERT INTO ledger_seals (entry_id) VALUES ({key})",
)


def write_by_hand(books, day: str, key: int = 999) -> None:
    with books.engine.begin() as connection:
        for statement in BY_HAND:
            connection.execute(text(statement.format(day=day, key=key)))


@pytest.mark.parametrize("day", ["2026-10-31", "2026-10-01", "2019-01-01"])
def test_the_database_lets_nothing_into_a_closed_month(books, october_closed, day):
    with pytest.raises(DBAPIError, match="ledger_month_is_closed"):
        write_by_hand(books, day)


def test_the_database_lets_entries_into_the_first_open_month(books, october_closed):
    write_by_hand(books, "2026-11-01")
    assert newest(books).id == 999


CLOSE = (
    "INSERT INTO month_closings (month, run_id, figures, checksum, closed_at, closed_by)"
    " SELECT '{month}', run_id, figures, checksum, closed_at, closed_by FROM month_closings"
)
ASK = (
    "INSERT INTO month_reopening_requests"
    " (id, closing_id, reason, minute_reference, asked_at, asked_by)"
    " SELECT 7, id, 'w', 'm', closed_at, 'staff:1' FROM month_closings"
)
AGREE = (
    "INSERT INTO month_reopenings (closing_id, request_id, agreed_at, agreed_by)"
    " SELECT closing_id, id, asked_at, '{by}' FROM month_reopening_requests"
)


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE ledger_months SET state = 'open'", "ledger_month_state_is_made_up"),
        ("UPDATE ledger_months SET last_day = '2026-10-30'", "ledger_month_state_is_made_up"),
        ("UPDATE ledger_months SET month = '2026-09-01'", "ledger_month_state_is_made_up"),
        ("DELETE FROM ledger_months", "months_are_append_only"),
        (
            "INSERT INTO ledger_months VALUES ('2026-11-01', '2026-11-30', 'closed')",
            "ledger_month_state_is_made_up",
        ),
        ("UPDATE month_closings SET closed_by = 'staff:9'", "months_are_append_only"),
        ("DELETE FROM month_closings", "months_are_append_only"),
        (CLOSE.format(month="2026-12-01"), "ledger_months_close_in_order"),
        (CLOSE.format(month="2026-10-01"), "ledger_months_close_in_order"),
        (CLOSE.format(month="2026-11-02"), "ledger_months_close_in_order"),
        (f"{ASK}; {AGREE.format(by='staff:1')}", "reopening_needs_two_people"),
    ],
)
def test_the_database_lets_nobody_make_up_what_is_closed(books, october_closed, statement, error):
    *before, last = statement.split("; ")
    with books.engine.begin() as connection:
        for each in before:
            connection.execute(text(each))
    assert error in refused(books, last)


def test_the_database_opens_no_month_before_the_ones_after_it(books, october_closed):
    with books.engine.begin() as connection:
        connection.execute(text(ASK))
    books.pass_month(NOVEMBER)
    assert "ledger_months_open_in_order" in refused(books, AGREE.format(by="staff:2"))


def test_frozen_figures_that_somebody_changed_are_found(books, october_closed):
    october_closed.figures["proof"]["GBP"]["closing"] = 1951
    with books.database.reading() as session:
        assert closings_that_differ(session) == []
    with books.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_daily_movements SET gross_minor = gross_minor + 1"))
    with books.database.reading() as session:
        assert [it.id for it in closings_that_differ(session)] == [october_closed.id]
        assert movements_that_differ(session)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_can_close_a_month_while_an_entry_of_it_is_on_its_way(books, october_closed):
    """Whoever posts is either before the closing, and in its figures, or after it, and late."""
    books.at(2026, 12, 1, 9)
    books.check()
    waiting = [books.happens(date(2026, 11, 30), "charge", GBP(1)) for _ in range(40)]
    done: list[str] = []

    def post() -> None:
        for each in waiting:
            books.book([each])
        done.append("posted")

    def close() -> None:
        while "closed" not in done:
            with contextlib.suppress(MonthMovedError):
                books.close(2026, 11)
                done.append("closed")

    crowd = [threading.Thread(target=each) for each in (post, close)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(60)
    assert sorted(done) == ["closed", "posted"]
    with books.database.reading() as session:
        late = session.scalars(select(LedgerEntry).where(LedgerEntry.late_for.is_not(None))).all()
        november = {it.currency: it.whole for it in proofs(session, NOVEMBER)}["GBP"]
        assert november.closing == GBP(40 - len(late)) - GBP("0.50")
        assert {it.booked_on for it in late} <= {date(2026, 12, 1)}
        assert closings_that_differ(session) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_posts_past_the_lock_is_kept_out_as_well(books, october_closed):
    """A hand at the prompt seals without asking for the lock; a closing waits for it even so."""
    books.at(2026, 12, 1, 9)
    books.check()
    closed = threading.Event()

    def close() -> None:
        books.close(2026, 11)
        closed.set()

    closing = threading.Thread(target=close)
    with books.engine.begin() as connection:
        for statement in BY_HAND:
            connection.execute(text(statement.format(day="2026-11-30", key=999)))
        closing.start()
        assert not closed.wait(0.3)
    assert closed.wait(20)
    closing.join()
    with pytest.raises(DBAPIError, match="ledger_month_is_closed"):
        write_by_hand(books, "2026-11-30", 1000)
