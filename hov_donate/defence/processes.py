"""Who may go on to a page at Stripe, and what is done about attacks by and by."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.defence import operations, queries
from hov_donate.defence.marks import Marks
from hov_donate.defence.memory import Memory
from hov_donate.defence.operations import Moment, Share, Tally, TooManyError
from hov_donate.defence.queries import Standing
from hov_donate.defence.rules import TOO_MANY, ClosureReason, Limits, Outcome, Scope, Window

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attempt:
    """Someone wants a page at Stripe. `block` is None where nothing is known of whence."""

    block: str | None
    email: str
    confirmed: bool = False


@dataclass(frozen=True)
class Verdict:
    """What is to be done with an attempt; for a refusal also until when."""

    outcome: Outcome
    until: datetime | None = None
    closed: ClosureReason | None = None


@dataclass(frozen=True)
class Guard:
    """Lets people on to pages at Stripe, or not; one for each process.

    What it counts it writes down by itself, within a second and from another thread.
    """

    settings: Settings
    database: Database
    limits: Limits = field(default_factory=Limits)
    memory: Memory = field(default_factory=Memory)
    writes_by_itself: bool = True

    def admit(self, attempt: Attempt) -> Verdict:
        """Whether an attempt may go on. Writes only when it may, or does not know yet."""
        verdict = self._verdict(attempt)
        self.note(verdict.outcome)
        return verdict

    def standing(self) -> Standing:
        """How things stand, a second ago at the most; as last seen while the database is away."""
        if self.memory.stale():
            try:
                with self.database.reading() as session:
                    self.memory.saw(queries.standing(session))
            except SQLAlchemyError as error:
                log.warning("whether an attack lasts could not be read: %s", type(error).__name__)
        return self.memory.standing

    def look_again(self) -> None:
        """Something was changed here: the next reader sees it."""
        self.memory.outdated()

    def note(self, outcome: Outcome) -> None:
        """Count what became of an attempt; it is written down within a second."""
        moment = Moment.of(self.database.clock.now(), self.settings.campaign.time_zone)
        self.memory.note(moment, outcome)
        if self.writes_by_itself:
            self.memory.write_later(self.write_down)

    def write_down(self) -> None:
        """Write down what was counted, and see whether an attack has begun or ended."""
        tally = self.memory.take_tally()
        if not tally:
            return
        try:
            with self.database.writing() as work:
                operations.add_up(work, tally=tally)
                standing = operations.review(work, settings=self.settings)
        except SQLAlchemyError as error:
            log.warning("attempts could not be written down: %s", type(error).__name__)
            self.memory.put_back(tally)
        else:
            self.memory.saw(standing)

    def _verdict(self, attempt: Attempt) -> Verdict:
        now = self.database.clock.now()
        standing = self.standing()
        if standing.closed:
            return Verdict(Outcome.CLOSED, closed=standing.closed)
        shares = self._shares(attempt, now, attacked=standing.attacked)
        if known := self.memory.known(shares, now):
            share, until = known
            return Verdict(TOO_MANY[share.scope], until)
        if standing.attacked and not attempt.confirmed:
            return Verdict(Outcome.ASKED)
        return self._counted(attempt, now)

    def _counted(self, attempt: Attempt, now: datetime) -> Verdict:
        """Count it, unless things stand otherwise than was thought or a share is used up."""
        tally: Tally = {}
        try:
            with self.database.writing() as work:
                standing = queries.standing(work.session)
                self.memory.saw(standing)
                if standing.closed:
                    return Verdict(Outcome.CLOSED, closed=standing.closed)
                if standing.attacked and not attempt.confirmed:
                    return Verdict(Outcome.ASKED)
                shares = self._shares(attempt, work.now, attacked=standing.attacked)
                operations.take(work, shares=shares)
                if tally := self.memory.take_ripe():
                    operations.add_up(work, tally=tally)
                    operations.review(work, settings=self.settings)
        except SQLAlchemyError:
            self.memory.put_back(tally)
            raise
        except TooManyError as error:
            self.memory.remember(error.used_up, now)
            share = max(error.used_up, key=lambda it: it.window.ends(now))
            return Verdict(TOO_MANY[share.scope], share.window.ends(now))
        return Verdict(Outcome.OPENED)

    def _shares(self, attempt: Attempt, now: datetime, *, attacked: bool) -> list[Share]:
        """Everything that this attempt draws on."""
        marks = Marks.from_identity_key(self.settings.identity_keys[0])
        drawn_on = {
            Scope.BLOCK: attempt.block,
            Scope.EMAIL: attempt.email,
            Scope.TOTAL: "everyone",
            Scope.CONFIRMED: "everyone",
        }
        found = []
        for scope, who in drawn_on.items():
            for window in Window:
                most = self.limits.of(scope, window, attacked=attacked)
                if who and most is not None:
                    found.append(Share(scope, window, marks.mark(scope, window, now, who), most))
        return found


def keep_watch(database: Database, settings: Settings) -> None:
    """Notice the end of an attack although nobody comes any more, and forget old counts."""
    with database.writing() as work:
        operations.review(work, settings=settings)
        operations.forget(work)


def wait_seconds(until: datetime | None, now: datetime) -> int:
    """How long to wait before trying again, in whole seconds and at least one."""
    left = (until or now) - now
    return max(1, -(-left // timedelta(seconds=1)))
