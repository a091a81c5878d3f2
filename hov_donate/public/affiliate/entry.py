"""Beginning an application, and coming back to it: the signed link in the address is the right."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from flask import Response, abort, request

from hov_donate.affiliations.addresses import RESUME_LASTS
from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.defence.rules import Outcome
from hov_donate.public.addresses import address
from hov_donate.public.typed import TRAP
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@dataclass(frozen=True)
class Ticket:
    """What a link says: which form it is for, and since when it is open."""

    token: str
    form: str
    opened_at: datetime


def new_token() -> str:
    """A token for a form that nobody has begun. Nothing is written down before an answer."""
    now = parts().clock.now()
    return parts().links.sign(LinkPurpose.AFFILIATE, token_urlsafe(24), now=now, lasts=RESUME_LASTS)


def ticket(token: str) -> Ticket:
    """What a link says. Ends the request when it is no good, or too old."""
    try:
        form, end = parts().links.read_with_end(
            LinkPurpose.AFFILIATE, token, now=parts().clock.now()
        )
    except LinkInvalidError:
        abort(404)
    except LinkExpiredError:
        abort(page("public/affiliate/expired.html", 410, again=address("affiliate")))
    return Ticket(token, form, end - RESUME_LASTS)


def by_a_program(opened_at: datetime) -> Outcome | None:
    """What gives away that no person filled in the form."""
    if request.form.get(TRAP):
        return Outcome.HIDDEN_FIELD
    too_soon = parts().clock.now() < opened_at + parts().guard.limits.least_fill
    return Outcome.TOO_FAST if too_soon else None


def refused(outcome: Outcome, *, minutes: int = 0) -> Response:
    """Why nothing was taken, and what to do now; what was typed can be sent again."""
    status = 422 if outcome is Outcome.HIDDEN_FIELD else 429
    typed = [(name, text) for name, text in request.form.items() if name != TRAP]
    answer = page(
        "public/affiliate/refused.html",
        status,
        why=outcome.value,
        minutes=minutes,
        action=request.path,
        typed=typed,
    )
    answer.headers["Retry-After"] = str(max(minutes * 60, 2))
    return answer
