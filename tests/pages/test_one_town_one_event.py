"""Two notices of one evening are one event, and a name is found however it is typed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from hov_donate.campaign.events.queries import held
from tests.pages.conftest import PublicSite
from tests.support.endorsements import body, endorses
from tests.support.events import FACTS, proposed, published
from tests.support.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAMES = ("Związek Łódź", "O'Brien's Branch", "全国労働組合", "L'Union des mineurs", "Wood Workers")


def test_two_notices_of_one_evening_are_one(site: PublicSite) -> None:
    parts = site.parts
    ago = parts.clock.now() - timedelta(days=5)
    for town in ("Łódź", "Lodz"):
        published(parts.database, parts.seal, starts_at=ago, ends_at=None, country="PL", town=town)
    with parts.database.reading() as session:
        [place] = held(session, begun_before=parts.clock.now())
    assert place.place_key == "lodz"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("lodz", "Związek Łódź"),
        ("obrien", "O'Brien's Branch"),
        ("o’brien", "O'Brien's Branch"),
        ("労働", "全国労働組合"),
        ("全国", "全国労働組合"),
        ("union", "L'Union des mineurs"),
        ("l’union", "L'Union des mineurs"),
    ],
)
def test_a_supporter_is_found(site: PublicSite, typed: str, name: str) -> None:
    for each in NAMES:
        endorses(site.parts.database, body(site.parts.database, each))
    page = site.client.get("/en/supporters", query_string={"q": typed}).text
    found = re.findall(r'href="/en/supporters/\d+"[^>]*>\s*(?:<bdi[^>]*>)?([^<]+)', page)
    assert [it.replace("&#39;", "'") for it in found] == [name]


def test_staff_see_what_else_is_held_that_day_before_they_publish(office: Office) -> None:
    """Rosa proposes the evening that was announced already, its town written otherwise."""
    database, seal = office.database, office.parts.seal
    announced = published(database, seal, town="Łódź, Polska", country="PL")
    elsewhere = published(database, seal, town="Leeds", country="GB")
    event_id = proposed(database, seal, replace(FACTS, town="Łódź", country="PL"))
    desk = office.signed_in()
    page = desk.get(f"/office/events/{event_id}").text
    near = page.partition("is it one of these?")[2].partition("</ul>")[0]
    assert f'href="/office/events/{announced}"' in near
    assert f"/office/events/{elsewhere}" not in near
    alone = desk.get(f"/office/events/{elsewhere}").text
    assert "is it one of these?" not in alone
