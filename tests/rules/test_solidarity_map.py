"""What the map shows of its counts, and how it is drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.campaign.appeals.rules import FEWEST_SHOWN
from hov_donate.campaign.map.drawing import drawn, outlines
from hov_donate.campaign.map.rules import (
    STEPS,
    TOGETHER,
    Column,
    Counts,
    Layer,
    Line,
    Untold,
    in_order,
    of_layer,
    step_edges,
    step_of,
)
from hov_donate.core.countries import COUNTRIES
from hov_donate.gateway.reading.payments import country_of

# Nobody lives there.
NOT_DRAWN = {"AQ", "BV"}


def test_fewer_than_five_people_or_bodies_are_told_as_that_and_events_as_they_are():
    few = Line("DE", Counts(signatures=4, affiliates=1, endorsers=2, events=3, gifts=4))
    shown = {column: few.shown(column) for column in Column}
    assert shown == dict.fromkeys(Column, Untold.FEW) | {Column.EVENTS: 3, Column.WORKERS: 0}
    assert Line("DE", Counts(signatures=5)).shown(Column.SIGNATURES) == 5


def test_the_order_of_countries_with_fewer_than_five_tells_nothing():
    lines = [
        Line(country, Counts(signatures=count))
        for country, count in [("AA", 1), ("BB", 4), ("CC", 60), ("DD", 2), ("EE", 0)]
    ]
    order = [line.country for line in in_order(lines, Column.SIGNATURES)]
    assert order == ["CC", "AA", "BB", "DD", "EE"]


@pytest.mark.parametrize(
    ("affiliates", "endorsers", "bodies", "drawn_as"),
    [(12, 20, 22, 22), (12, 0, 12, 12), (4, 4, 8, 1), (0, 3, 3, 1), (3, 60, 62, 60), (0, 0, 0, 0)],
)
def test_an_organisation_is_drawn_once_and_few_of_them_as_few(
    affiliates, endorsers, bodies, drawn_as
):
    line = Line("GR", Counts(affiliates=affiliates, endorsers=endorsers, bodies=bodies))
    assert of_layer(line, Layer.ORGANISATIONS) == drawn_as


@given(most=st.integers(0, 10**9), layer=st.sampled_from(Layer))
def test_every_country_is_in_one_step_and_fewer_than_five_are_in_the_first(most, layer):
    edges = step_edges(most, layer)
    assert edges == sorted(set(edges))
    assert len(edges) <= STEPS
    assert step_of(0, edges) == 0
    if most:
        assert step_of(most, edges) == len(edges)
    if layer is not Layer.EVENTS:
        assert {step_of(count, edges) for count in range(1, FEWEST_SHOWN)} == {1}


def test_every_country_where_people_live_has_a_place_on_the_map():
    world = outlines()
    assert COUNTRIES - set(world.shapes) - set(world.dots) == NOT_DRAWN
    assert set(world.shapes).isdisjoint(world.dots)
    places = world.dots.values()
    assert all(-12 < x < world.width + 12 and 0 <= y <= world.height + 12 for x, y in places)


def test_a_country_too_small_for_a_shape_is_a_dot_and_one_may_be_pointed_out():
    map_of_two = drawn({"SG": 4, "FR": 1}, chosen="SG")
    assert [(step.number, bool(step.path), len(step.dots)) for step in map_of_two.steps] == [
        (0, True, 0),
        (1, True, 0),
        (2, False, 0),
        (3, False, 0),
        (4, False, 1),
        (TOGETHER, False, 0),
    ]
    assert map_of_two.chosen is not None
    assert (map_of_two.chosen.path, map_of_two.chosen.dots) == ("", [outlines().dots["SG"]])


@pytest.mark.parametrize(
    ("paid_with", "country"),
    [
        ({"type": "card", "card": {"country": "UY"}}, "UY"),
        ({"type": "sepa_debit", "sepa_debit": {"country": "DE"}}, "DE"),
        ({"type": "bacs_debit", "bacs_debit": {"sort_code": "108800"}}, "GB"),
        ({"type": "card", "card": {"country": None}}, None),
        ({}, None),
    ],
)
def test_cards_and_accounts_tell_where_they_are(paid_with, country):
    assert country_of(paid_with) == country
