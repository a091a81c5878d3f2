"""On the front page each number agrees with its own noun, in every language."""

from datetime import UTC, date, datetime

import pytest

from hov_donate.campaign.numbers.queries import Published
from hov_donate.campaign.numbers.rules import Figure, Rounded
from hov_donate.campaign.numbers.telling import Telling
from hov_donate.core.i18n import translator
from hov_donate.public.home.figures import achieved


def told(language: str, events: int, countries: int) -> str:
    values = dict.fromkeys(Figure, 0) | {Figure.EVENTS: events, Figure.EVENT_COUNTRIES: countries}
    day = date(2026, 11, 28)
    it = Published(1, day, datetime(2026, 11, 28, 4, tzinfo=UTC), "staff:1", "abc", 1, values)
    told = {figure: Rounded(value, more=False) for figure, value in values.items()}
    [figure] = achieved(Telling(it, [], told), translator(language))
    return f"{figure.number} {figure.words}"


@pytest.mark.parametrize(
    ("language", "one", "several", "some"),
    [
        ("en", "1 event in 1 country", "3 events in 1 country", "1 event in"),
        ("es", "1 evento en 1 país", "3 eventos en 1 país", "1 evento en"),
        ("fr", "1 événement dans 1 pays", "3 événements dans 1 pays", "1 événement dans"),
        ("pt", "1 evento em 1 país", "3 eventos em 1 país", "1 evento em"),
        ("el", "1 εκδήλωση σε 1 χώρα", "3 εκδηλώσεις σε 1 χώρα", "1 εκδήλωση σε"),
        ("ar", "1 فعالية في بلد واحد (1)", "3 فعاليات في بلد واحد (1)", "1 فعالية في"),
    ],
)
def test_one_event_is_one_event(language: str, one: str, several: str, some: str) -> None:
    assert told(language, 1, 1) == one
    assert told(language, 3, 1) == several
    assert told(language, 1, 2).startswith(some)


@pytest.mark.parametrize(
    ("events", "countries", "shown"),
    [
        (2, 2, "2 فعاليتان في بلدين (2)"),
        (3, 3, "3 فعاليات في 3 بلدان"),
        (33, 20, "33 فعالية في 20 بلدًا"),
        (100, 100, "100 فعالية في 100 بلد"),
    ],
)
def test_arabic_has_six_forms(events: int, countries: int, shown: str) -> None:
    assert told("ar", events, countries) == shown
