"""How many applications may be begun, sent, and have letters written about them, by whom."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Response, request

from hov_donate.core.db import UnitOfWork
from hov_donate.defence.marks import block_of
from hov_donate.defence.rules import Numbers, Outcome, Scope, Window
from hov_donate.defence.turnstile import Turnstile
from hov_donate.public.affiliate.entry import refused
from hov_donate.web.parts import parts

# In ten minutes, in a day. A block is a whole neighbourhood, or the hall of a union's congress.
FORMS: Numbers = {Scope.BLOCK: (30, 200), Scope.TOTAL: (300, 3_000)}
# Of letters that go to addresses which a stranger typed, nobody gets many.
LETTERS: Numbers = {Scope.BLOCK: (30, 200), Scope.EMAIL: (5, 20), Scope.TOTAL: (200, 2_000)}

Act = Callable[[UnitOfWork], object]


def beginning(act: Act) -> Response | None:
    """Begin an application; the page for who may not begin another one now."""
    return _through("affiliate-forms", FORMS, (), act)


def sending_letters(emails: Sequence[str], act: Act) -> Response | None:
    """Do what sends letters to some addresses; the page for who may not cause more of them now."""
    return _through("affiliate-letters", LETTERS, emails, act)


def nobody(named: str) -> uuid.UUID:
    """Whom to write to where we know nobody of that name: noise without the key."""
    mark = _gate("affiliate-letters", LETTERS).mark
    return uuid.UUID(hex=mark(Scope.EMAIL, Window.DAY, parts().clock.now(), named)[:32])


def _gate(about: str, numbers: Numbers) -> Turnstile:
    house = parts()
    return Turnstile(house.settings, house.database, house.guard.memory, about, numbers)


def _through(about: str, numbers: Numbers, emails: Sequence[str], act: Act) -> Response | None:
    block = block_of(request.remote_addr or "") or ""
    until = _gate(about, numbers).enter({Scope.BLOCK: [block], Scope.EMAIL: emails}, act)
    return None if until is None else _later(until)


def _later(until: datetime) -> Response:
    wait = until - parts().clock.now()
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return refused(Outcome.TOO_MANY_FROM_BLOCK, minutes=minutes)
