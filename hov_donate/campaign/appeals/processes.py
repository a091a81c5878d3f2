"""What is done with signatures while nobody looks."""

from collections.abc import Callable
from functools import partial

from hov_donate.campaign.appeals.operations import forgetting
from hov_donate.config import Settings
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.ledger.rules import booking_day


def forget_signers(database: Database, settings: Settings) -> None:
    """Forget who never confirmed, who was turned away, and what the erased had told.

    And sheets that nobody decided about, and who signed what closed long ago.
    """
    today = booking_day(database.clock.now(), settings.campaign.time_zone)
    passes: tuple[Callable[[UnitOfWork], int], ...] = (
        forgetting.forget_unconfirmed,
        forgetting.forget_rejected,
        forgetting.follow_erased,
        forgetting.forget_sheets,
        partial(forgetting.forget_ended, today=today),
    )
    for some in passes:
        while True:
            with database.writing() as work:
                found = some(work)
            if not found:
                break
    with database.writing() as work:
        forgetting.forget_places(work)
