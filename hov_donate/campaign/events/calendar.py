"""Events as calendars read them: iCalendar (RFC 5545), written by hand as it is so little.

Times are in UTC (section 3.3.5, form 2), so that no calendar needs to know any zone; lines are
folded at 75 octets (3.1) and never within a letter; text is escaped (3.3.11).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One event: `uid` is the same for ever, `revision` grows when it changes."""

    uid: str
    revision: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    about: str
    place: str
    url: str
    cancelled: bool


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar of some events."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//HOV Donate//Events//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for entry in entries for line in _lines(entry)),
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def escaped(words: str) -> str:
    """Text as the value of a property; whatever ends lines becomes one sign."""
    plain = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    shown = "\\n".join(plain.splitlines())
    return "".join(it for it in shown if it >= " " or it == "\t")


def folded(line: str) -> bytes:
    """A line with its end, in pieces of 75 octets at most, each after the first with a space."""
    pieces, piece, room = [], b"", LONGEST
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece, room = b"", LONGEST - 1
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"


def stamp(at: datetime) -> str:
    """A moment in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _lines(entry: Entry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(entry.uid)}",
        f"SEQUENCE:{entry.revision}",
        f"DTSTAMP:{stamp(entry.changed_at)}",
        f"DTSTART:{stamp(entry.starts_at)}",
        f"DTEND:{stamp(entry.ends_at)}",
        f"SUMMARY:{escaped(entry.title)}",
        f"DESCRIPTION:{escaped(entry.about)}",
        f"LOCATION:{escaped(entry.place)}",
        # A URI is no text: it is not escaped (3.3.13).
        f"URL:{entry.url}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        "CLASS:PUBLIC",
        "END:VEVENT",
    ]
