"""What follows when somebody pays who joined although they are a member already."""

from hov_donate.affiliations.events import AffiliationPaidUp
from hov_donate.affiliations.operations import unite
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event


def renew_who_joined_twice(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Their money renews the membership that they have: one person is one member."""
    assert isinstance(happened, AffiliationPaidUp)  # noqa: S101 (the wiring's promise)
    unite(work, affiliation_id=happened.affiliation_id, settings=settings)
