"""What is done with figures while nobody looks."""

from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.ledger.rules import booking_day

EVERY_NIGHT = "schedule"


def publish_tonight(database: Database, settings: Settings) -> None:
    """Publish the figures of this night."""
    with database.writing() as work:
        today = booking_day(work.now, settings.campaign.time_zone)
        publish_figures(work, today=today, actor=EVERY_NIGHT)
