"""What is done with signatures while nobody looks."""

from hov_donate.campaign.appeals.operations import forgetting
from hov_donate.core.db import Database


def forget_signers(database: Database) -> None:
    """Forget who never confirmed, who was turned away, and what the erased had told."""
    for some in (
        forgetting.forget_unconfirmed,
        forgetting.forget_rejected,
        forgetting.follow_erased,
    ):
        while True:
            with database.writing() as work:
                found = some(work)
            if not found:
                break
    with database.writing() as work:
        forgetting.forget_places(work)
