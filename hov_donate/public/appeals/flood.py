"""How many signatures may be sent by whom, and a second press while there are too many.

What is counted here uses up nothing of what donors may try. Signatures that nobody confirms never
count, so that this is about letters: to addresses which strangers type go only so many.
"""

from flask import Response, request

from hov_donate.campaign.appeals.operations import Signing, sign
from hov_donate.defence.marks import block_of
from hov_donate.defence.rules import Numbers, Scope, Window
from hov_donate.defence.turnstile import Turnstile
from hov_donate.public import second_press
from hov_donate.public.own_page import too_many_letters
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# In ten minutes, in a day. A block is a neighbourhood, or the hall of a congress that signs.
FIRST_PRESS: Numbers = {
    Scope.BLOCK: (60, 400),
    Scope.EMAIL: (5, 20),
    Scope.TOTAL: (400, 8_000),
}
# Who presses a second time has a share of their own, which a flood of programs does not use up.
SECOND_PRESS: Numbers = {
    Scope.BLOCK: (20, 200),
    Scope.EMAIL: (5, 20),
    Scope.TOTAL: (600, 10_000),
}


def place() -> str | None:
    """The mark of the neighbourhood that this request comes from, good for one day."""
    block = block_of(request.remote_addr or "")
    if block is None:
        return None
    now = parts().clock.now()
    return _gate("signatures", FIRST_PRESS).mark(Scope.BLOCK, Window.DAY, now, block)


def through(signing: Signing, *, action: str) -> Response | None:
    """Let somebody sign; else the page that asks for a second press, or to come later."""
    email = signing.identity.email
    who = {Scope.BLOCK: [block_of(request.remote_addr or "") or ""], Scope.EMAIL: [email]}
    seal = parts().seal
    first = _gate("signatures", FIRST_PRESS)
    if first.enter(who, lambda work: sign(work, signing=signing, seal=seal)) is None:
        return None
    about = f"sign {signing.form} {email}"
    if not second_press.waited(about):
        return _ask(about, action)
    second = _gate("signatures-again", SECOND_PRESS)
    until = second.enter(who, lambda work: sign(work, signing=signing, seal=seal))
    return None if until is None else too_many_letters(until)


def _gate(about: str, numbers: Numbers) -> Turnstile:
    house = parts()
    return Turnstile(house.settings, house.database, house.guard.memory, about, numbers)


def _ask(about: str, action: str) -> Response:
    return page(
        "public/appeals/again.html",
        429,
        seconds=second_press.seconds(),
        action=action,
        typed=[*second_press.typed(), second_press.confirmation(about)],
    )
