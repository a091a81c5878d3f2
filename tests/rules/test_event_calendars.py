"""Events as calendars read them: folded, escaped, in UTC."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.campaign.events.calendar import Entry, calendar, escaped, folded
from hov_donate.campaign.events.rules import NoSuchTimeError, moment_of, place_key

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
# Whatever people write, without what ends lines and without halves of letters.
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


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
    kept = "\n".join(words.splitlines())
    assert unescaped(text) == "".join(it for it in kept if it >= " " or it in "\n\t")


def test_an_event_is_written_as_the_standard_says() -> None:
    entry = Entry(
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
    lines = calendar("Our events", [entry]).decode().split("\r\n")
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


def test_a_time_that_the_clocks_skip_is_none() -> None:
    assert moment_of(date(2026, 7, 1), time(18), "Europe/Athens").astimezone(UTC).hour == 15
    with pytest.raises(NoSuchTimeError):
        moment_of(date(2026, 3, 29), time(3, 30), "Europe/Athens")


def test_a_town_is_one_however_it_is_typed() -> None:
    assert place_key("São Paulo") == place_key("SAO  PAULO,") != place_key("Santos")
