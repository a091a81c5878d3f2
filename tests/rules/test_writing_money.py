"""Money and numbers as each language writes them."""

import pytest

from hov_donate.core.i18n import translator
from hov_donate.core.money import Money


@pytest.mark.parametrize(
    ("minor", "currency", "english", "spanish"),
    [
        (150000, "ISK", "ISK 1,500", "1.500 ISK"),
        (-150000, "ISK", "-ISK 1,500", "-1.500 ISK"),
        (2000000, "UGX", "UGX 20,000", "20.000 UGX"),
        (1500, "JPY", "¥1,500", "1.500 JPY"),
        (5120, "KWD", "KWD 5.120", "5,120 KWD"),
        (2000, "GBP", "£20.00", "20,00 GBP"),
        (-2050, "GBP", "-£20.50", "-20,50 GBP"),
        (123450, "CHF", "CHF 1,234.50", "1.234,50 CHF"),
        (2000, "CAD", "CA$20.00", "20,00 CAD"),
    ],
)
def test_each_currency_shows_the_decimals_that_people_use(
    minor: int, currency: str, english: str, spanish: str
) -> None:
    amount = Money(minor, currency)
    written = [translator(language).money(amount) for language in ("en", "es")]
    assert [text.replace("\u00a0", " ") for text in written] == [english, spanish]


def test_a_part_of_a_whole_currency_is_never_hidden() -> None:
    assert translator("en").money(Money(150050, "ISK")) == "ISK\u00a01,500.50"


def test_whole_amounts_may_be_written_short() -> None:
    short = [translator("en").short_money(Money(minor, "GBP")) for minor in (2000, 2050)]
    assert short == ["£20", "£20.50"]


def test_numbers_are_grouped_also_within_sentences() -> None:
    english, spanish = translator("en"), translator("es")
    assert (english.number(1200), spanish.number(12000)) == ("1,200", "12.000")
    assert english.ngettext("%(num)s member", "%(num)s members", 1200) == "1,200 members"
