"""Whether someone may go on to a page at Stripe; if not, a page that says why and what to do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from flask import Response, request

from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.defence.marks import block_of
from hov_donate.defence.processes import Attempt, Verdict, wait_seconds
from hov_donate.defence.rules import Outcome
from hov_donate.public.typed import LONGEST_KEPT
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# A field that no one sees; programs that fill in everything fill it in.
TRAP = "website"
CONFIRMATION = "confirmation"
# A button that shows a form again with what was typed, in another currency or country.
SHOW = "show_currency"
# What is not repeated when a form is sent again.
_NOT_REPEATED = frozenset({TRAP, CONFIRMATION, SHOW})
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
    signed = request.form.get(CONFIRMATION, "")
    asked_at = _asked_at(signed, knock.about)
    waited = asked_at and parts().clock.now() >= asked_at + guard.limits.confirm_after
    block = block_of(request.remote_addr or "")
    verdict = guard.admit(Attempt(block, knock.email, confirmed=bool(waited)))
    if verdict.outcome is Outcome.OPENED:
        return None
    if verdict.outcome is Outcome.ASKED:
        return _ask(knock, signed if asked_at else "")
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
        typed=_typed(),
        reference=reference,
    )
    shut = verdict.outcome is Outcome.CLOSED
    response.headers["Retry-After"] = str(CLOSED_SECONDS if shut else seconds)
    return response


def _ask(knock: Knock, signed: str) -> Response:
    """Ask for a second press. Who pressed too soon keeps the time that has passed."""
    limits = parts().guard.limits
    signed = signed or parts().links.sign(
        LinkPurpose.CONFIRM,
        _subject(knock.about),
        now=parts().clock.now(),
        lasts=limits.confirm_within,
    )
    return page(
        "public/confirm.html",
        seconds=int(limits.confirm_after.total_seconds()),
        action=knock.action,
        typed=[*_typed(), (CONFIRMATION, signed)],
        reference=knock.reference,
        sake=knock.sake.value,
    )


def _asked_at(signed: str, about: str) -> datetime | None:
    """When the second press was asked for; None when this is no confirmation for just this."""
    now = parts().clock.now()
    try:
        subject, end = parts().links.read_with_end(LinkPurpose.CONFIRM, signed, now=now)
    except (LinkInvalidError, LinkExpiredError):
        return None
    return end - parts().guard.limits.confirm_within if subject == _subject(about) else None


def _subject(about: str) -> str:
    return sha256(about.encode()).hexdigest()[:32]


def _typed() -> list[tuple[str, str]]:
    """Everything that was sent, to be sent again."""
    sent = request.form.items()
    return [(name, text[:LONGEST_KEPT]) for name, text in sent if name not in _NOT_REPEATED]
