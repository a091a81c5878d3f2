"""A gift's own page: it confirms, it can be opened again, and it lets an unpaid gift be paid."""

import io
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import Response, abort, redirect, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.contacts.queries import identity
from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.donations.queries import Gift
from hov_donate.donations.queries import gift as find_gift
from hov_donate.donations.receipts import receipt_pdf
from hov_donate.gateway.port import GatewayError
from hov_donate.payments.rules import PaymentStatus
from hov_donate.public.addresses import address
from hov_donate.public.door import Knock, turned_away
from hov_donate.public.no_page import why_no_page
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

MOST_CHECKS = 6
SECONDS_BETWEEN_CHECKS = 5


class State(StrEnum):
    """What a donor is told about a gift."""

    PAID = "paid"
    REFUNDED = "refunded"
    PARTLY_REFUNDED = "partly_refunded"
    UNMATCHED = "unmatched"
    UNPAID = "unpaid"
    EXPIRED = "expired"
    CONFIRMING = "confirming"


_FINAL = {
    PaymentStatus.PAID: State.PAID,
    PaymentStatus.REFUNDED: State.REFUNDED,
    PaymentStatus.PARTLY_REFUNDED: State.PARTLY_REFUNDED,
}


@open_to_all
def gift(token: str) -> Response:
    """How far the gift has come, asked of Stripe itself while it is not paid."""
    reference = _reference(token)
    found = _found(reference)
    if _state(found, answered=True) in {State.UNPAID, State.EXPIRED}:
        answered = parts().giving.check(reference)
        found = _found(reference)
        return _page(token, found, _state(found, answered=answered))
    return _page(token, found, _state(found, answered=True))


@open_to_all
def receipt(token: str) -> AnyResponse:
    """The receipt as a PDF."""
    with parts().database.reading() as session:
        made = receipt_pdf(session, parts().seal, _reference(token))
    if made is None:
        abort(404)
    name, content = made
    response = send_file(
        io.BytesIO(content), "application/pdf", download_name=name, as_attachment=True
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@open_to_all
def resume(token: str) -> AnyResponse:
    """Another try at paying; a gift that is paid leads back to its page."""
    reference = _reference(token)
    found = _found(reference)
    if found.status not in _FINAL:
        knock = Knock(token, _email(found), address("resume", token=token), reference)
        if away := turned_away(knock):
            return away
    try:
        return redirect(parts().giving.resume(reference), 303)
    except GatewayError as error:
        text, status = why_no_page(error, translator())
        return _page(token, found, _state(found, answered=True), problem=text, status=status)


def _reference(token: str) -> str:
    """What the link is for; ends the request when the link is no good."""
    try:
        return parts().links.read(LinkPurpose.GIFT, token, now=parts().clock.now())
    except LinkInvalidError:
        abort(404)
    except LinkExpiredError:
        abort(410)


def _found(reference: str) -> Gift:
    with parts().database.reading() as session:
        found = find_gift(session, reference)
    return found or abort(404)


def _email(found: Gift) -> str:
    """Whose gift it is; empty once the donor is forgotten."""
    with parts().database.reading() as session:
        someone = identity(session, parts().seal, found.details_id)
    return someone.email if someone else ""


def _state(found: Gift, *, answered: bool) -> State:
    if found.status in _FINAL:
        return _FINAL[found.status]
    if found.unmatched:
        return State.UNMATCHED
    if not answered:
        return State.CONFIRMING
    return State.EXPIRED if found.status is PaymentStatus.EXPIRED else State.UNPAID


def _received_on(found: Gift) -> str:
    """The day the money came, on the campaign's calendar; empty before."""
    if found.paid_at is None:
        return ""
    zone = ZoneInfo(parts().settings.campaign.time_zone)
    return translator().date(found.paid_at.astimezone(zone).date())


def _page(
    token: str, found: Gift, state: State, *, problem: str = "", status: int = 200
) -> Response:
    campaign = parts().settings.campaign
    response = page(
        "public/gift.html",
        status,
        gift=found,
        state=state.value,
        problem=problem,
        received_on=_received_on(found),
        purpose=campaign.purpose[translator().language],
        resume=address("resume", token=token),
        receipt=address("receipt", token=token),
        again=address("gift", token=token),
    )
    checks = request.args.get("check", 0, type=int)
    if state is State.CONFIRMING and 0 <= checks < MOST_CHECKS:
        next_check = address("gift", token=token, check=str(checks + 1))
        response.headers["Refresh"] = f"{SECONDS_BETWEEN_CHECKS}; url={next_check}"
    return response
