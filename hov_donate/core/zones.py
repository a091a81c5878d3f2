"""Time zones as people choose them: by country and city, in their own language."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_gmt, get_timezone_location

from hov_donate.core.countries import COUNTRIES, by_name, country_name


def own_name(zone: str) -> str:
    """The name that a zone has today: Asia/Kolkata for Asia/Calcutta."""
    return zone if zone == "UTC" else str(get_global("zone_aliases").get(zone, zone))


def zone_choices(language: str, day: date, country: str = "") -> list[tuple[str, str]]:
    """Every zone with its country, city and distance from UTC on a day; those of `country` first.

    Each has one name; older ones are the same zone.
    """
    chosen = sorted(_shown(language, day), key=lambda it: it[1] != country)
    return [*((zone, words) for zone, _, words in chosen), ("UTC", "UTC")]


@lru_cache(maxsize=16)
def _shown(language: str, day: date) -> tuple[tuple[str, str, str], ...]:
    noon = datetime.combine(day, time(12), UTC)
    return tuple(
        (zone, country, f"{name} ({_away(language, noon, zone)})")
        for zone, country, name in _named(language)
    )


@lru_cache(maxsize=16)
def _named(language: str) -> tuple[tuple[str, str, str], ...]:
    """Each zone with its country and its name, in the order of the names."""
    places = get_global("zone_territories")
    zones = {own_name(zone) for zone in available_timezones()} & available_timezones()
    found = [
        (zone, places.get(zone, ""), _name(zone, places.get(zone, ""), language))
        for zone in zones
        if "/" in zone and not zone.startswith("Etc/")
    ]
    # A zone that Babel does not know a country of comes last.
    return tuple(sorted(found, key=lambda it: (not it[1], by_name(it[2]), it[0])))


def _name(zone: str, country: str, language: str) -> str:
    city = get_timezone_location(zone, locale=Locale.parse(language), return_city=True)
    return f"{country_name(country, language)}: {city}" if country in COUNTRIES else city


def _away(language: str, at: datetime, zone: str) -> str:
    away = at.astimezone(ZoneInfo(zone)).utcoffset()
    return _written(language, away or timedelta())


@lru_cache(maxsize=1024)
def _written(language: str, away: timedelta) -> str:
    moment = datetime(2026, 1, 1, tzinfo=UTC).astimezone(timezone(away))
    return get_timezone_gmt(moment, locale=Locale.parse(language))
