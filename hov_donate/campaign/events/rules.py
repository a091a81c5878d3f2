"""What an event may become, when and where it is, and what makes two events one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from hov_donate.core.text import words_in_order

# Promised on the pages: what nobody confirms is forgotten after so long.
UNCONFIRMED_FOR = timedelta(days=7)
# Promised on the pages: who signed up or proposed is forgotten so long after the event.
KNOWN_AFTER = timedelta(days=30)
# An event that says no end counts as over after so long.
LASTS = timedelta(hours=3)
LONGEST_TITLE = 200
LONGEST_LINE = 120
LONGEST_ACCESS = 500
LONGEST_BODY = 8_000
ZONES = frozenset(
    name
    for name in available_timezones()
    if name == "UTC" or ("/" in name and not name.startswith("Etc/"))
)


class EventStatus(StrEnum):
    """How an event stands. Only published ones count; cancelled ones are still shown as such."""

    UNCONFIRMED = "unconfirmed"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


MOVES: Mapping[EventStatus, frozenset[EventStatus]] = {
    EventStatus.UNCONFIRMED: frozenset({EventStatus.PROPOSED, EventStatus.WITHDRAWN}),
    EventStatus.PROPOSED: frozenset(
        {EventStatus.PUBLISHED, EventStatus.REFUSED, EventStatus.WITHDRAWN}
    ),
    EventStatus.PUBLISHED: frozenset({EventStatus.CANCELLED}),
    EventStatus.REFUSED: frozenset({EventStatus.PUBLISHED}),
    # Called off by mistake, or on again after all.
    EventStatus.CANCELLED: frozenset({EventStatus.PUBLISHED}),
    EventStatus.WITHDRAWN: frozenset(),
}
IN_PUBLIC = (EventStatus.PUBLISHED, EventStatus.CANCELLED)


class SignUpStatus(StrEnum):
    """How a sign-up stands. Only confirmed ones are counted."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class NoSuchTimeError(ValueError):
    """The clocks of this place were put forward over this time: it did not exist."""


@dataclass(frozen=True)
class Wording:
    """What an event says in one language."""

    title: str
    body: str


@dataclass(frozen=True)
class EventFacts:
    """An event as somebody describes it; `zone` is a name of the tz database, as Europe/Athens.

    `spoken` says in which languages it is held, `access` how people can get in and take part.
    """

    organiser: str
    starts_at: datetime
    ends_at: datetime | None
    zone: str
    town: str
    country: str
    spoken: str
    access: str
    takes_sign_ups: bool
    texts: Mapping[str, Wording]

    @property
    def day(self) -> date:
        """The day on which it begins, where it is held."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


def may_move(before: EventStatus, after: EventStatus) -> bool:
    """Whether an event may go from one state to another."""
    return after in MOVES[before]


def moment_of(day: date, at: time, zone: str) -> datetime:
    """The moment of a time on the wall of a place. Raises NoSuchTimeError.

    Where clocks were put back, the first of the two is meant.
    """
    there = datetime.combine(day, at, ZoneInfo(zone))
    moment = there.astimezone(ZoneInfo("UTC"))
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise NoSuchTimeError(f"{day} {at} in {zone}")
    return moment


def place_key(town: str) -> str:
    """What towns are compared by: no case, accents or punctuation."""
    return " ".join(words_in_order(town))[:LONGEST_LINE]


def is_over(starts_at: datetime, ends_at: datetime | None, now: datetime) -> bool:
    """Whether an event has ended."""
    return (ends_at or starts_at + LASTS) <= now
