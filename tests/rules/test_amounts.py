"""How typed amounts are read."""

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.config import Campaign
from hov_donate.config.campaign import read_campaign
from hov_donate.core.amounts import (
    AmountError,
    AmountFault,
    check_limits,
    neutral,
    parse_amount,
)
from hov_donate.core.i18n import translator
from hov_donate.core.money import MAXIMUM_CHARGE_MINOR, Money, charge_step

CAMPAIGN: Campaign = read_campaign()
CURRENCIES = [*CAMPAIGN.currencies, "KWD", "NOK"]
LANGUAGES = [*CAMPAIGN.languages, "de", "fr", "de_CH", "ar_EG", "fa", "ja", "pt_BR", "ru", "he"]


@pytest.mark.parametrize(
    ("typed", "currency", "language", "minor"),
    [
        ("20", "GBP", "en", 2000),
        (" 20 ", "GBP", "en", 2000),
        ("£20", "GBP", "en", 2000),
        ("£ 20.50", "GBP", "en", 2050),
        ("20 GBP", "GBP", "en", 2000),
        ("gbp 20", "GBP", "en", 2000),
        ("€ 20", "EUR", "en", 2000),
        ("20€", "EUR", "es", 2000),
        ("20 EUR", "EUR", "es", 2000),
        ("20 euros", "EUR", "es", 2000),
        ("$20", "USD", "en", 2000),
        ("$20", "CAD", "en", 2000),
        ("$ 500", "MXN", "es", 50000),
        ("R$ 25", "BRL", "es", 2500),
        ("20 Fr.", "CHF", "en", 2000),
        ("100 kr", "SEK", "en", 10000),
        ("1,234.50", "GBP", "en", 123450),
        ("1.234,50", "GBP", "es", 123450),
        ("1.234", "GBP", "es", 123400),
        ("1,234", "GBP", "en", 123400),
        ("1 234,50", "EUR", "es", 123450),
        ("1\u00a0234.50", "EUR", "en", 123450),
        ("1\u202f234,50", "EUR", "fr", 123450),
        ("1'234.50", "CHF", "en", 123450),
        ("1\u2019234.50", "CHF", "de_CH", 123450),
        ("20,50", "EUR", "en", 2050),
        ("20.50", "MXN", "es", 2050),
        ("20,5", "EUR", "es", 2050),
        ("٢٠", "GBP", "en", 2000),
        ("٢٠٫٥٠", "GBP", "en", 2050),
        ("١٬٢٣٤٫٥٠", "GBP", "es", 123450),
        ("۲۰", "EUR", "en", 2000),
        ("۱٬۲۳۴٫۵۰", "EUR", "fa", 123450),
        ("۲۰،۵۰", "EUR", "fa", 2050),
        ("\u200f£٢٠\u200f", "GBP", "ar_EG", 2000),
        ("２０", "JPY", "en", 20),
        ("￥１，０００", "JPY", "en", 1000),
        ("1000円", "JPY", "ja", 1000),
        ("1,500", "JPY", "en", 1500),
        ("500", "ISK", "en", 50000),
        ("500.00", "ISK", "en", 50000),
        ("1.250", "KWD", "en", 1250),
        ("5,120", "KWD", "es", 5120),
        ("5120", "KWD", "en", 5120000),
        ("5,120.000", "KWD", "en", 5120000),
        ("5'120", "KWD", "en", 5120000),
        (".50", "GBP", "en", 50),
        ("0020", "GBP", "en", 2000),
    ],
)
def test_an_amount_is_read_as_its_writer_means_it(
    typed: str, currency: str, language: str, minor: int
) -> None:
    assert parse_amount(typed, currency, language) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "language", "fault"),
    [
        ("", "GBP", "en", AmountFault.EMPTY),
        (" \u200f ", "GBP", "en", AmountFault.EMPTY),
        ("twenty", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("£", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("20 pounds of gold", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("2e3", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("0x20", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("NaN", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("20²", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("½", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("20 20", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("20-30", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("2\x000", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("2\ud8000", "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("1" * 61, "GBP", "en", AmountFault.NOT_A_NUMBER),
        ("1,0,0", "GBP", "en", AmountFault.AMBIGUOUS),
        ("1,00,000", "GBP", "en", AmountFault.AMBIGUOUS),
        ("1.234,50", "GBP", "en", AmountFault.AMBIGUOUS),
        ("1,234.50", "GBP", "es", AmountFault.AMBIGUOUS),
        ("1.234.567", "GBP", "en", AmountFault.AMBIGUOUS),
        ("1234,567.00", "GBP", "en", AmountFault.AMBIGUOUS),
        ("۱،۲۳۴", "EUR", "fa", AmountFault.AMBIGUOUS),
        ("5,120", "KWD", "en", AmountFault.AMBIGUOUS),
        ("5.120", "KWD", "es", AmountFault.AMBIGUOUS),
        ("0,500", "GBP", "en", AmountFault.AMBIGUOUS),
        ("1.234", "GBP", "en", AmountFault.TOO_MANY_DECIMALS),
        ("1,234", "GBP", "es", AmountFault.TOO_MANY_DECIMALS),
        ("20.5", "JPY", "en", AmountFault.TOO_MANY_DECIMALS),
        ("20,50", "JPY", "es", AmountFault.TOO_MANY_DECIMALS),
        ("1.2345", "KWD", "en", AmountFault.TOO_MANY_DECIMALS),
        ("1.255", "KWD", "en", AmountFault.NOT_CHARGEABLE),
        ("500.50", "ISK", "en", AmountFault.NOT_CHARGEABLE),
        ("0", "GBP", "en", AmountFault.NOT_POSITIVE),
        ("0.00", "GBP", "en", AmountFault.NOT_POSITIVE),
        ("-20", "GBP", "en", AmountFault.NOT_POSITIVE),
        ("£-20", "GBP", "en", AmountFault.NOT_POSITIVE),
        ("-£20", "GBP", "en", AmountFault.NOT_POSITIVE),
        ("\u221220", "GBP", "en", AmountFault.NOT_POSITIVE),
        ("€20", "GBP", "en", AmountFault.OTHER_CURRENCY),
        ("20 USD", "GBP", "en", AmountFault.OTHER_CURRENCY),
        ("$20", "GBP", "en", AmountFault.OTHER_CURRENCY),
        ("£20 EUR", "GBP", "en", AmountFault.OTHER_CURRENCY),
        ("9,999,999,999", "GBP", "en", AmountFault.TOO_LARGE),
        ("1" * 60, "GBP", "en", AmountFault.TOO_LARGE),
    ],
)
def test_an_amount_that_cannot_be_taken_says_why(
    typed: str, currency: str, language: str, fault: AmountFault
) -> None:
    with pytest.raises(AmountError) as refused:
        parse_amount(typed, currency, language)
    assert refused.value.fault is fault


@given(
    st.integers(1, MAXIMUM_CHARGE_MINOR // 100),
    st.sampled_from(CURRENCIES),
    st.sampled_from(LANGUAGES),
)
def test_what_we_write_we_read_back(steps: int, currency: str, language: str) -> None:
    amount = Money(steps * charge_step(currency), currency)
    assert parse_amount(translator(language).money(amount), currency, language) == amount


@given(
    st.integers(1, MAXIMUM_CHARGE_MINOR // 1000),
    st.sampled_from(CURRENCIES),
    st.sampled_from(LANGUAGES),
)
def test_what_is_written_neutrally_every_language_reads_alike(
    steps: int, currency: str, language: str
) -> None:
    amount = Money(steps * charge_step(currency), currency)
    assert parse_amount(neutral(amount), currency, language) == amount


@given(
    st.integers(1, 99_999),
    st.sampled_from(CURRENCIES),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["default", "latn"]),
)
def test_what_cldr_writes_we_read_back(
    whole: int, currency: str, language: str, digits: str
) -> None:
    written = format_currency(whole, currency, locale=language, numbering_system=digits)
    assert parse_amount(written, currency, language) == Money.of_major(whole, currency)


@given(st.text(max_size=80), st.sampled_from(CURRENCIES), st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_an_amount_or_an_error_with_a_code(
    typed: str, currency: str, language: str
) -> None:
    try:
        amount = parse_amount(typed, currency, language)
    except AmountError:
        return
    assert 0 < amount.minor <= MAXIMUM_CHARGE_MINOR
    assert amount.chargeable


def test_limits_belong_to_what_may_be_given() -> None:
    least, most = Money(200, "GBP"), Money(1_000_000, "GBP")
    check_limits(least, least, most)
    check_limits(most, least, most)
    with pytest.raises(AmountError) as small:
        check_limits(Money(199, "GBP"), least, most)
    assert small.value.fault is AmountFault.TOO_SMALL
    with pytest.raises(AmountError) as large:
        check_limits(Money(1_000_001, "GBP"), least, most)
    assert large.value.fault is AmountFault.TOO_LARGE


def test_no_limit_of_the_campaign_goes_beyond_what_stripe_can_charge() -> None:
    beyond = Money(MAXIMUM_CHARGE_MINOR + 1, "JPY")
    with pytest.raises(AmountError) as large:
        check_limits(beyond, Money(1, "JPY"), beyond)
    assert large.value.fault is AmountFault.TOO_LARGE
