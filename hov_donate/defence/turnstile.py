"""Limits of other things than paying: forms that are begun, letters that are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hov_donate.config import Settings
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.defence.marks import Marks
from hov_donate.defence.memory import Memory
from hov_donate.defence.operations import Share, TooManyError, take
from hov_donate.defence.rules import Numbers, Scope, Window

Who = Mapping[Scope, Sequence[str]]
EVERYONE = ("everyone",)


@dataclass(frozen=True)
class Turnstile:
    """Counts what is done by whom, and lets through as many as `numbers` say.

    `about` names what is done: it uses up nothing of what donors may try, or of anything else.
    """

    settings: Settings
    database: Database
    memory: Memory
    about: str
    numbers: Numbers

    def enter(self, who: Who, act: Callable[[UnitOfWork], object]) -> datetime | None:
        """Do something and count it, in one transaction; until when nothing goes, where it may not.

        `who` names everybody against whom it counts; an empty name counts for nothing.
        """
        now = self.database.clock.now()
        shares = self._shares(who, now)
        if known := self.memory.known(shares, now):
            return known[1]
        try:
            with self.database.writing() as work:
                take(work, shares=shares)
                act(work)
        except TooManyError as error:
            self.memory.remember(error.used_up, now)
            return max(share.window.ends(now) for share in error.used_up)
        return None

    def mark(self, scope: Scope, window: Window, now: datetime, who: str) -> str:
        """What somebody is counted by in a window: noise without the key."""
        marks = Marks.from_identity_key(self.settings.identity_keys[0])
        return marks.mark(scope, window, now, f"{self.about}|{who}")

    def _shares(self, who: Who, now: datetime) -> list[Share]:
        named = {scope: sorted(set(filter(None, names))) for scope, names in who.items()}
        return [
            Share(scope, window, self.mark(scope, window, now, each), most)
            for scope, numbers in self.numbers.items()
            for window, most in zip(Window, numbers, strict=True)
            for each in named.get(scope, EVERYONE if scope is Scope.TOTAL else ())
        ]
