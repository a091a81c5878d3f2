"""The proof of Stripe's balance, as a treasurer would add it up on paper."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.closing.rules.figures import checksum
from hov_donate.closing.rules.proof import Movement, Row, prove, prove_days, row_of
from hov_donate.core.money import Money, total
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import (
    COUNTER_ACCOUNTS,
    MONEY_BACK,
    MONEY_DISPUTED,
    MONEY_IN,
    PayerAccounts,
    counter_account,
)
from tests.support.words import GBP

NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
KNOWN = sorted([*COUNTER_ACCOUNTS, *MONEY_BACK, *MONEY_DISPUTED, *MONEY_IN])
GIVERS = PayerAccounts(Account.DONATIONS, Account.DONATIONS_REFUNDED)


def moved(day, category, gross, fee=0, counter=None, entries=1) -> Movement:
    account = counter or counter_account(category, GIVERS)
    return Movement(
        date(2026, 11, day), "GBP", category, account, round(gross * 100), round(fee * 100), entries
    )


def by_account(movements) -> dict[date, Money]:
    """What the account's own sums say of the same movements."""
    found: dict[date, Money] = {}
    for it in movements:
        net = Money(it.gross - it.fee, it.currency)
        found[it.day] = found.get(it.day, GBP(0)) + net
    return found


A_MONTH = [
    moved(3, "charge", 100, 2.5, entries=5),
    moved(3, "charge", 350, 5.45, Account.RECEIVABLES),
    moved(4, "refund", -20),
    moved(9, "refund_failure", 20),
    moved(9, "dispute", -50, 20),
    moved(20, "dispute_reversal", 50),
    moved(20, "fee", -1.2),
    moved(21, "payout", -300),
    moved(23, "payout_reversal", 300),
]


def test_a_month_reads_from_what_was_there_to_what_is_there():
    proof = prove(NOVEMBER, GBP(10), A_MONTH, by_account(A_MONTH))
    assert {part.row: part.amount for part in proof.parts} == {
        Row.CHARGES: GBP(450),
        Row.REFUNDS: GBP(-20),
        Row.REFUNDS_FAILED: GBP(20),
        Row.DISPUTES: GBP(-50),
        Row.DISPUTES_RETURNED: GBP(50),
        Row.FEES: GBP("-29.15"),
        Row.PAYOUTS: GBP(-300),
        Row.PAYOUTS_RETURNED: GBP(300),
    }
    assert proof.closing == GBP("430.85")
    assert proof.adds_up


def test_what_payments_were_for_is_told_apart():
    proof = prove(NOVEMBER, GBP(0), A_MONTH, by_account(A_MONTH))
    charges = proof.parts[0]
    assert charges.by_account == {Account.DONATIONS: GBP(100), Account.RECEIVABLES: GBP(350)}
    assert charges.entries == 6


def test_a_sum_that_was_changed_by_hand_is_found_on_its_day():
    crooked = by_account(A_MONTH) | {date(2026, 11, 9): GBP(-49)}
    days = prove_days(NOVEMBER, GBP(0), A_MONTH, crooked)
    assert [day.span.first.day for day in days if not day.adds_up] == [9]
    assert next(day for day in days if not day.adds_up).difference == GBP(1)


def test_a_movement_that_the_account_does_not_know_is_found_as_well():
    without = {day: sum_ for day, sum_ in by_account(A_MONTH).items() if day.day != 4}
    days = prove_days(NOVEMBER, GBP(0), A_MONTH, without)
    assert [day.span.first.day for day in days if not day.adds_up] == [4]


@pytest.mark.parametrize("category", KNOWN)
def test_whatever_the_books_know_has_a_line_of_the_proof(category):
    assert row_of(category) is not Row.UNKNOWN


def test_what_nobody_knows_has_a_line_of_its_own():
    assert row_of("something_new") is Row.UNKNOWN


MOVEMENTS = st.builds(
    moved,
    day=st.integers(1, 30),
    category=st.sampled_from([*KNOWN, "something_new"]),
    gross=st.integers(-10_000, 10_000),
    fee=st.integers(-100, 100),
    entries=st.integers(1, 9),
)


@given(st.lists(MOVEMENTS, max_size=40), st.integers(-1000, 1000))
def test_whatever_happens_it_adds_up_and_each_day_opens_where_the_last_one_closed(history, before):
    opening, sums = GBP(before), by_account(history)
    whole = prove(NOVEMBER, opening, history, sums)
    days = prove_days(NOVEMBER, opening, history, sums)
    assert whole.adds_up
    assert all(day.adds_up for day in days)
    openings = [day.opening for day in days] + [whole.closing]
    assert openings == [opening] + [day.closing for day in days]
    for row in {part.row for part in whole.parts}:
        of_days = (it.amount for day in days for it in day.parts if it.row is row)
        assert next(it.amount for it in whole.parts if it.row is row) == total(of_days, "GBP")


@given(st.lists(MOVEMENTS, max_size=40), st.integers(1, 29))
def test_two_spans_next_to_each_other_prove_what_one_does(history, until):
    sums, cut = by_account(history), NOVEMBER.first + timedelta(days=until - 1)
    first = prove(Span(NOVEMBER.first, cut), GBP(5), history, sums)
    rest = prove(Span(cut + timedelta(days=1), NOVEMBER.last), first.closing, history, sums)
    assert rest.closing == prove(NOVEMBER, GBP(5), history, sums).closing


def test_a_checksum_is_of_the_figures_and_not_of_their_order():
    figures = {"proof": {"GBP": {"opening": 1, "closing": 2}}, "month": "2026-11"}
    turned = {"month": "2026-11", "proof": {"GBP": {"closing": 2, "opening": 1}}}
    assert checksum(figures) == checksum(turned)
    assert checksum(figures) != checksum({**figures, "month": "2026-12"})
