"""`hov-donate ledger verify`: it names whatever was tampered with, by whomever."""

from datetime import date

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from hov_donate.app import build_worker
from hov_donate.cli import house as cli
from hov_donate.cli.ledger import ledger
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.ledger import verifying
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line
from tests.support.booked import at_stripe, book, elsewhere
from tests.support.office import office_settings
from tests.support.words import EUR, GBP, NOON

DAY = date(2026, 11, 24)


@pytest.fixture
def database(database_url):
    engine = make_engine(database_url)
    found = Database(engine, FixedClock(NOON), lambda _: None)
    book(
        found,
        at_stripe(Account.DONATIONS, GBP(20), GBP("0.50")),
        at_stripe(Account.RECURRING_DONATIONS, GBP("17.20"), GBP("0.46"), EUR(20)),
        at_stripe(Account.DONATIONS_REFUNDED, GBP(-4), GBP(0), EUR("-4.60")),
        at_stripe(Account.DONATIONS, GBP("0.30"), GBP("0.30")),
        elsewhere(Line(Account.EXPENDITURE, GBP(3)), Line(Account.BANK, GBP(-3))),
        elsewhere(
            Line(Account.BANK, GBP(80)),
            Line(Account.CURRENCY_EXCHANGE, GBP(-80)),
            Line(Account.CURRENCY_EXCHANGE, EUR(95)),
            Line(Account.BANK, EUR(-95)),
        ),
        elsewhere(Line(Account.FUND_TRANSFERS, GBP(2)), Line(Account.OPENING_BALANCES, GBP(-2))),
    )
    yield found
    engine.dispose()


def verify(database: Database) -> Result:
    def never(*_: object, **__: object):
        raise AssertionError

    house = cli.House(
        settings=lambda: office_settings("sqlite:///unused.sqlite3"),
        open_database=lambda _: database,
        parts=never,
        worker=build_worker,
    )
    return CliRunner().invoke(ledger, ["verify"], obj=house)


def tamper(engine: Engine, statement: str, *, past: str = "") -> None:
    """As somebody does who owns the database: triggers of the table `past` are gone."""
    with engine.begin() as connection:
        if past and engine.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {past} DISABLE TRIGGER USER"))
        elif past:
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
                {"table": past},
            ).scalars()
            for name in names.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))


def test_books_that_nobody_touched_are_what_they_add_up_to(database):
    done = verify(database)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "7 of 7 entries read" in done.stderr


def test_a_sum_that_was_changed_is_named_with_both_its_values(database):
    tamper(
        database.engine,
        "UPDATE ledger_daily_sums SET credit_minor = credit_minor + 100"
        " WHERE account = 'donations'",
        past="ledger_daily_sums",
    )
    done = verify(database)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "2026-11-24 donations GBP fund general: stored debit GBP 0.00 credit GBP 21.30 in 2 "
        "postings, counted debit GBP 0.00 credit GBP 20.30 in 2 postings",
        "ledger_monthly_sums of 2026-11: not what its days add up to",
    ]


def test_a_month_that_is_not_what_its_days_add_up_to_is_named(database):
    tamper(
        database.engine,
        "UPDATE ledger_monthly_settled SET credit_minor = credit_minor + 1"
        " WHERE account = 'donations'",
    )
    assert verify(database).stdout.splitlines() == [
        "ledger_monthly_settled of 2026-11: not what its days add up to"
    ]


def test_a_settled_sum_that_is_gone_and_a_day_that_was_made_up_are_named(database):
    tamper(
        database.engine,
        "DELETE FROM ledger_daily_settled WHERE account = 'recurring_donations'",
    )
    tamper(
        database.engine,
        "UPDATE ledger_daily_sums SET booked_on = '2026-11-25' WHERE account = 'expenditure'",
    )
    assert verify(database).stdout.splitlines() == [
        "2026-11-25 expenditure GBP fund general: stored debit GBP 3.00 credit GBP 0.00 in 1 "
        "postings, counted nothing",
        "2026-11-24 expenditure GBP fund general: stored nothing, counted debit GBP 3.00 credit "
        "GBP 0.00 in 1 postings",
        "2026-11-24 recurring_donations EUR settled in GBP fund general: stored nothing, counted "
        "debit GBP 0.00 credit GBP 17.20",
        "ledger_monthly_settled of 2026-11: not what its days add up to",
    ]


def test_a_posting_that_was_changed_is_found_by_its_entry_and_by_its_day(database):
    tamper(
        database.engine,
        "UPDATE ledger_postings SET amount_minor = amount_minor - 7"
        " WHERE account = 'stripe' AND entry_id = (SELECT MIN(id) FROM ledger_entries)",
        past="ledger_postings",
    )
    said = verify(database).stdout
    assert "entry 1 does not balance: off by GBP -0.07" in said
    assert "entry 1 does not book the net that Stripe states: off by GBP -0.07" in said
    assert "2026-11-24 stripe GBP fund general: stored" in said


def test_a_fund_that_was_renamed_under_its_postings_is_named(database):
    tamper(database.engine, "UPDATE ledger_funds SET code = 'other'", past="ledger_funds")
    assert "entry 1 is booked for a fund that is not there" in verify(database).stdout


def test_what_affiliates_owe_is_held_against_their_invoices(database):
    book(
        database,
        elsewhere(Line(Account.RECEIVABLES, GBP(63)), Line(Account.AFFILIATION_FEES, GBP(-63))),
    )
    done = verify(database)
    assert done.exit_code == 1
    assert done.stdout == (
        "receivables GBP: invoices and money say GBP 0.00, the books GBP 63.00\n"
    )


def test_books_are_read_some_at_a_time_to_the_same_end(database, monkeypatch):
    monkeypatch.setattr(verifying, "ENTRIES_AT_ONCE", 2)
    done = verify(database)
    assert done.exit_code == 0
    assert "4 of 7 entries read" in done.stderr
