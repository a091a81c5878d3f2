"""From when to when one is in, what of a year is paid for, and how late is how late."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.affiliations.rules.scale import (
    ArrearsStage,
    Effect,
    Proration,
    YearKind,
    YearRules,
)
from hov_donate.affiliations.rules.terms import (
    Promise,
    Term,
    arrears_stage,
    grace_ends,
    next_term,
    reminders,
    rolls_over,
    share_left,
    term_for,
)
from tests.support.scales import ask, make_scale, rule

JANUARY = YearRules(YearKind.FIXED, (1, 1), (10, 1))
OCTOBER = YearRules(YearKind.FIXED, (10, 1), (7, 1))
ANNIVERSARY = YearRules(YearKind.ANNIVERSARY)
STAGES = (
    ArrearsStage(3, Effect.NO_VOTE),
    ArrearsStage(6, Effect.NO_VOICE),
    ArrearsStage(12, Effect.LAPSE_MAY_BE_PROPOSED),
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTH_DAYS = st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda day: (day.month, day.day))
YEARS = st.builds(YearRules, st.just(YearKind.FIXED), MONTH_DAYS, MONTH_DAYS | st.none()) | st.just(
    ANNIVERSARY
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def term(first: str, last: str) -> Term:
    return Term(day(first), day(last))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-01-01", ("2026-01-01", "2026-12-31")),
        ("2026-05-03", ("2026-05-03", "2026-12-31")),
        ("2026-09-30", ("2026-09-30", "2026-12-31")),
        ("2026-10-01", ("2026-10-01", "2027-12-31")),
        ("2026-12-31", ("2026-12-31", "2027-12-31")),
    ],
)
def test_who_joins_late_is_in_to_the_end_of_the_next_year(on, expected):
    assert term_for(JANUARY, day(on), first=True) == term(*expected)


@pytest.mark.parametrize("on", ["2026-01-01", "2026-05-03", "2026-11-30", "2026-12-31"])
def test_a_renewal_is_for_the_whole_year_however_late(on):
    assert term_for(JANUARY, day(on), first=False) == term("2026-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("on", "first", "renewal"),
    [
        ("2026-10-01", ("2026-10-01", "2027-09-30"), ("2026-10-01", "2027-09-30")),
        ("2027-01-15", ("2027-01-15", "2027-09-30"), ("2026-10-01", "2027-09-30")),
        ("2027-06-30", ("2027-06-30", "2027-09-30"), ("2026-10-01", "2027-09-30")),
        ("2027-07-01", ("2027-07-01", "2028-09-30"), ("2026-10-01", "2027-09-30")),
        ("2027-09-30", ("2027-09-30", "2028-09-30"), ("2026-10-01", "2027-09-30")),
        ("2027-10-01", ("2027-10-01", "2028-09-30"), ("2027-10-01", "2028-09-30")),
    ],
)
def test_a_year_may_begin_in_october_and_roll_over_from_july(on, first, renewal):
    assert term_for(OCTOBER, day(on), first=True) == term(*first)
    assert term_for(OCTOBER, day(on), first=False) == term(*renewal)


@pytest.mark.parametrize(
    ("on", "rolls"), [("2026-10-31", False), ("2026-11-01", True), ("2027-01-31", True)]
)
def test_a_turning_day_before_new_year_is_found_in_a_year_from_february(on, rolls):
    assert rolls_over(YearRules(YearKind.FIXED, (2, 1), (11, 1)), day(on)) is rolls


@pytest.mark.parametrize(
    ("on", "last"),
    [
        ("2026-05-03", "2027-05-02"),
        ("2026-01-01", "2026-12-31"),
        ("2027-03-01", "2028-02-29"),
        ("2027-02-28", "2028-02-27"),
        ("2028-02-28", "2029-02-27"),
        ("2028-02-29", "2029-02-28"),
    ],
)
def test_an_anniversary_year_is_a_year_less_a_day_for_first_and_renewal(on, last):
    for first in (True, False):
        assert term_for(ANNIVERSARY, day(on), first=first) == term(on, last)


@pytest.mark.parametrize(
    ("proration", "on", "left"),
    [
        (Proration.QUARTER, "2026-01-01", (4, 4)),
        (Proration.QUARTER, "2026-03-31", (4, 4)),
        (Proration.QUARTER, "2026-04-01", (3, 4)),
        (Proration.QUARTER, "2026-12-31", (1, 4)),
        (Proration.MONTH, "2026-01-31", (12, 12)),
        (Proration.MONTH, "2026-02-01", (11, 12)),
        (Proration.MONTH, "2026-12-31", (1, 12)),
    ],
)
def test_the_current_part_of_the_year_counts_whole(proration, on, left):
    share = share_left(YearRules(YearKind.FIXED, (1, 1), proration=proration), day(on))
    assert share is not None
    assert (share.left, share.parts) == left


def test_quarters_of_a_year_from_6_april_begin_on_the_6th():
    tax_year = YearRules(YearKind.FIXED, (4, 6), proration=Proration.QUARTER)
    found = [share_left(tax_year, day(on)) for on in ("2026-07-05", "2026-07-06", "2027-04-05")]
    assert [share and share.left for share in found] == [4, 3, 1]


def test_months_of_a_year_from_31_january_end_with_each_month():
    year = YearRules(YearKind.FIXED, (1, 31), proration=Proration.MONTH)
    found = [share_left(year, day(on)) for on in ("2026-02-27", "2026-02-28", "2026-03-30")]
    assert [share and share.left for share in found] == [12, 11, 11]


QUARTERLY = 'kind = "fixed"\nstarts = "01-01"\nrollover_from = "10-01"\nproration = "quarter"'


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-02-01", "63.05"),
        ("2026-05-01", "47.29"),
        ("2026-08-01", "31.53"),
        ("2026-10-01", "63.05"),
    ],
)
def test_a_first_fee_is_a_share_and_whole_again_where_the_term_rolls_over(on, due):
    scale = make_scale(rule('{ steps = [ { base = "63.05" } ] }'), year=QUARTERLY)
    assert str(ask(scale, on=day(on), first=True).fee) == f"GBP {due}"
    assert str(ask(scale, on=day(on), first=False).fee) == "GBP 63.05"


def test_a_share_of_a_year_is_not_below_the_minimum_nor_above_the_whole():
    scale = make_scale(rule('{ min = "10.00", steps = [ { rate = "0.18" } ] }'), year=QUARTERLY)
    august = day("2026-08-01")
    assert str(ask(scale, None, 70, on=august, first=True).fee) == "GBP 10.00"
    assert str(ask(scale, None, 200, on=august, first=True).fee) == "GBP 18.00"


@given(YEARS, DAYS)
def test_terms_follow_each_other_without_a_hole_or_a_day_twice(year, on):
    before = term_for(year, on, first=True)
    for _ in range(5):
        after = next_term(year, before.last)
        assert after.first == before.last + timedelta(days=1)
        assert after.first <= after.last
        before = after


@given(YEARS, DAYS)
def test_a_first_term_begins_on_the_day_and_is_never_longer_than_two_years(year, on):
    joined = term_for(year, on, first=True)
    assert joined.first == on <= joined.last < on + timedelta(days=2 * 366)


@given(YEARS, DAYS)
def test_a_renewal_holds_the_day_and_is_one_year(year, on):
    renewed = term_for(year, on, first=False)
    assert renewed.first <= on <= renewed.last
    assert renewed.last - renewed.first in (timedelta(days=364), timedelta(days=365))


@pytest.mark.parametrize(
    ("today", "effect"),
    [
        ("2026-12-31", None),
        ("2027-03-31", None),
        ("2027-04-01", Effect.NO_VOTE),
        ("2027-06-30", Effect.NO_VOTE),
        ("2027-07-01", Effect.NO_VOICE),
        ("2027-12-31", Effect.NO_VOICE),
        ("2028-01-01", Effect.LAPSE_MAY_BE_PROPOSED),
        ("2031-01-01", Effect.LAPSE_MAY_BE_PROPOSED),
    ],
)
def test_arrears_come_in_stages_by_calendar_months(today, effect):
    stage = arrears_stage(STAGES, paid_until=day("2026-12-31"), today=day(today))
    assert (stage and stage.effect) == effect


def test_arrears_from_the_30th_of_november_begin_on_the_last_of_february():
    paid = day("2026-11-29")
    assert arrears_stage(STAGES, paid_until=paid, today=day("2027-02-27")) is None
    assert arrears_stage(STAGES, paid_until=paid, today=day("2027-02-28")) == STAGES[0]


def test_a_promise_holds_a_stage_until_its_day():
    paid = day("2026-12-31")
    promise = Promise(made=day("2027-03-20"), until=day("2027-04-20"))
    for today, stage in (("2027-04-01", None), ("2027-04-20", None), ("2027-04-21", STAGES[0])):
        found = arrears_stage(STAGES, paid_until=paid, today=day(today), promise=promise)
        assert found == stage


def test_grace_and_reminders_count_from_the_day_on_which_the_next_term_begins():
    year = YearRules(YearKind.FIXED, grace_days=60, reminder_days=(-30, 0, 30))
    paid = day("2026-12-31")
    assert grace_ends(year, paid) == day("2027-03-01")
    assert reminders(year, paid) == (day("2026-12-02"), day("2027-01-01"), day("2027-01-31"))
    assert grace_ends(YearRules(YearKind.FIXED), paid) == paid
