"""What the office calls things. Every status, reason and account has a name a person can read."""

from enum import Enum

from hov_donate.office.labels import (
    affiliations,
    appeals,
    audit,
    bank,
    books,
    conferences,
    endorsements,
    events,
    exports,
    machinery,
    offline,
    payments,
    people,
    review,
)
from hov_donate.office.labels.payments import dispute_reason

__all__ = ["dispute_reason", "label", "labelled"]

# Members of different enums may be equal as texts, so the class is part of the key.
_LABELS: dict[type[Enum], dict[Enum, str]] = {
    **payments.LABELS,
    **books.LABELS,
    **bank.LABELS,
    **affiliations.LABELS,
    **appeals.LABELS,
    **audit.LABELS,
    **conferences.LABELS,
    **endorsements.LABELS,
    **events.LABELS,
    **exports.LABELS,
    **machinery.LABELS,
    **people.LABELS,
    **review.LABELS,
    **offline.LABELS,
}


def label(thing: Enum) -> str:
    """The English name of a status, reason, kind or account, to be translated."""
    return _LABELS[type(thing)][thing]


def labelled() -> dict[type[Enum], dict[Enum, str]]:
    """Every name, for the test that none is missing."""
    return _LABELS
