"""What is done with events while nobody looks."""

from hov_donate.campaign.events.operations import forgetting
from hov_donate.core.db import Database


def forget_event_people(database: Database) -> None:
    """Forget what nobody confirmed, and who came to events that are long over or proposed them.

    Of what was never published the words go too.
    """
    for some in (
        forgetting.forget_unconfirmed_events,
        forgetting.forget_unconfirmed_sign_ups,
        forgetting.forget_who_came,
        forgetting.forget_proposers,
        forgetting.forget_words,
    ):
        while True:
            with database.writing() as work:
                found = some(work)
            if not found:
                break
