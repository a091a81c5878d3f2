"""Green, amber and red, and how long it takes to get there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from hov_donate.core.i18n import N_
from hov_donate.reports.rules.facts import Pile


class Light(StrEnum):
    """How something stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for green, 1 for amber, 2 for red: as machines are told."""
        return list(Light).index(self)


class Subject(StrEnum):
    """What is watched, in the order in which a person should look."""

    WORKER = "worker"
    ENDPOINT = "endpoint"
    EVENTS_WAITING = "events_waiting"
    EVENTS_FAILED = "events_failed"
    EVENTS_SILENT = "events_silent"
    SWEEP = "sweep"
    SWEEP_FINDINGS = "sweep_findings"
    RECONCILIATION = "reconciliation"
    DIFFERENCE = "difference"
    RECEIVABLES = "receivables"
    SUSPENSE = "suspense"
    UNMATCHED = "unmatched"
    SUBSCRIPTIONS = "subscriptions"
    ENDS = "ends"
    DISPUTES = "disputes"
    PAYOUTS = "payouts"
    LETTERS_WAITING = "letters_waiting"
    LETTERS_FAILED = "letters_failed"


# Up to this light a letter of its own has told the treasurer, when it happened.
SPOKEN_FOR = {
    Subject.UNMATCHED: Light.AMBER,
    Subject.SUSPENSE: Light.AMBER,
    Subject.DISPUTES: Light.AMBER,
    Subject.PAYOUTS: Light.RED,
}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """From when on it is amber, and from when on red."""

    amber: timedelta
    red: timedelta

    def of(self, waited: timedelta) -> Light:
        """The light for so long."""
        if waited >= self.red:
            return Light.RED
        return Light.AMBER if waited >= self.amber else Light.GREEN


# The worker notes every minute that it is alive; a letter or a slow Stripe may take some.
WORKER = Limits(timedelta(minutes=10), HOUR)
# Stripe's events are applied within seconds; what failed is tried again for some hours.
EVENTS_WAITING = Limits(timedelta(minutes=15), timedelta(hours=4))
EVENTS_FAILED = Limits(timedelta(0), DAY)
# Stripe is asked about the endpoint every ten minutes.
ENDPOINT_LOOKED_AT = Limits(HOUR, timedelta.max)
# Runs nightly; one night may be missed while a machine is mended.
SWEEP = Limits(timedelta(hours=36), timedelta(days=4))
# Runs every hour.
RECONCILIATION = Limits(timedelta(hours=3), DAY)
UNMATCHED = Limits(timedelta(0), timedelta(days=14))
# How long after its day an instalment may be unheard of: Stripe drafts it for an hour.
INSTALMENT_OVERDUE = timedelta(days=2)
SUBSCRIPTIONS = Limits(INSTALMENT_OVERDUE, timedelta(days=7))
# Told to Stripe at once, and again every ten minutes.
ENDS = Limits(HOUR, DAY)
LETTERS_WAITING = Limits(timedelta(minutes=30), timedelta(hours=6))
# Until when a bank waits for an answer.
ANSWER_SOON = timedelta(days=3)
# So many checks in a row that found a difference; one alone may be a movement under way.
DIFFERS_FOR_LONG = 3
# A mailbox that is gone fails one letter; a mail server that refuses us fails all.
MANY_FAILED_LETTERS = 10


@dataclass(frozen=True)
class Check:
    """How one subject stands. Texts are translated, and values written out, where shown."""

    subject: Subject
    light: Light
    found: str
    remedy: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def pile(  # noqa: PLR0913 (a row of a table)
    subject: Subject,
    things: Pile,
    limits: Limits,
    now: datetime,
    found: str,
    remedy: str,
    none: str = N_("There is none."),
) -> Check:
    """Nothing is green; anything else is as bad as its oldest has waited."""
    if things.oldest_at is None:
        return Check(subject, Light.GREEN, none)
    light = limits.of(now - things.oldest_at)
    return Check(subject, light, found, remedy, {"count": things.count, "at": things.oldest_at})
