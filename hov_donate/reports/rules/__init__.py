"""What is watched, and when it is green, amber or red. Pure: no database or clock."""

from collections.abc import Callable, Sequence

from hov_donate.reports.rules import hearing, looking, people
from hov_donate.reports.rules.facts import (
    CheckFinding,
    EndpointFinding,
    Facts,
    Pile,
    SweepFinding,
)
from hov_donate.reports.rules.lights import Check, Light, Subject
from hov_donate.reports.rules.names import MEANINGS, NAMES

__all__ = [
    "MEANINGS",
    "NAMES",
    "Check",
    "CheckFinding",
    "EndpointFinding",
    "Facts",
    "Light",
    "Pile",
    "Subject",
    "SweepFinding",
    "checks",
    "worst",
]


RULES: dict[Subject, Callable[[Facts], Check]] = {
    Subject.WORKER: hearing.worker,
    Subject.ENDPOINT: hearing.endpoint,
    Subject.EVENTS_WAITING: hearing.waiting_events,
    Subject.EVENTS_FAILED: hearing.failed_events,
    Subject.EVENTS_SILENT: hearing.silence,
    Subject.SWEEP: looking.sweep,
    Subject.SWEEP_FINDINGS: looking.sweep_findings,
    Subject.RECONCILIATION: looking.reconciliation,
    Subject.DIFFERENCE: looking.difference,
    Subject.RECEIVABLES: looking.receivables,
    Subject.SUSPENSE: looking.suspense,
    Subject.UNMATCHED: people.unmatched,
    Subject.SUBSCRIPTIONS: people.subscriptions,
    Subject.ENDS: people.ends,
    Subject.DISPUTES: people.disputes,
    Subject.PAYOUTS: looking.payouts,
    Subject.LETTERS_WAITING: people.waiting_letters,
    Subject.LETTERS_FAILED: people.failed_letters,
}


def checks(facts: Facts) -> list[Check]:
    """Every subject, in order."""
    return [RULES[subject](facts) for subject in Subject]


def worst(found: Sequence[Check]) -> Light:
    """The light of the whole."""
    return max((check.light for check in found), key=lambda light: light.rank, default=Light.GREEN)
