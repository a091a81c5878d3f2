"""A diary of the demo: what happens on which day, and the clock that goes with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from hov_donate.affiliations.events import MoneyMoved
from hov_donate.affiliations.operations import lock_affiliations, stand_all_anew
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.ledger.rules import booking_day

Act = Callable[[UnitOfWork], None]


@dataclass
class Diary:
    """What happens on which day, so many days ago; a day is one transaction."""

    clock: FixedClock
    database: Database
    now: datetime
    zone: str
    days: list[tuple[int, Act]] = field(default_factory=list)

    def note(self, days_ago: int, act: Act) -> None:
        """Something that is to happen; what is noted first happens first on its day."""
        if days_ago >= 0:
            self.days.append((days_ago, act))

    def turn_to(self, days_ago: int) -> None:
        """Let it be that day."""
        self.clock.advance(self.now - timedelta(days=days_ago) - self.clock.now())

    def live(self) -> Iterator[int]:
        """Let everything happen; after each day, how many days ago it was."""
        in_order = sorted(self.days, key=lambda it: -it[0])
        for days_ago, acts in groupby(in_order, key=lambda it: it[0]):
            self.turn_to(days_ago)
            with self.database.writing() as work:
                for _, act in acts:
                    act(work)
                self._stand_at_once(work)
            yield days_ago

    def _stand_at_once(self, work: UnitOfWork) -> None:
        """Whoever's money moved stands anew: all together, where the handler does one by one."""
        moved = {it.affiliation_id for it in work.events if isinstance(it, MoneyMoved)}
        work.events[:] = [it for it in work.events if not isinstance(it, MoneyMoved)]
        affiliations = lock_affiliations(work, moved).values()
        stand_all_anew(work, affiliations=affiliations, today=booking_day(work.now, self.zone))
