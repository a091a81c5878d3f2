"""A gift's own page: it confirms, it can be opened again, and it lets an unpaid gift be paid."""

from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.contacts.queries import identity
from hov_donate.core.links import LinkPurpose
from hov_donate.documents.queries import documents_of
from hov_donate.donations.queries import Gift
from hov_donate.donations.queries import gift as find_gift
from hov_donate.donations.receipts import document_pdf, receipt_pdf
from hov_donate.gateway.port import GatewayError, Interval
from hov_donate.payments.rules import RECEIVED, PaymentStatus
from hov_donate.public.addresses import address
from hov_donate.public.door import Knock, turned_away
from hov_donate.public.links import subject_of
from hov_donate.public.my_giving import LINK, words
from hov_donate.public.no_page import why_no_page
from hov_donate.public.numbers.found import what_was_achieved
from hov_donate.public.own_page import as_document, as_file
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

MOST_CHECKS = 6
SECONDS_BETWEEN_CHECKS = 5


class State(StrEnum):
    """What a donor is told about a gift."""

    PROCESSING = "processing"
    FAILED = "failed"
    PAID = "paid"
    HELD = "held"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    PARTLY_CHARGED_BACK = "partly_charged_back"
    CHARGED_BACK = "charged_back"
    REVERSED = "reversed"
    UNMATCHED = "unmatched"
    NOT_DUE = "not_due"
    UNPAID = "unpaid"
    EXPIRED = "expired"
    CONFIRMING = "confirming"


# What Stripe has said of these, the page repeats; of the others it asks Stripe first.
_SAID = {status: State(status.value) for status in RECEIVED | {PaymentStatus.PROCESSING}}
_OPEN = frozenset({State.UNPAID, State.EXPIRED, State.FAILED})


@open_to_all
def gift(token: str) -> Response:
    """How far the gift has come, asked of Stripe itself while it is not paid."""
    reference = _reference(token)
    found = _found(reference)
    if _state(found, answered=True) in _OPEN:
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
    return as_file(*made)


@open_to_all
def gift_document(token: str, document_id: int) -> AnyResponse:
    """The receipt of this gift, or a correction of it, as a PDF."""
    reference = _reference(token)
    with parts().database.reading() as session:
        issued = (it for it in documents_of(session, reference) if it.id == document_id)
        document = next(issued, None) or abort(404)
        return as_document(document_pdf(session, parts().seal, document))


@open_to_all
def own_page(token: str) -> AnyResponse:
    """Send the donor the link to everything; this gift's own link does not open the rest."""
    email = _email(_found(_reference(token)))
    if not email:
        return redirect(address("ask_for_link"), 303)
    return LINK.mail(email)


@open_to_all
def resume(token: str) -> AnyResponse:
    """Another try at paying; a gift that is paid leads back to its page."""
    reference = _reference(token)
    found = _found(reference)
    if found.status.payable and found.subscription_id is None:
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
    return subject_of(LinkPurpose.GIFT, token)


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
    if found.held and found.status is PaymentStatus.PAID:
        return State.HELD
    if found.status in _SAID:
        return _SAID[found.status]
    if found.unmatched:
        return State.UNMATCHED
    if found.status is PaymentStatus.FAILED:
        return State.FAILED
    if not answered:
        return State.CONFIRMING
    return _unpaid_state(found)


def _unpaid_state(found: Gift) -> State:
    if found.status is not PaymentStatus.EXPIRED:
        return State.UNPAID
    return State.EXPIRED if found.subscription_id is None else State.NOT_DUE


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
    with parts().database.reading() as session:
        issued = documents_of(session, found.reference)
    response = page(
        "public/gift.html",
        status,
        gift=found,
        state=state.value,
        problem=problem,
        received_on=_received_on(found),
        purpose=campaign.purpose[translator().language],
        resume=address("resume", token=token),
        documents=[
            (shown, address("gift_document", token=token, document_id=str(shown.id)))
            for shown in words().documents(issued)
        ],
        yearly=found.interval is Interval.YEAR,
        own_page=address("own_page", token=token) if found.again else "",
        again=address("gift", token=token),
        achieved=what_was_achieved() if state is State.PAID else (),
    )
    checks = request.args.get("check", 0, type=int)
    if state is State.CONFIRMING and 0 <= checks < MOST_CHECKS:
        next_check = address("gift", token=token, check=str(checks + 1))
        response.headers["Refresh"] = f"{SECONDS_BETWEEN_CHECKS}; url={next_check}"
    return response
