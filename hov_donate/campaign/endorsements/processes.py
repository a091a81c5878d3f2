"""What is done with endorsements while nobody looks."""

from hov_donate.campaign.endorsements.operations import follow_erased_names
from hov_donate.core.db import Database


def forget_endorsers(database: Database) -> None:
    """Remove what is left of those who were erased; with their leader, leaders' endorsements go."""
    while True:
        with database.writing() as work:
            found = follow_erased_names(work)
        if not found:
            break
