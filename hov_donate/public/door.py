"""Whether someone may go on to a page at Stripe; if not, a page that says why and what to do."""

from dataclasses import dataclass
from enum import StrEnum

from flask import Response, request

from hov_donate.defence.marks import block_of
from hov_donate.defence.processes import Attempt, Verdict, wait_seconds
from hov_donate.defence.rules import Outcome
from hov_donate.public import second_press
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# Nobody knows for how long giving is stopped.
CLOSED_SECONDS = 3600
_STATUS = {Outcome.CLOSED: 503, Outcome.HIDDEN_FIELD: 422}


class Sake(StrEnum):
    """What somebody came for: the page that turns them away speaks of nothing else."""

    GIFT = "gift"
    MEMBERSHIP = "membership"
    INVOICE = "invoice"


@dataclass(frozen=True)
class Knock:
    """Someone pressed a button that opens a page at Stripe.

    `about` names what a second press would be for: a confirmation is good for nothing else.
    `reference` is what to write on a bank transfer instead.
    """

    about: str
    email: str
    action: str
    reference: str | None
    sake: Sake = Sake.GIFT


def turned_away(knock: Knock) -> Response | None:
    """The page for someone who may not go on, or not yet; None when they may."""
    guard = parts().guard
    block = block_of(request.remote_addr or "")
    confirmed = second_press.waited(knock.about)
    verdict = guard.admit(Attempt(block, knock.email, confirmed=confirmed))
    if verdict.outcome is Outcome.OPENED:
        return None
    if verdict.outcome is Outcome.ASKED:
        return _ask(knock)
    return refusal(verdict, action=knock.action, reference=knock.reference, sake=knock.sake)


def noticed(
    outcome: Outcome, *, action: str, reference: str | None, sake: Sake = Sake.GIFT
) -> Response:
    """The page for what the form itself gave away; it is counted."""
    parts().guard.note(outcome)
    until = parts().clock.now() + parts().guard.limits.least_fill
    return refusal(Verdict(outcome, until), action=action, reference=reference, sake=sake)


def closed() -> Response | None:
    """The page for who comes while online giving is stopped; None while it is not."""
    reason = parts().guard.standing().closed
    if reason is None:
        return None
    return refusal(Verdict(Outcome.CLOSED, closed=reason), action="", reference=None)


def refusal(
    verdict: Verdict, *, action: str, reference: str | None, sake: Sake = Sake.GIFT
) -> Response:
    """Why nothing was opened, when to try again, and the other way to give or to pay."""
    seconds = wait_seconds(verdict.until, parts().clock.now())
    response = page(
        "public/refused.html",
        _STATUS.get(verdict.outcome, 429),
        why=verdict.outcome.value,
        sake=sake.value,
        closed=verdict.closed.value if verdict.closed else "",
        minutes=-(-seconds // 60),
        action=action,
        typed=second_press.typed(),
        reference=reference,
    )
    shut = verdict.outcome is Outcome.CLOSED
    response.headers["Retry-After"] = str(CLOSED_SECONDS if shut else seconds)
    return response


def _ask(knock: Knock) -> Response:
    return page(
        "public/confirm.html",
        seconds=second_press.seconds(),
        action=knock.action,
        typed=[*second_press.typed(), second_press.confirmation(knock.about)],
        reference=knock.reference,
        sake=knock.sake.value,
    )
