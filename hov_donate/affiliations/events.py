"""Facts about affiliations."""

from dataclasses import dataclass
from datetime import date

from hov_donate.core.events import Event


@dataclass(frozen=True)
class MoneyMoved(Event):
    """What an affiliation owes, or has as credit, is another sum now."""

    affiliation_id: int


@dataclass(frozen=True)
class AffiliationPaidUp(Event):
    """An affiliation is paid for until a later day than before."""

    affiliation_id: int
    paid_until: date


@dataclass(frozen=True)
class AffiliationResigned(Event):
    """Those whose it was ended an affiliation."""

    affiliation_id: int
