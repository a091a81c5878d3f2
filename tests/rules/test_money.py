"""Money never rounds, mixes or becomes a float."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.core.money import CurrencyMismatchError, Money, charge_step, exponent, total
from tests.support.words import EUR, GBP, ISK, JPY, KWD

CURRENCIES = st.sampled_from(["GBP", "EUR", "JPY", "ISK", "KWD", "HUF", "UGX"])
SUMS = st.integers(-(10**12), 10**12)


def test_a_pound_has_a_hundred_pence_and_a_yen_is_whole():
    assert GBP("20.00").minor == 2000
    assert JPY(500).minor == 500
    assert KWD("5.120").minor == 5120
    assert ISK(300).minor == 30000


@pytest.mark.parametrize(
    ("currency", "decimals", "step"),
    [("GBP", 2, 1), ("JPY", 0, 1), ("KRW", 0, 1), ("ISK", 2, 100), ("UGX", 2, 100), ("KWD", 3, 10)],
)
def test_decimals_and_charge_steps_are_stripes(currency, decimals, step):
    assert (exponent(currency), charge_step(currency)) == (decimals, step)


def test_krona_with_aurar_and_dinar_with_single_fils_cannot_be_charged():
    assert not Money(30050, "ISK").chargeable
    assert not Money(5121, "KWD").chargeable
    assert ISK(300).chargeable
    assert KWD("5.12").chargeable


def test_more_decimals_than_coins_are_refused():
    with pytest.raises(ValueError, match="more decimals"):
        GBP("1.001")
    with pytest.raises(ValueError, match="more decimals"):
        JPY("1.5")


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1)])
def test_only_whole_minor_units_are_money(minor):
    with pytest.raises(TypeError):
        Money(minor, "GBP")


@pytest.mark.parametrize("currency", ["gbp", "GB", "GBPX", "£££", ""])
def test_a_currency_is_three_capitals(currency):
    with pytest.raises(ValueError, match="currency"):
        Money(1, currency)


def test_pounds_and_euros_do_not_add_up():
    with pytest.raises(CurrencyMismatchError):
        GBP(1) + EUR(1)
    with pytest.raises(CurrencyMismatchError):
        _ = GBP(1) < EUR(1)
    with pytest.raises(CurrencyMismatchError):
        total([GBP(1), EUR(1)], "GBP")


@given(SUMS, SUMS, CURRENCIES)
def test_what_is_added_can_be_taken_away(a, b, currency):
    assert Money(a, currency) + Money(b, currency) - Money(b, currency) == Money(a, currency)


@given(SUMS, CURRENCIES)
def test_major_units_are_exact(minor, currency):
    amount = Money(minor, currency)
    assert Money.of_major(amount.major, currency) == amount


def test_a_log_line_shows_currency_and_decimals():
    assert str(GBP("12.3")) == "GBP 12.30"
    assert str(JPY(500)) == "JPY 500"
