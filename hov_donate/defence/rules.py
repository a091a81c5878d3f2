"""How much is too much, when an attack begins and when it is over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Scope(StrEnum):
    """Whose attempts are counted together."""

    BLOCK = "block"
    EMAIL = "email"
    TOTAL = "total"
    # While an attack lasts: those who pressed a second time. The flood does not use up their share.
    CONFIRMED = "confirmed"


class Window(StrEnum):
    """For how long attempts are counted together; windows begin at fixed times of UTC."""

    TEN_MINUTES = "ten_minutes"
    DAY = "day"

    @property
    def lasts(self) -> timedelta:
        """How long it is."""
        return timedelta(minutes=10) if self is Window.TEN_MINUTES else timedelta(days=1)

    def begins(self, now: datetime) -> datetime:
        """When the window that `now` is in began."""
        seconds = int(self.lasts.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)

    def ends(self, now: datetime) -> datetime:
        """When the window that `now` is in ends."""
        return self.begins(now) + self.lasts


class Outcome(StrEnum):
    """What became of an attempt to open a page at Stripe; only `OPENED` went on to it."""

    OPENED = "opened"
    ASKED = "asked"
    TOO_MANY_FROM_BLOCK = "too_many_from_block"
    TOO_MANY_FROM_EMAIL = "too_many_from_email"
    TOO_MANY_IN_TOTAL = "too_many_in_total"
    HIDDEN_FIELD = "hidden_field"
    TOO_FAST = "too_fast"
    CLOSED = "closed"
    # Not an attempt, but what came of one: the card was declined.
    DECLINED = "declined"

    @property
    def refused(self) -> bool:
        """Whether whoever tried was sent away."""
        return self not in {Outcome.OPENED, Outcome.ASKED, Outcome.DECLINED}


REFUSALS = tuple(outcome for outcome in Outcome if outcome.refused)
TOO_MANY = {
    Scope.BLOCK: Outcome.TOO_MANY_FROM_BLOCK,
    Scope.EMAIL: Outcome.TOO_MANY_FROM_EMAIL,
    Scope.TOTAL: Outcome.TOO_MANY_IN_TOTAL,
    Scope.CONFIRMED: Outcome.TOO_MANY_IN_TOTAL,
}


class Trigger(StrEnum):
    """What an attack was noticed by."""

    DECLINED_CARDS = "declined_cards"
    ATTEMPTS = "attempts"
    REFUSALS = "refusals"


class ClosureReason(StrEnum):
    """Why online giving was stopped by hand; donors read it."""

    ATTACK = "attack"
    REPAIR = "repair"
    OTHER = "other"


# How many pages may be opened: in ten minutes, in a day. A block is a whole neighbourhood, a hall
# at a meeting or the customers of a phone company behind one address, hence its size.
Numbers = Mapping[Scope, tuple[int, int]]
QUIET: Numbers = {
    Scope.BLOCK: (60, 600),
    Scope.EMAIL: (10, 30),
    Scope.TOTAL: (1000, 20_000),
}
ATTACKED: Numbers = {
    Scope.BLOCK: (10, 100),
    Scope.EMAIL: (4, 15),
    Scope.CONFIRMED: (600, 10_000),
}


@dataclass(frozen=True)
class Limits:
    """How much is taken from whom, and how quickly a person can fill in a form."""

    quiet: Numbers = field(default_factory=lambda: QUIET)
    attacked: Numbers = field(default_factory=lambda: ATTACKED)
    least_fill: timedelta = timedelta(seconds=2)
    # Stated on the page; long enough to read why.
    confirm_after: timedelta = timedelta(seconds=5)
    confirm_within: timedelta = timedelta(minutes=30)

    def of(self, scope: Scope, window: Window, *, attacked: bool) -> int | None:
        """How many are taken; None where this scope does not count now."""
        numbers = (self.attacked if attacked else self.quiet).get(scope)
        if numbers is None:
            return None
        return numbers[0] if window is Window.TEN_MINUTES else numbers[1]


# How far back one looks for the beginning of an attack. Attempts come faster than declined cards.
NOTICED_WITHIN: Mapping[Trigger, timedelta] = {
    Trigger.DECLINED_CARDS: timedelta(minutes=5),
    Trigger.REFUSALS: timedelta(minutes=5),
    Trigger.ATTEMPTS: timedelta(minutes=2),
}
# So many within that time are an attack …
ON: Mapping[Trigger, int] = {
    Trigger.DECLINED_CARDS: 20,
    Trigger.REFUSALS: 150,
    Trigger.ATTEMPTS: 200,
}
# … and it is over when this has seen fewer than so many: half the rate at the most, so that an
# attack in waves is one attack, and one letter to the treasurer.
QUIET_FOR = timedelta(minutes=10)
OFF: Mapping[Trigger, int] = {
    Trigger.DECLINED_CARDS: 5,
    Trigger.REFUSALS: 50,
    Trigger.ATTEMPTS: 400,
}


@dataclass(frozen=True)
class Traffic:
    """What came within a span of time."""

    opened: int = 0
    asked: int = 0
    refused: int = 0
    declined: int = 0

    @classmethod
    def of(cls, counts: Mapping[Outcome, int]) -> "Traffic":
        """From the number of each outcome. Whom a closed page sent away is no sign of anything."""
        signs = {outcome: n for outcome, n in counts.items() if outcome is not Outcome.CLOSED}
        return cls(
            opened=signs.get(Outcome.OPENED, 0),
            asked=signs.get(Outcome.ASKED, 0),
            refused=sum(n for outcome, n in signs.items() if outcome.refused),
            declined=signs.get(Outcome.DECLINED, 0),
        )

    def strength(self, trigger: Trigger) -> int:
        """How strong a sign of an attack is."""
        match trigger:
            case Trigger.DECLINED_CARDS:
                return self.declined
            case Trigger.REFUSALS:
                return self.refused
            case Trigger.ATTEMPTS:
                return self.opened + self.asked + self.refused


def gives_away(trigger: Trigger, traffic: Traffic) -> bool:
    """Whether what came within NOTICED_WITHIN is an attack by this sign.

    Declined cards are a sign where there are half as many as pages: many gifts bring some.
    """
    if trigger is Trigger.DECLINED_CARDS and 2 * traffic.declined < traffic.opened:
        return False
    return traffic.strength(trigger) >= ON[trigger]


def attack_ends(traffic: Traffic, began_at: datetime, now: datetime) -> bool:
    """Whether the last QUIET_FOR was quiet, all of it within the attack."""
    if now - began_at < QUIET_FOR:
        return False
    return all(traffic.strength(trigger) < OFF[trigger] for trigger in Trigger)


def minute_of(now: datetime) -> datetime:
    """The minute that `now` is in."""
    return now.replace(second=0, microsecond=0)


# Whatever could tell who came when is gone after this long. The days' numbers stay.
KEPT_FOR = timedelta(days=2)
