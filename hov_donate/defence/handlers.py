"""What card declines mean here."""

from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.defence.operations import note_failure


def count_declined_card(_happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Many declined cards are how an attack is noticed."""
    note_failure(work, settings=settings)
