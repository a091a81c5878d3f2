"""How often one may try to get into the office.

Counted as `defence` counts what donors do: by keyed marks of an account or of a neighbourhood of
the internet, deleted within two days. No address is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import request

from hov_donate.core.db import UnitOfWork
from hov_donate.defence.marks import block_of
from hov_donate.defence.rules import Numbers, Scope
from hov_donate.defence.turnstile import Turnstile
from hov_donate.office.deeds import deed_of_request
from hov_donate.staff.audit.operations import note
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.web.parts import parts

# In ten minutes, in a day. Of accounts too many wrong passwords in a row are locked besides.
PASSWORDS: Numbers = {Scope.BLOCK: (60, 600), Scope.EMAIL: (30, 200)}
# Of a million codes three are good at a time: who knows the password needs years at this rate.
FACTORS: Numbers = {Scope.BLOCK: (60, 300), Scope.EMAIL: (10, 50)}
STRANGERS: Numbers = {Scope.EMAIL: (1_000_000, 1_000_000)}
# Letters with a link to a new password.
LETTERS: Numbers = {Scope.BLOCK: (20, 100), Scope.EMAIL: (5, 20), Scope.TOTAL: (100, 1_000)}


@dataclass(frozen=True)
class Tried:
    """What became of a guess; `until` when nothing more is looked at."""

    right: bool = False
    until: datetime | None = None


def count_password(email: str) -> datetime | None:
    """A password is tried for this address, known or not; until when no more is looked at."""
    return _enter("office-password", PASSWORDS, email, lambda _work: None)


def note_stranger(email: str) -> None:
    """A password was tried for an address that nobody has.

    It costs what a wrong one costs, and is a row of the audit log as that is.
    """
    _enter("office-stranger", STRANGERS, email, _note_refused)


def try_factor(member_id: int, look: Callable[[UnitOfWork], bool]) -> Tried:
    """Look at a second factor and count it, in one transaction, unless there were too many."""
    found: list[bool] = []
    until = _enter("office-factor", FACTORS, str(member_id), lambda work: found.append(look(work)))
    return Tried(right=found == [True], until=until)


def ask_for_letter(email: str, write: Callable[[UnitOfWork], object]) -> datetime | None:
    """Put out a letter to an address that a stranger typed; until when there are none."""
    return _enter("office-new-password", LETTERS, email, write)


def _note_refused(work: UnitOfWork) -> None:
    deed = deed_of_request()
    if deed is not None:
        note(work, deed=deed, kind=AuditKind.REFUSED)


def _enter(
    about: str, numbers: Numbers, who: str, act: Callable[[UnitOfWork], object]
) -> datetime | None:
    house = parts()
    gate = Turnstile(house.settings, house.database, house.guard.memory, about, numbers)
    block = block_of(request.remote_addr or "") or ""
    return gate.enter({Scope.BLOCK: [block], Scope.EMAIL: [who]}, act)
