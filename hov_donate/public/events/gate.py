"""How much strangers may send about events, and a second press while there is too much.

What is counted here uses up nothing of what donors and signers may try. What nobody confirms is
seen by nobody, so that this is about letters: to addresses which strangers type go only so many.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from flask import Response, request

from hov_donate.core.db import UnitOfWork
from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.defence.marks import block_of
from hov_donate.defence.rules import Numbers, Scope
from hov_donate.defence.turnstile import Turnstile
from hov_donate.public import second_press
from hov_donate.public.own_page import too_many_letters
from hov_donate.public.typed import TRAP
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

TOKEN_LASTS = timedelta(hours=24)
LONGEST_KEPT = 8_000
# In ten minutes, in a day.
FIRST_PRESS: dict[str, Numbers] = {
    "event": {Scope.BLOCK: (10, 40), Scope.EMAIL: (5, 15), Scope.TOTAL: (100, 1_000)},
    "coming": {Scope.BLOCK: (60, 400), Scope.EMAIL: (5, 20), Scope.TOTAL: (300, 5_000)},
}
# Who presses a second time has a share of their own, which a flood of programs does not use up.
SECOND_PRESS: dict[str, Numbers] = {
    "event": {Scope.BLOCK: (5, 20), Scope.EMAIL: (5, 15), Scope.TOTAL: (100, 1_000)},
    "coming": {Scope.BLOCK: (20, 200), Scope.EMAIL: (5, 20), Scope.TOTAL: (300, 5_000)},
}


@dataclass(frozen=True)
class Sending:
    """What somebody sends: of which kind, with what form, for which address, and to where."""

    about: str
    form: str
    email: str
    action: str


def through(sending: Sending, act: Callable[[UnitOfWork], object]) -> Response | None:
    """Let somebody send something; else the page that asks for a second press, or to wait."""
    who = {Scope.BLOCK: [block_of(request.remote_addr or "") or ""], Scope.EMAIL: [sending.email]}
    if _gate(sending.about, FIRST_PRESS).enter(who, act) is None:
        return None
    about = f"{sending.about} {sending.form} {sending.email}"
    if not second_press.waited(about):
        return _ask(about, sending.action)
    until = _gate(sending.about, SECOND_PRESS, "-again").enter(who, act)
    return None if until is None else too_many_letters(until)


def new_token(subject: str) -> str:
    """What a freshly opened form holds: when it was opened, and what makes it one."""
    return parts().links.sign(
        LinkPurpose.EVENT_FORM,
        f"{subject} {token_urlsafe(12)}",
        now=parts().clock.now(),
        lasts=TOKEN_LASTS,
    )


def opened_at(token: str, subject: str) -> datetime | None:
    """When the form of a token was opened; None when it is too long ago, or was not ours."""
    now = parts().clock.now()
    try:
        found, end = parts().links.read_with_end(LinkPurpose.EVENT_FORM, token, now=now)
    except (LinkInvalidError, LinkExpiredError):
        return None
    return end - TOKEN_LASTS if found.partition(" ")[0] == subject else None


def by_a_program(opened: datetime) -> bool:
    """Whether the form gives away that no person filled it in; the answer does not tell."""
    too_soon = parts().clock.now() < opened + parts().guard.limits.least_fill
    return bool(request.form.get(TRAP)) or too_soon


def _gate(about: str, numbers: dict[str, Numbers], more: str = "") -> Turnstile:
    house = parts()
    return Turnstile(
        house.settings, house.database, house.guard.memory, about + more, numbers[about]
    )


def _ask(about: str, action: str) -> Response:
    return page(
        "public/events/again.html",
        429,
        seconds=second_press.seconds(),
        action=action,
        typed=[*second_press.typed(LONGEST_KEPT), second_press.confirmation(about)],
    )
