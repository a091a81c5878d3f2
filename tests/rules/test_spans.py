"""Months, quarters and accounting years, as reports count them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.core.spans import DAY, Span, YearBegin, month_of, months_from

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
BEGINS = st.builds(YearBegin, st.integers(1, 12), st.integers(1, 28))


def test_an_accounting_year_from_6_april_holds_the_5th_of_the_next():
    year = YearBegin(4, 6).year_of(date(2027, 4, 5))
    assert year == Span(date(2026, 4, 6), date(2027, 4, 5))
    assert YearBegin(4, 6).year_of(date(2027, 4, 6)).first == date(2027, 4, 6)


def test_quarters_begin_on_the_day_on_which_the_year_does():
    assert YearBegin(4, 6).quarter_of(date(2026, 7, 5)) == Span(date(2026, 4, 6), date(2026, 7, 5))
    assert YearBegin().quarter_of(date(2026, 12, 31)) == Span(date(2026, 10, 1), date(2026, 12, 31))


@given(DAYS, BEGINS)
def test_a_day_lies_in_one_quarter_of_one_year_and_all_of_them_meet(day: date, begin: YearBegin):
    year, quarter = begin.year_of(day), begin.quarter_of(day)
    assert day in quarter
    assert quarter.first in year
    assert quarter.last in year
    assert begin.year_of(year.last + DAY).first == year.last + DAY
    assert 89 <= quarter.days <= 92
    assert year.days in {365, 366}


@given(DAYS)
def test_the_same_month_a_year_before_is_a_whole_month(day: date):
    before = month_of(day).a_year_before()
    assert before == month_of(before.first)
    assert before.first.year == day.year - 1


def test_february_before_a_leap_year_ends_on_the_28th():
    leap = Span(date(2028, 2, 1), date(2028, 2, 29))
    assert leap.a_year_before() == Span(date(2027, 2, 1), date(2027, 2, 28))


def test_a_year_so_far_is_compared_with_as_many_days():
    year = YearBegin().year_of(date(2026, 5, 3)).until(date(2026, 5, 3))
    assert year.a_year_before() == Span(date(2025, 1, 1), date(2025, 5, 3))


def test_three_months_across_the_new_year():
    span = months_from(date(2026, 11, 20), 3)
    assert span == Span(date(2026, 11, 1), date(2027, 1, 31))
    assert [month.first.month for month in span.months()] == [11, 12, 1]


def test_a_span_without_a_day_is_refused():
    with pytest.raises(ValueError, match="cannot end"):
        Span(date(2026, 5, 2), date(2026, 5, 1))
