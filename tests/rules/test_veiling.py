"""No number of the map that is not told comes out by subtraction."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from hov_donate.campaign.appeals.rules import FEWEST_SHOWN
from hov_donate.campaign.map.veiling import Known, Veil, veil

COUNTS = st.dictionaries(st.sampled_from(["AA", "BB", "CC", "DD", "EE"]), st.integers(0, 12))


def test_where_every_number_is_told_nothing_is_told_together():
    assert veil({"GB": 60, "FR": 12, "IT": 0}, Known({"IT"})) == Veil()


def test_a_hidden_country_alone_is_joined_by_the_smallest_that_is_shown():
    assert veil({"AF": 3, "GB": 60, "FR": 12}, Known({"AF"})) == Veil(frozenset({"FR"}), 15)


def test_a_hidden_country_and_a_small_one_are_joined_too():
    # Of 5 and fewer than five everybody would know that the hidden one has from one to four.
    assert veil({"AF": 3, "DE": 2, "GB": 60}, Known({"AF"})) == Veil(frozenset({"GB"}), 65)


def test_one_small_country_alone_is_joined_by_another():
    assert veil({"DE": 2, "GB": 60, "FR": 12}, Known()) == Veil(frozenset({"FR"}), 14)


def test_small_countries_that_could_have_other_numbers_need_nobody():
    assert veil({"AF": 3, "DE": 4, "GB": 60}, Known()) == Veil(frozenset(), 7)
    # Of two countries with eight, each has four; of two with two, each one.
    assert veil({"AF": 4, "DE": 4, "GB": 60}, Known()).joined == {"GB"}
    assert veil({"AF": 1, "DE": 1, "GB": 60}, Known()).joined == {"GB"}


def test_a_country_with_nobody_beside_it_leaves_nothing_to_be_told():
    assert veil({"AF": 3}, Known({"AF"})) == Veil(frozenset(), 3, told=False)
    assert veil({"DE": 3}, Known()) == Veil(frozenset(), 3, told=False)


def test_a_country_of_which_everybody_stands_on_a_list_hides_nothing():
    # France has ten signers and ten names: of eleven, the hidden country would have one.
    listed = {"FR": 10, "GB": 3}
    counts = {"AF": 1, "FR": 10, "GB": 15}
    assert veil(counts, Known({"AF"}, listed)) == Veil(frozenset({"FR", "GB"}), 26)
    assert not veil({"AF": 1, "FR": 10}, Known({"AF"}, listed)).told


def test_who_joins_is_no_larger_than_the_smallest_that_is_told():
    # France would have five as well, since Britain has, and the hidden country the rest of ten.
    assert veil({"AF": 5, "FR": 5, "GB": 5}, Known({"AF"})).joined == {"FR", "GB"}
    assert veil({"DE": 2, "FR": 5, "GB": 5}, Known()).joined == {"FR", "GB"}


@given(
    counts=COUNTS,
    hidden=st.sets(st.sampled_from(["AA", "BB"])),
    listed=st.dictionaries(st.sampled_from(["AA", "BB", "CC", "DD", "EE"]), st.integers(0, 12)),
)
def test_what_is_told_fits_more_than_one_number_of_each_country_that_is_not(counts, hidden, listed):
    listed = {it: min(many, counts.get(it, 0)) for it, many in listed.items() if it not in hidden}
    found = veil(counts, Known(hidden, listed))
    there = {country: count for country, count in counts.items() if count}
    few = {it for it in there if there[it] < FEWEST_SHOWN and it not in hidden}
    apart = (hidden & there.keys()) | few | found.joined
    assert found.together == sum(there[it] for it in apart)
    if not found.told:
        return

    def bounds(others: set[str]) -> list[tuple[int, float]]:
        """What everybody knows of each: hidden ones are any, joined ones the smallest of all."""
        most = min((there[it] for it in there.keys() - apart), default=inf)
        return [
            (max(1 if it in few or it in hidden else FEWEST_SHOWN, listed.get(it, 0)), limit)
            for it in others
            for limit in [FEWEST_SHOWN - 1 if it in few else inf if it in hidden else most]
        ]

    for country in (hidden & there.keys()) | few:
        known = max(1, listed.get(country, 0))
        possible = range(known, FEWEST_SHOWN if country in few else found.together + 1)
        fitting = [it for it in possible if _fits(found.together - it, bounds(apart - {country}))]
        wanted = min(2, FEWEST_SHOWN - known) if country in few else FEWEST_SHOWN
        assert len(fitting) >= wanted


def _fits(left: int, others: list[tuple[int, float]]) -> bool:
    """Whether other countries can have so many together."""
    return sum(least for least, _ in others) <= left <= sum(most for _, most in others)
