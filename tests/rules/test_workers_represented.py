"""Workers represented: along the tree nobody counts twice, and only decisions count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.campaign.numbers.rules import (
    Fact,
    Figure,
    Source,
    changed,
    checksum,
    figures_1,
    rounded_down,
)
from hov_donate.campaign.numbers.trees import Body, CircleError, members_counted

UNION, REGION, NORTH, SOUTH = 1, 2, 3, 4


def counted(*bodies: Body) -> dict[int, int]:
    return members_counted(bodies)


def tree(*, union: int | None = 90_000, decided: bool = True, branches: bool = True) -> list[Body]:
    """A union with a region and two branches below it."""
    return [
        Body(UNION, None, union, decided),
        Body(REGION, UNION, None, counts=False),
        Body(NORTH, REGION, 300, branches),
        Body(SOUTH, REGION, 200, branches),
    ]


def test_a_branch_below_a_union_that_endorses_adds_nobody():
    assert counted(*tree()) == {UNION: 90_000}


def test_branches_are_added_up_where_only_they_decided():
    assert counted(*tree(decided=False)) == {NORTH: 300, SOUTH: 200}


def test_when_the_union_takes_it_back_its_branches_still_count():
    both, without = counted(*tree()), counted(*tree(decided=False))
    assert sum(both.values()) == 90_000
    assert sum(without.values()) == 500


def test_a_union_that_told_no_number_counts_by_its_branches():
    assert counted(*tree(union=None)) == {NORTH: 300, SOUTH: 200}


def test_branches_that_have_more_than_their_union_says_are_taken_instead():
    assert counted(*tree(union=400)) == {NORTH: 300, SOUTH: 200}


def test_nobody_counts_where_nobody_decided():
    assert counted(*tree(decided=False, branches=False)) == {}


def test_a_body_above_itself_is_told_and_not_counted_silently():
    with pytest.raises(CircleError):
        counted(Body(1, 2, 5, counts=True), Body(2, 1, 5, counts=True))


@st.composite
def forests(draw: st.DrawFn) -> list[Body]:
    """Trees of any shape: each body stands below an earlier one, or by itself."""
    size = draw(st.integers(1, 30))
    bodies = []
    for number in range(1, size + 1):
        above = draw(st.integers(0, number - 1)) or None
        members = draw(st.none() | st.integers(0, 10_000))
        bodies.append(Body(number, above, members, draw(st.booleans())))
    return bodies


def represented(bodies: list[Body], number: int | None) -> int:
    """R(node) as it is written in the method, by recursion; of all roots for None."""
    below = sum(represented(bodies, it.number) for it in bodies if it.above == number)
    own = next((it for it in bodies if it.number == number), None)
    if own is None or not own.counts or own.members is None:
        return below
    return max(own.members, below)


@given(forests())
def test_it_is_what_the_method_says_whatever_the_tree(bodies: list[Body]):
    assert sum(members_counted(bodies).values()) == represented(bodies, None)


@given(forests())
def test_whoever_is_counted_decided_and_stands_below_nobody_who_is(bodies: list[Body]):
    found, by = members_counted(bodies), {it.number: it for it in bodies}
    for number, members in found.items():
        assert by[number].counts
        assert by[number].members == members
        above = by[number].above
        while above is not None:
            assert above not in found
            above = by[above].above


@given(forests(), st.data())
def test_one_more_decision_never_makes_them_fewer(bodies: list[Body], data: st.DataObject):
    chosen = data.draw(st.sampled_from(bodies))
    more = [Body(it.number, it.above, it.members, it.counts or it is chosen) for it in bodies]
    assert sum(members_counted(more).values()) >= sum(members_counted(bodies).values())


@given(forests(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(bodies: list[Body], random):
    mixed = bodies[:]
    random.shuffle(mixed)
    assert members_counted(mixed) == members_counted(bodies)


def test_a_tree_a_thousand_deep_is_counted():
    chain = [Body(1, None, 7, counts=True)]
    chain += [Body(it, it - 1, None, counts=True) for it in range(2, 3000)]
    assert members_counted(chain) == {1: 7}


@pytest.mark.parametrize(
    ("number", "value", "more"),
    [
        (5_378_000, 5_300_000, True),
        (5_300_000, 5_300_000, False),
        (1_499, 1_400, True),
        (107, 100, True),
        (65, 65, False),
        (0, 0, False),
    ],
)
def test_more_than_is_said_of_two_figures_rounded_down(number: int, value: int, more: bool):
    found = rounded_down(number)
    assert (found.value, found.more) == (value, more)


@given(st.integers(1, 10**12))
def test_rounding_never_says_more_than_there_are(number: int):
    found = rounded_down(number)
    step = 10 ** max(len(str(number)) - 2, 0)
    assert found.value <= number < found.value + step
    assert found.more == (found.value != number)


def body(members: int, *, decided: bool, leaders: int = 0, above: int | None = None) -> Fact:
    return {
        "above": above,
        "country": "GB",
        "members": members,
        "as_at": None,
        "source": "",
        "decided": decided,
        "leaders": leaders,
    }


def test_leaders_are_a_figure_of_their_own_and_count_nobody_twice_either():
    inputs = {
        (Source.BODIES, "1"): body(1000, decided=True),
        (Source.BODIES, "2"): body(600, decided=False, leaders=2),
        (Source.BODIES, "3"): body(100, decided=False, leaders=1, above=2),
    }
    found = figures_1(inputs)
    assert (found[Figure.WORKERS], found[Figure.ORGANISATIONS]) == (1000, 1)
    assert (found[Figure.LEADERS_WORKERS], found[Figure.LEADERS]) == (600, 3)


def test_the_checksum_tells_inputs_apart_and_not_their_order():
    one = {(Source.EVENTS, "a"): {"country": "GB"}, (Source.EVENTS, "b"): {"country": "FR"}}
    assert checksum(one) == checksum(dict(reversed(one.items())))
    assert checksum(one) != checksum(one | {(Source.EVENTS, "b"): {"country": "DE"}})


def test_only_what_changed_is_written_down_anew():
    before = {(Source.EVENTS, "a"): {"country": "GB"}, (Source.EVENTS, "b"): {"country": "FR"}}
    now = {(Source.EVENTS, "b"): {"country": "FR"}, (Source.EVENTS, "c"): {"country": "GR"}}
    assert changed(before, now) == [
        (Source.EVENTS, "a", None),
        (Source.EVENTS, "c", {"country": "GR"}),
    ]
