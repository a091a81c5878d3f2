"""The treasurer's figures, from daily sums, by kind and currency, as given and as settled."""

from datetime import UTC, date, datetime

import pytest

from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.gateway.port import Interval
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line
from hov_donate.payments.rules import SubscriptionStatus
from hov_donate.reports.queries import figures
from hov_donate.reports.rules.figures import IncomeKind, by_currency, received_by_currency
from tests.support.booked import at_stripe, book, elsewhere
from tests.support.post import Post
from tests.support.words import EUR, GBP, NOON

NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def database(database_url):
    engine = make_engine(database_url)
    yield Database(engine, FixedClock(NOON), lambda _: None)
    engine.dispose()


def test_income_is_told_by_kind_and_currency_before_fees_and_refunds(database):
    book(
        database,
        at_stripe(Account.DONATIONS, GBP(20), GBP("0.50")),
        at_stripe(Account.RECURRING_DONATIONS, GBP("17.20"), GBP("0.46"), EUR(20)),
        at_stripe(Account.DONATIONS_REFUNDED, GBP(-5), GBP(0)),
        elsewhere(Line(Account.RECEIVABLES, GBP(63)), Line(Account.AFFILIATION_FEES, GBP(-63))),
        elsewhere(Line(Account.MEMBERSHIP_FEES, GBP(4)), Line(Account.RECEIVABLES, GBP(-4))),
    )
    with database.reading() as session:
        found = figures.income(session, NOVEMBER)
        assert found == {
            (IncomeKind.ONCE, "GBP"): GBP(20),
            (IncomeKind.RECURRING, "EUR"): EUR(20),
            (IncomeKind.AFFILIATIONS, "GBP"): GBP(63),
            (IncomeKind.MEMBERS, "GBP"): GBP(-4),
        }
        assert by_currency(found) == {"GBP": GBP(79), "EUR": EUR(20)}
        assert figures.refunded(session, NOVEMBER) == {"GBP": GBP(5)}
        assert figures.fees(session, NOVEMBER) == {"GBP": GBP("0.96")}


def test_only_days_of_the_span_count_both_ends_with_them(database):
    for day in (1, 2, 3, 4):
        book(database, at_stripe(Account.DONATIONS, GBP(day), GBP(0), day=date(2026, 11, day)))
    days = Span(date(2026, 11, 2), date(2026, 11, 3))
    with database.reading() as session:
        assert figures.income(session, days) == {(IncomeKind.ONCE, "GBP"): GBP(5)}
        assert figures.cash(session, days)["GBP"].received == GBP(5)


def test_what_was_given_in_one_currency_is_told_as_it_settled_in_another(database):
    book(
        database,
        at_stripe(Account.DONATIONS, GBP("17.20"), GBP("0.46"), EUR(20)),
        at_stripe(Account.DONATIONS, EUR(10), EUR("0.40"), EUR(10)),
        at_stripe(Account.DONATIONS, GBP(5), GBP(0)),
    )
    with database.reading() as session:
        received = received_by_currency(figures.settled(session, NOVEMBER))
        assert received == {
            ("EUR", "GBP"): GBP("17.20"),
            ("EUR", "EUR"): EUR(10),
            ("GBP", "GBP"): GBP(5),
        }


def test_money_counts_as_received_when_it_comes_not_when_it_is_asked_for(database):
    asked = (Line(Account.RECEIVABLES, GBP(63)), Line(Account.AFFILIATION_FEES, GBP(-63)))
    book(database, elsewhere(*asked))
    with database.reading() as session:
        assert figures.cash(session, NOVEMBER) == {}
    book(database, elsewhere(Line(Account.BANK, GBP(63)), Line(Account.RECEIVABLES, GBP(-63))))
    with database.reading() as session:
        assert figures.cash(session, NOVEMBER)["GBP"].received == GBP(63)


def test_received_less_returned_and_fees_is_what_the_accounts_of_money_gained(database):
    book(
        database,
        at_stripe(Account.DONATIONS, GBP(20), GBP("0.50")),
        at_stripe(Account.DONATIONS, GBP("0.30"), GBP("0.30")),
        at_stripe(Account.RECEIVABLES, GBP("86.00"), GBP("1.50"), EUR(100)),
        at_stripe(Account.DONATIONS_REFUNDED, GBP(-4), GBP(0), EUR("-4.60")),
        at_stripe(Account.DISPUTES, GBP(-7), GBP(15)),
        elsewhere(Line(Account.EXPENDITURE, GBP(3)), Line(Account.BANK, GBP(-3))),
        at_stripe(Account.PAYOUTS_IN_TRANSIT, GBP(-50), GBP(0)),
        elsewhere(Line(Account.BANK, GBP(50)), Line(Account.PAYOUTS_IN_TRANSIT, GBP(-50))),
    )
    with database.reading() as session:
        cash = figures.cash(session, NOVEMBER)
        assert set(cash) == {"GBP"}
        found = cash["GBP"]
        assert (found.received, found.returned) == (GBP("106.30"), GBP(11))
        assert (found.fees, found.other) == (GBP("17.30"), GBP(3))
        money = (Account.STRIPE, Account.PAYOUTS_IN_TRANSIT, Account.BANK)
        rows = figures.posted(session, NOVEMBER)
        gained = sum(-row.net.minor for row in rows if row.account in money)
        assert found.net == Money(gained, "GBP")


def test_months_are_told_apart(database):
    book(database, at_stripe(Account.DONATIONS, GBP(20), GBP(0)))
    with database.reading() as session:
        days = Span(date(2026, 9, 15), date(2026, 11, 24))
        months = figures.received_by_month(session, days, "GBP")
    assert [month.isoformat() for month in months] == ["2026-09-01", "2026-10-01", "2026-11-01"]
    assert list(months.values()) == [GBP(0), GBP(0), GBP(20)]


def test_monthly_givers_before_gained_and_lost(post: Post) -> None:
    def at(month: int, day: int) -> datetime:
        return datetime(2026, month, day, 12, tzinfo=UTC)

    ended = SubscriptionStatus.ENDED
    post.recurring(started_at=at(3, 1))
    post.recurring(started_at=at(11, 30))
    post.recurring(ended, started_at=at(3, 1), ended_at=at(11, 2))
    post.recurring(ended, started_at=at(3, 1), ended_at=at(10, 2))
    post.recurring(SubscriptionStatus.NEVER_STARTED, started_at=at(11, 3), ended_at=at(11, 4))
    post.recurring(interval=Interval.YEAR, started_at=at(11, 3))
    with post.parts.database.reading() as session:
        found = figures.regular(session, NOVEMBER, "Europe/London")
        assert (found.before, found.gained, found.lost, found.now) == (2, 1, 1, 2)
        yearly = figures.regular(session, NOVEMBER, "Europe/London", Interval.YEAR)
        assert (yearly.gained, yearly.now) == (1, 1)
