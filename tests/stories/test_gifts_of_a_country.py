"""In which country a gift that comes again is counted, and how often."""

import pytest

from hov_donate.campaign.map.queries import world
from tests.support.house import House
from tests.support.monthly import begun, months_later
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def gifts(house: House) -> dict[str, int]:
    with house.parts.database.reading() as session:
        found = world(session, now=house.parts.clock.now())
    return {line.country: line.counts.gifts for line in found.lines}


def test_a_monthly_gift_is_counted_once_and_falls_away_with_its_first_money(house: House):
    first = begun(house, GBP("10.00"))
    months_later(house, 2)
    assert gifts(house) == {"GB": 1}
    house.simulator.control.refund(house.intent_of(first))
    house.let_everything_arrive()
    assert gifts(house) == {}
