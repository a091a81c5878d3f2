"""How Stripe's movements are booked, as a treasurer would check them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import (
    COUNTER_ACCOUNTS,
    MONEY_BACK,
    MONEY_IN,
    Line,
    Movement,
    PayerAccounts,
    booking_day,
    counter_account,
    is_known,
    postings_for,
)
from tests.support.words import EUR, GBP

CATEGORIES = sorted([*COUNTER_ACCOUNTS, *MONEY_IN, *MONEY_BACK, "something_new"])


def test_a_gift_in_pounds_is_net_on_the_balance_fee_spent_and_gross_given():
    gift = Movement("charge", gross=GBP("20.00"), fee=GBP("0.50"), given=GBP("20.00"))
    assert postings_for(gift, Account.DONATIONS) == [
        Line(Account.STRIPE, GBP("19.50")),
        Line(Account.STRIPE_FEES, GBP("0.50")),
        Line(Account.DONATIONS, GBP("-20.00")),
    ]


def test_a_gift_in_euro_settled_in_pounds_keeps_both_books():
    gift = Movement("charge", gross=GBP("17.20"), fee=GBP("0.46"), given=EUR("20.00"))
    assert postings_for(gift, Account.DONATIONS) == [
        Line(Account.STRIPE, GBP("16.74")),
        Line(Account.STRIPE_FEES, GBP("0.46")),
        Line(Account.CURRENCY_EXCHANGE, GBP("-17.20")),
        Line(Account.CURRENCY_EXCHANGE, EUR("20.00")),
        Line(Account.DONATIONS, EUR("-20.00")),
    ]


def test_a_refund_takes_from_the_balance_and_the_fee_stays_spent():
    refund = Movement("refund", gross=GBP("-20.00"), fee=GBP(0), given=GBP("-20.00"))
    assert postings_for(refund, Account.DONATIONS_REFUNDED) == [
        Line(Account.STRIPE, GBP("-20.00")),
        Line(Account.DONATIONS_REFUNDED, GBP("20.00")),
    ]


def test_a_payout_moves_the_balance_towards_the_bank():
    payout = Movement("payout", gross=GBP("-100.00"), fee=GBP(0), given=None)
    assert postings_for(payout, Account.PAYOUTS_IN_TRANSIT) == [
        Line(Account.STRIPE, GBP("-100.00")),
        Line(Account.PAYOUTS_IN_TRANSIT, GBP("100.00")),
    ]


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_a_place_and_an_unknown_one_stands_in_suspense(category):
    account = counter_account(
        category, PayerAccounts(Account.DONATIONS, Account.DONATIONS_REFUNDED)
    )
    assert is_known(category) is (category != "something_new")
    assert (account is Account.SUSPENSE) is (category == "something_new")


AMOUNTS = st.integers(-(10**9), 10**9)


@given(
    AMOUNTS,
    AMOUNTS,
    st.none() | st.builds(Money, AMOUNTS, st.sampled_from(["GBP", "EUR", "JPY"])),
    st.sampled_from(Account),
)
def test_every_entry_adds_up_to_nothing_in_every_currency(gross, fee, given_amount, counter):
    movement = Movement("charge", Money(gross, "GBP"), Money(fee, "GBP"), given_amount)
    if given_amount is not None and given_amount.currency == "GBP":
        movement = Movement("charge", movement.gross, movement.fee, movement.gross)
    sums: dict[str, int] = {}
    for line in postings_for(movement, counter):
        assert line.amount.minor != 0
        sums[line.amount.currency] = sums.get(line.amount.currency, 0) + line.amount.minor
    assert set(sums.values()) <= {0}


def test_a_gift_at_half_past_midnight_in_london_belongs_to_the_new_day():
    before_midnight_utc = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert booking_day(before_midnight_utc, "Europe/London") == date(2026, 7, 1)
