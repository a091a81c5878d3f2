"""Events as calendars read them: folded, escaped, in UTC."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from hov_donate.campaign.events.calendar import Entry, calendar, escaped, folded
from hov_donate.campaign.events.rules import ZONES, NoSuchTimeError, moment_of, place_key

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
# Whatever people write, without what ends lines and without halves of letters.
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)

ENTRY = Entry(
    uid="event-1@campaign.example",
    revision=2,
    changed_at=NOON,
    starts_at=moment_of(date(2026, 12, 5), time(19, 30), "America/Caracas"),
    ends_at=moment_of(date(2026, 12, 5), time(21), "America/Caracas"),
    title="Films; talk, songs",
    about="One\nTwo",
    place="Caracas, Venezuela",
    url="https://campaign.example/en/events/1?a,b",
    cancelled=True,
)


def readable(words: str) -> str:
    """What is left of words in a calendar: their lines, without signs that control machines."""
    kept = "\n".join(words.splitlines())
    return "".join(it for it in kept if it >= " " or it in "\n\t")


def unfolded(octets: bytes) -> str:
    return octets.replace(b"\r\n ", b"").removesuffix(b"\r\n").decode()


def unescaped(text: str) -> str:
    found, rest = "", iter(text)
    for letter in rest:
        if letter == "\\":
            following = next(rest)
            found += "\n" if following == "n" else following
        else:
            found += letter
    return found


@given(LINES)
def test_a_folded_line_is_short_whole_and_read_back(line: str) -> None:
    octets = folded(line)
    assert all(len(piece) <= 75 for piece in octets.split(b"\r\n"))
    for piece in octets.split(b"\r\n"):
        piece.decode()
    assert unfolded(octets) == line


@given(WORDS)
def test_no_text_can_end_its_line_or_begin_a_property(words: str) -> None:
    text = escaped(words)
    assert "\n" not in text
    assert "\r" not in text
    assert unescaped(text) == readable(words)


def test_an_event_is_written_as_the_standard_says() -> None:
    lines = calendar("Our events", [ENTRY]).decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    for line in (
        "DTSTART:20261205T233000Z",
        "DTEND:20261206T010000Z",
        "SEQUENCE:2",
        "STATUS:CANCELLED",
        r"SUMMARY:Films\; talk\, songs",
        r"DESCRIPTION:One\nTwo",
        "URL:https://campaign.example/en/events/1?a,b",
    ):
        assert line in lines


@given(WORDS, WORDS, st.booleans())
def test_programs_of_others_read_in_it_what_was_written(title: str, about: str, off: bool) -> None:
    entry = replace(ENTRY, title=title, about=about, cancelled=off)
    read = Calendar.from_ical(calendar(title, [entry, replace(entry, uid="event-2")]))
    assert read.errors == []
    first, second = read.events
    assert [it.errors for it in read.events] == [[], []]
    assert (first["UID"], second["UID"]) == (entry.uid, "event-2")
    assert (first.start, first.end) == (entry.starts_at, entry.ends_at)
    assert entry.changed_at == first.DTSTAMP
    assert (first["SEQUENCE"], first["STATUS"]) == (2, "CANCELLED" if off else "CONFIRMED")
    assert first["URL"] == entry.url
    for name, words in (("SUMMARY", title), ("DESCRIPTION", about)):
        assert first[name] == readable(words)
    assert read["VERSION"] == "2.0"
    assert read["PRODID"]


ATHENS, LONDON, CAIRO = "Europe/Athens", "Europe/London", "Africa/Cairo"
LORD_HOWE, CASABLANCA, SANTIAGO = "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago"


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        # The evening before clocks change and the evening after: an hour apart.
        (ATHENS, date(2026, 3, 28), time(19), "2026-03-28 17:00"),
        (ATHENS, date(2026, 3, 29), time(19), "2026-03-29 16:00"),
        # An hour that comes twice: the first is meant.
        (LONDON, date(2026, 10, 25), time(1, 30), "2026-10-25 00:30"),
        (LONDON, date(2026, 10, 25), time(2), "2026-10-25 02:00"),
        # Clocks that go on by half an hour, and a place that is ahead but for one month.
        (LORD_HOWE, date(2026, 10, 4), time(2, 30), "2026-10-03 15:30"),
        (CASABLANCA, date(2026, 2, 14), time(20), "2026-02-14 19:00"),
        (CASABLANCA, date(2026, 2, 15), time(20), "2026-02-15 20:00"),
    ],
)
def test_what_the_clock_of_a_place_shows_is_that_moment(zone, day, at, utc) -> None:
    moment = moment_of(day, at, zone)
    assert f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" == utc
    shown = moment.astimezone(ZoneInfo(zone))
    assert (shown.date(), shown.time()) == (day, at)


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        (ATHENS, date(2026, 3, 29), time(3, 30)),
        (LORD_HOWE, date(2026, 10, 4), time(2, 15)),
        # Where clocks are put forward at midnight, the day begins at one.
        (CAIRO, date(2026, 4, 24), time(0, 0)),
        (SANTIAGO, date(2026, 9, 6), time(0, 30)),
        # A day that a whole country left out.
        ("Pacific/Apia", date(2011, 12, 30), time(18)),
    ],
)
def test_a_time_that_the_clocks_skip_is_none(zone, day, at) -> None:
    with pytest.raises(NoSuchTimeError):
        moment_of(day, at, zone)


@given(st.sampled_from(sorted(ZONES)), st.dates(date(2020, 1, 1), date(2037, 1, 1)), st.times())
def test_a_time_is_shown_as_it_was_typed_or_is_none(zone: str, day: date, at: time) -> None:
    try:
        moment = moment_of(day, at, zone)
    except NoSuchTimeError:
        return
    assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, at)


def test_a_town_is_one_however_it_is_typed() -> None:
    assert place_key("São Paulo") == place_key("SAO  PAULO,") != place_key("Santos")
