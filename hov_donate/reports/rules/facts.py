"""What is known of everything that is watched."""

from dataclasses import dataclass
from datetime import date, datetime

from hov_donate.core.money import Money


@dataclass(frozen=True)
class Pile:
    """Some things that wait, and since when the oldest of them does."""

    count: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True)
class EndpointFinding:
    """What Stripe said about the address that it sends events to."""

    looked_at: datetime
    present: bool
    enabled: bool
    missing: tuple[str, ...]
    right_version: bool


@dataclass(frozen=True)
class SweepFinding:
    """The last sweep that came to its end; `subscriptions` of what differed were recurring."""

    finished_at: datetime
    differed: int
    failed: int
    subscriptions: int


@dataclass(frozen=True)
class CheckFinding:
    """The last check against Stripe that came to its end.

    `differing` counts the checks in a row, the last one among them, that found a difference.
    """

    finished_at: datetime
    differences: tuple[Money, ...]
    differing: int


@dataclass(frozen=True)
class Facts:
    """Everything that is watched, as it stands at `now`; `today` is the campaign's day.

    `events_since` is when the first event came: before it there was nothing to look through.
    `money_on` is the last whole day on which money came to Stripe's balance. `receivables` is what
    the last check found of what affiliates owe. `returned_letters` came back in the last 30 days.
    """

    now: datetime
    today: date
    worker_seen_at: datetime | None = None
    endpoint: EndpointFinding | None = None
    waiting_events: Pile = Pile()
    failed_events: Pile = Pile()
    events_since: datetime | None = None
    last_event_on: date | None = None
    money_on: date | None = None
    sweep: SweepFinding | None = None
    check: CheckFinding | None = None
    receivables: CheckFinding | None = None
    suspense: tuple[Money, ...] = ()
    unmatched: Pile = Pile()
    overdue_instalments: Pile = Pile()
    ends: Pile = Pile()
    disputes: int = 0
    answer_by: datetime | None = None
    failed_payouts: tuple[Money, ...] = ()
    waiting_letters: Pile = Pile()
    failed_letters: Pile = Pile()
    returned_letters: int = 0
