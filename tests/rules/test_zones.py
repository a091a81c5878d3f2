"""Time zones are chosen by country and city, in the reader's language."""

from datetime import date

import pytest

from hov_donate.campaign.events.rules import ZONES
from hov_donate.core.zones import own_name, zone_choices

SUMMER, WINTER = date(2026, 7, 1), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Venezuela: Caracas (GMT-04:00)"),
        ("es", "Venezuela: Caracas (GMT-04:00)"),
        ("fr", "Venezuela : Caracas (UTC-04:00)"),
        ("pt", "Venezuela: Caracas (GMT-04:00)"),
        ("el", "Βενεζουέλα: Καράκας (GMT-04:00)"),
        ("ar", "فنزويلا: كاراكاس (غرينتش-04:00)"),
    ],
)
def test_amal_finds_caracas_in_her_own_language(language: str, shown: str) -> None:
    assert dict(zone_choices(language, WINTER))["America/Caracas"] == shown.replace(" :", ":")


def test_the_clocks_of_the_day_are_told() -> None:
    summer, winter = (dict(zone_choices("en", day))["Europe/London"] for day in (SUMMER, WINTER))
    assert (summer, winter) == (
        *("United Kingdom: London (GMT+01:00)", "United Kingdom: London (GMT+00:00)"),
    )


def test_those_of_her_country_stand_first() -> None:
    chosen = [zone for zone, _ in zone_choices("ar", WINTER, "ES")]
    assert set(chosen[:3]) == {"Africa/Ceuta", "Atlantic/Canary", "Europe/Madrid"}
    assert len(chosen) == len(set(chosen))


def test_each_can_be_chosen_and_none_stands_twice_under_an_older_name() -> None:
    chosen = [zone for zone, _ in zone_choices("en", WINTER)]
    assert ZONES.issuperset(chosen)
    assert "Asia/Kolkata" in chosen
    assert "Asia/Calcutta" not in chosen
    assert own_name("Asia/Calcutta") == "Asia/Kolkata"


def test_an_event_of_before_keeps_its_zone() -> None:
    """Whatever name an event was written with, the form shows the zone that it has."""
    chosen = {zone for zone, _ in zone_choices("en", WINTER)}
    kept = {own_name(zone) for zone in ZONES if "/" in zone and not zone.startswith("Etc/")}
    assert kept <= chosen


def test_an_event_by_universal_time_keeps_its_zone_in_the_form():
    assert own_name("UTC") in dict(zone_choices("en", WINTER))
    assert {own_name(zone) for zone in ZONES} <= set(dict(zone_choices("en", WINTER)))
