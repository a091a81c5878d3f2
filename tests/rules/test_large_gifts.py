"""From which sum on a gift is large: each currency for itself."""

import pytest

from hov_donate.reports.rules.over import NotASumError, read_over
from tests.support.words import GBP, JPY, KWD


def test_a_number_is_of_whichever_currency() -> None:
    over = read_over(" 500 ")
    assert (over.of("GBP"), over.of("JPY"), over.of("KWD")) == (GBP(500), JPY(500), KWD(500))


def test_named_currencies_are_the_only_ones() -> None:
    over = read_over("gbp 500, JPY90000")
    assert (over.of("GBP"), over.of("JPY"), over.of("EUR")) == (GBP(500), JPY(90000), None)


@pytest.mark.parametrize(
    "text", ["", "much", "-5", "5.50", "GBP", "GBP 1, GBP 2", "GBP 1,", "٥", "1" * 12]
)
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(NotASumError):
        read_over(text)
