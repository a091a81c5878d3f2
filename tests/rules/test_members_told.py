"""Whoever adds up the members that are shown learns nobody's who does not show theirs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hov_donate.campaign.numbers.rules import Rounded, told_of_members

MEMBERS = st.integers(1, 400)
SHOWN = st.lists(st.integers(0, 10_000_000), max_size=6)
FEW, MANY = st.lists(MEMBERS, min_size=1, max_size=4), st.lists(MEMBERS, min_size=5, max_size=9)
MOST = 100_000


@pytest.mark.parametrize(
    ("shown", "others", "told"),
    [
        ([], [], Rounded(0, more=False)),
        ([50], [], Rounded(50, more=False)),
        ([50], [45], Rounded(50, more=True)),
        ([5_378_000], [70_000], Rounded(5_300_000, more=True)),
        ([50], [45, 40, 35, 30], Rounded(50, more=True)),
        ([50], [45, 40, 35, 30, 20], Rounded(150, more=True)),
        ([0], [20] * 5, Rounded(100, more=False)),
        ([], [72], None),
        ([50], [45, 0, 0, 0, 0], Rounded(50, more=True)),
        ([], [1_000] * 5, Rounded(5_000, more=False)),
    ],
)
def test_few_that_do_not_show_theirs_are_left_out_and_five_are_added_in_wide_steps(
    shown: list[int], others: list[int], told: Rounded | None
):
    assert told_of_members(shown, others) == told


@given(SHOWN, FEW | MANY)
def test_what_is_told_is_true(shown: list[int], others: list[int]):
    told, whole = told_of_members(shown, others), sum(shown) + sum(others)
    if told is not None:
        assert told.value <= whole
        assert told.more == (told.value < whole)


@given(SHOWN, st.lists(MEMBERS, max_size=9), MEMBERS)
def test_one_more_never_makes_it_less(shown: list[int], others: list[int], more: int):
    def value(*them: list[int]) -> int:
        told = told_of_members(*them)
        return told.value if told else 0

    assert value(shown, [*others, more]) >= value(shown, others)
    assert value([*shown, more], others) >= value(shown, others)


def possible(told: Rounded | None, shown: list[int], others: list[int]) -> list[int]:
    """How many one more of the others can have, of somebody who knows all but that one."""
    every = (*range(4_000), MOST)
    return [it for it in every if told_of_members(shown, [*others, it]) == told]


@given(SHOWN, st.lists(MEMBERS, max_size=3), MEMBERS)
def test_of_fewer_than_five_nothing_is_told_even_to_who_knows_the_others(
    shown: list[int], others: list[int], secret: int
):
    told = told_of_members(shown, [*others, secret])
    assert told_of_members(shown, [*others, 1]) == told
    assert told_of_members(shown, [*others, MOST]) == told


@settings(max_examples=40)
@given(SHOWN, st.lists(MEMBERS, min_size=4, max_size=8), MEMBERS)
def test_of_five_and_more_no_number_is_told_within_a_factor_of_two(
    shown: list[int], others: list[int], secret: int
):
    found = possible(told_of_members(shown, [*others, secret]), shown, others)
    assert max(found) + 1 >= 2 * min(found)


@settings(max_examples=40)
@given(st.lists(MEMBERS, min_size=5, max_size=9), MEMBERS)
def test_the_day_before_does_not_tell_who_came_since(others: list[int], secret: int):
    """Whoever compares two days knows the sum of those before within a step, and no better."""
    before, after = told_of_members([], others), told_of_members([], [*others, secret])
    sums = possible(before, [], [1] * 4)
    found = [it for whole in (sums[0], sums[-1]) for it in possible(after, [], [1] * 4 + [whole])]
    assert max(found) + 1 >= 2 * min(found)
