"""The database itself keeps the books whole, whoever writes to it."""

from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum, LedgerEntry, LedgerFund
from hov_donate.ledger.operations import EntryFacts, NewEntry, post
from hov_donate.ledger.queries import balances
from hov_donate.ledger.rules import Line
from tests.support.words import EUR, GBP, NOON


@pytest.fixture
def engine(database_url):
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine: Engine) -> Database:
    return Database(engine, FixedClock(NOON), lambda _: None)


def a_gift_of(amount, transaction="txn_1", lines=None) -> NewEntry:
    facts = EntryFacts(
        stripe_balance_transaction_id=transaction,
        reporting_category="charge",
        source_id="ch_1",
        payment_reference="7KQM3XPA",
        occurred_at=NOON,
        booked_on=date(2026, 11, 24),
        available_on=date(2026, 11, 27),
        gross_minor=amount.minor,
        fee_minor=0,
        net_minor=amount.minor,
        currency=amount.currency,
        gift_minor=amount.minor,
        gift_currency=amount.currency,
        exchange_rate=None,
    )
    return NewEntry(
        facts, lines or [Line(Account.STRIPE, amount), Line(Account.DONATIONS, -amount)]
    )


def book(database: Database, *entries: NewEntry) -> None:
    with database.writing() as work:
        post(work, entries=entries)


def refused(engine: Engine, statement: str) -> str:
    with pytest.raises(DBAPIError) as refusal, engine.begin() as connection:
        connection.execute(text(statement))
    return str(refusal.value)


def count(database: Database) -> int:
    with database.reading() as session:
        return session.query(LedgerEntry).count()


def test_a_gift_is_booked_and_the_balance_shows_it(database):
    book(database, a_gift_of(GBP(20)), a_gift_of(EUR(5), "txn_2"))
    with database.reading() as session:
        assert balances(session, Account.STRIPE) == {"GBP": GBP(20), "EUR": EUR(5)}
        assert balances(session, Account.DONATIONS) == {"GBP": GBP(-20), "EUR": EUR(-5)}


def test_an_entry_that_does_not_balance_is_refused_whole(database):
    crooked = [Line(Account.STRIPE, GBP(20)), Line(Account.DONATIONS, GBP(-19))]
    with pytest.raises(DBAPIError, match="ledger_entry_does_not_balance"):
        book(database, a_gift_of(GBP(20), lines=crooked))
    assert count(database) == 0


def test_an_entry_must_balance_in_each_currency(database):
    mixed = [Line(Account.STRIPE, GBP(20)), Line(Account.DONATIONS, EUR(-20))]
    with pytest.raises(DBAPIError, match="ledger_entry_does_not_balance"):
        book(database, a_gift_of(GBP(20), lines=mixed))


def test_an_entry_must_book_the_net_that_stripe_states(database):
    other = [Line(Account.STRIPE, GBP(19)), Line(Account.DONATIONS, GBP(-19))]
    with pytest.raises(DBAPIError, match="ledger_entry_does_not_book_its_net"):
        book(database, a_gift_of(GBP(20), lines=other))


def test_money_for_a_fund_that_nobody_knows_is_refused(database):
    astray = [Line(Account.STRIPE, GBP(20)), Line(Account.DONATIONS, GBP(-20), "delegaton")]
    with pytest.raises(DBAPIError, match="ledger_fund_is_unknown"):
        book(database, a_gift_of(GBP(20), lines=astray))
    assert count(database) == 0


def test_a_days_sums_are_kept_for_each_fund(database):
    with database.writing() as work:
        work.session.add(LedgerFund(code="delegation", names={}, restricted=True))
    given = [
        Line(Account.STRIPE, GBP(20)),
        Line(Account.DONATIONS, GBP(-15), "delegation"),
        Line(Account.DONATIONS, GBP(-5)),
    ]
    book(database, a_gift_of(GBP(20), lines=given), a_gift_of(GBP(1), "txn_2"))
    with database.reading() as session:
        sums = session.scalars(
            select(LedgerDailySum)
            .where(LedgerDailySum.account == Account.DONATIONS)
            .order_by(LedgerDailySum.fund)
        )
        assert [(it.fund, it.credit_minor, it.postings) for it in sums] == [
            ("delegation", 1500, 1),
            ("general", 600, 2),
        ]
        assert balances(session, Account.DONATIONS) == {"GBP": GBP(-21)}


def test_a_balance_transaction_is_booked_once(database):
    book(database, a_gift_of(GBP(20)))
    with pytest.raises(DBAPIError, match="stripe_balance_transaction_id"):
        book(database, a_gift_of(GBP(20)))


def test_an_entry_without_a_seal_cannot_be_committed(database, engine):
    book(database, a_gift_of(GBP(20)))
    columns = (
        "reporting_category, occurred_at, booked_on, available_on,"
        " gross_minor, fee_minor, net_minor, currency, recorded_at"
    )
    message = refused(
        engine,
        f"INSERT INTO ledger_entries (id, {columns}) SELECT 99, {columns} FROM ledger_entries",
    )
    assert "foreign key" in message.lower()
    assert count(database) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET currency = 'EUR'",
        "DELETE FROM ledger_entries",
        "UPDATE ledger_postings SET amount_minor = amount_minor * 2",
        "DELETE FROM ledger_postings",
        "DELETE FROM ledger_seals",
        "UPDATE ledger_seals SET entry_id = 7",
    ],
)
def test_what_is_booked_cannot_be_changed(database, engine, statement):
    book(database, a_gift_of(GBP(20)))
    assert "ledger_is_append_only" in refused(engine, statement)


def test_nothing_can_be_added_to_a_booked_entry(database, engine):
    book(database, a_gift_of(GBP(20)))
    message = refused(
        engine,
        "INSERT INTO ledger_postings (entry_id, account, amount_minor, currency)"
        " SELECT id, 'stripe', 1, 'GBP' FROM ledger_entries",
    )
    assert "ledger_entry_is_final" in message


def test_a_seal_without_an_entry_is_refused(engine):
    message = refused(engine, "INSERT INTO ledger_seals (entry_id) VALUES (4711)")
    assert "ledger_entry_is_unknown" in message


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_replace_cannot_get_past_the_rules_either(database, engine):
    book(database, a_gift_of(GBP(20)))
    message = refused(
        engine,
        "INSERT OR REPLACE INTO ledger_postings (id, entry_id, account, amount_minor, currency)"
        " SELECT id, entry_id, account, 5, currency FROM ledger_postings LIMIT 1",
    )
    assert "ledger" in message


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_truncate_cannot_empty_the_books(engine):
    assert "ledger_is_append_only" in refused(engine, "TRUNCATE ledger_postings")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_writes_to_disk_before_it_says_so(engine):
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_plain_connection_is_held_to_the_same_rules(database, database_url):
    book(database, a_gift_of(GBP(20)))
    plain = create_engine(database_url)
    try:
        assert "append_only" in refused(plain, "DELETE FROM ledger_entries")
    finally:
        plain.dispose()
