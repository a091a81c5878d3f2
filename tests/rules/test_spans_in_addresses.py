"""Which days an address asks for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.core.spans import Span, YearBegin
from hov_donate.office.spans import (
    SpanError,
    SpanKind,
    calendar_month,
    own_days,
    quarter_of,
    read_span,
    year_of,
)

APRIL = YearBegin(4, 6)
DAYS = st.dates(date(1971, 1, 1), date(2998, 12, 31))
BEGINS = st.builds(YearBegin, st.integers(1, 12), st.integers(1, 28))


def days(asked: dict[str, str], begin: YearBegin = APRIL) -> Span:
    found = read_span(asked, begin)
    assert found is not None
    return found.span


def test_a_year_is_the_accounting_year_that_begins_in_it():
    assert days({"year": "2026"}) == Span(date(2026, 4, 6), date(2027, 4, 5))


def test_a_quarter_is_one_of_the_accounting_year():
    assert days({"quarter": "2026-1"}) == Span(date(2026, 4, 6), date(2026, 7, 5))
    assert days({"quarter": "2026-4"}) == Span(date(2027, 1, 6), date(2027, 4, 5))


def test_a_month_is_one_of_the_calendar():
    assert days({"month": "2028-02"}) == Span(date(2028, 2, 1), date(2028, 2, 29))


def test_own_days_are_both_in_it():
    assert days({"from": "2026-05-03", "to": "2026-05-03"}).days == 1


def test_nothing_asked_is_nothing_found():
    assert read_span({"year": "", "account": "bank"}, APRIL) is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"year": "26"}, "year"),
        ({"year": "٢٠٢٦"}, "year"),
        ({"year": "0000"}, "year"),
        ({"year": "2026 "}, "year"),
        ({"quarter": "2026-5"}, "quarter"),
        ({"month": "2026-13"}, "month"),
        ({"month": "2026-1"}, "month"),
        ({"from": "2026-02-30", "to": "2026-03-01"}, "from"),
        ({"from": "20260301", "to": "2026-03-01"}, "from"),
        ({"from": "2026-03-01"}, "to"),
        ({"to": "2026-03-01"}, "from"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"year": "2026", "month": "2026-11"}, "year"),
        ({"month": "2026-11", "from": "2026-03-01", "to": "2026-03-01"}, "month"),
    ],
)
def test_what_is_no_span_is_told_at_its_field(asked: dict[str, str], field: str):
    with pytest.raises(SpanError) as error:
        read_span(asked, APRIL)
    assert error.value.name == field


@given(DAYS, BEGINS)
def test_every_span_is_asked_for_again_by_its_own_parameters(day: date, begin: YearBegin):
    for chosen in (year_of(day, begin), quarter_of(day, begin), calendar_month(day)):
        assert day in chosen.span
        assert read_span(chosen.query, begin) == chosen
    chosen = own_days(day, day)
    assert chosen.kind is SpanKind.DAYS
    assert read_span(chosen.query, begin) == chosen
