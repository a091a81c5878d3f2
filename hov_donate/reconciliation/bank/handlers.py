"""What lines do when money that they stand for turns out not to be there."""

from hov_donate.affiliations.events import MoneyMoved
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.donations.offline.events import OfflineGiftTakenBack
from hov_donate.reconciliation.bank.operations import let_go_of_gift, let_go_of_lines

# What histories call a step that follows from another.
FOLLOWS = "books"


def open_lines_of_reversed(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001 (every handler's form)
    """A sum that was recorded is not there after all: what its line is must be said anew."""
    assert isinstance(happened, MoneyMoved)  # noqa: S101 (the wiring's promise)
    let_go_of_lines(work, affiliation_id=happened.affiliation_id, actor=FOLLOWS)


def open_line_of_gift(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001 (every handler's form)
    """A gift by bank is not there after all: what its line is must be said anew."""
    assert isinstance(happened, OfflineGiftTakenBack)  # noqa: S101 (the wiring's promise)
    let_go_of_gift(work, gift_id=happened.gift_id, actor=FOLLOWS)
