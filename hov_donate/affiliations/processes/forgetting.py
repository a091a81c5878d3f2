"""Who need not be remembered any more is forgotten, once a day."""

from hov_donate.affiliations.operations import forget_delegates
from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.ledger.rules import booking_day


def forget_past_delegates(database: Database, settings: Settings) -> None:
    """Forget who was sent to meetings that are long over."""
    with database.writing() as work:
        forget_delegates(work, today=booking_day(work.now, settings.campaign.time_zone))
