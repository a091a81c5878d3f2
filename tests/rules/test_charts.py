"""Where bars and points stand in a picture."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hov_donate.core.spans import months_from
from hov_donate.office.dashboard.charts import pairs, points, top_of

MONTHS = [month.first for month in months_from(date(2026, 1, 1), 12).months()]
VALUES = st.lists(st.integers(-(10**6), 10**12), min_size=12, max_size=12)


@given(st.lists(st.integers(-100, 10**15)))
def test_no_value_is_higher_than_the_picture_and_the_highest_fills_some_of_it(values: list[int]):
    top = top_of(values)
    assert all(value <= top for value in values)
    assert top == 1 or max(values) * 5 >= top * 2
    assert str(top).rstrip("0") in {"1", "2", "5"}


@given(VALUES, VALUES)
def test_every_bar_lies_within_the_picture_on_its_ground(now: list[int], before: list[int]):
    for pair in pairs(MONTHS, now, before):
        for bar in (pair.bar_now, pair.bar_before):
            assert bar is not None
            assert 0 <= bar.x <= bar.x + bar.width <= 100
            assert 0 <= bar.y <= 100
            assert round(bar.y + bar.height, 2) == 100


def test_bars_are_as_high_as_their_values():
    drawn = pairs(MONTHS[:2], [50, 100], [0, -30])
    assert [pair.bar_now and pair.bar_now.height for pair in drawn] == [50, 100]
    assert [pair.bar_before.height for pair in drawn] == [0, 0]


def test_a_month_that_has_not_come_has_no_bar():
    assert pairs(MONTHS[:2], [5, None], [1, 1])[1].bar_now is None


@given(VALUES, VALUES)
def test_from_right_to_left_the_picture_is_mirrored(now: list[int], before: list[int]):
    there, back = pairs(MONTHS, now, before), pairs(MONTHS, now, before, rtl=True)
    for one, other in zip(there, back, strict=True):
        assert round(one.middle + other.middle, 1) == 100
        assert one.bar_now
        assert other.bar_now
        assert abs(one.bar_now.x + one.bar_now.width + other.bar_now.x - 100) < 0.05


def test_a_line_begins_at_nothing_so_that_growth_is_not_made_to_look_larger():
    drawn = points(MONTHS[:3], [90, 95, 100])
    assert [point.y for point in drawn] == [10, 5, 0]
