"""What was sent, how far it has come, and what comes next."""

from datetime import datetime
from enum import StrEnum

from flask import Response
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Application
from hov_donate.affiliations.queries.affiliations import objected, officers_of
from hov_donate.affiliations.queries.planning import quote_ahead
from hov_donate.affiliations.rules.scale import Approval
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.queries import keeper
from hov_donate.core.i18n import N_
from hov_donate.ledger.rules import booking_day
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

_S = AffiliationStatus
CONFIRMING = N_(
    "Your secretary or your chair, whoever did not fill in the form, confirms it by the link in our"
    " letter, within 60 days."
)
DECIDING = N_("Our committee decides at its next meeting. We write to you as soon as it has.")
INVOICING = N_("We send the invoice to whoever pays.")
PAYING = N_(
    "You pay within %(days)s days, by card, bank transfer or cheque. From then on your organisation"
    " is affiliated."
)


class State(StrEnum):
    """What an organisation is told about what it sent."""

    WAITING = "waiting"
    OBJECTED = "objected"
    REJECTED = "rejected"
    AFFILIATED = "affiliated"
    RENEWED = "renewed"
    ENDED = "ended"


def sent_page(row: Application) -> Response:
    """The page that confirms; it can be opened again, and tells how far it has come."""
    with parts().database.reading() as session:
        affiliation = session.get_one(Affiliation, row.affiliation_id)
        organisation = keeper(session, affiliation.organisation_id or 0)
        state = _state(session, affiliation, row)
        steps = _steps(session, affiliation) if state is State.WAITING else []
    return page(
        "public/affiliate/sent.html",
        state=state.value,
        name=organisation.full_name,
        number=affiliation.number,
        sent_on=_day(row.submitted_at),
        steps=steps,
    )


def _day(moment: datetime | None) -> str:
    assert moment is not None  # noqa: S101 (it was sent)
    zone = parts().settings.campaign.time_zone
    return translator().date(booking_day(moment, zone))


def _state(session: Session, affiliation: Affiliation, row: Application) -> State:
    status = affiliation.status
    if status is _S.REJECTED:
        return State.REJECTED
    if status in {_S.LAPSED, _S.RESIGNED}:
        return State.ENDED
    if status.pending:
        objects = objected(officers_of(session, affiliation.id).values())
        return State.OBJECTED if objects else State.WAITING
    if affiliation.created_at < row.started_at:
        return State.RENEWED
    return State.WAITING if status is _S.INVOICED else State.AFFILIATED


def _steps(session: Session, affiliation: Affiliation) -> list[tuple[bool, str]]:
    """What has to happen, and whether it has; the last one is the money."""
    _, status, campaign = translator().gettext, affiliation.status, parts().settings.campaign
    confirmed, approved = status is not _S.SUBMITTED, status is _S.INVOICED
    quote = quote_ahead(session, affiliation, booking_day(parts().clock.now(), campaign.time_zone))
    steps = [(confirmed, _(CONFIRMING))]
    if quote is not None and quote.approval is Approval.COMMITTEE:
        steps.append((approved, _(DECIDING)))
    if approved or (quote is not None and quote.fee.minor):
        steps.append((approved, _(INVOICING)))
        steps.append((False, _(PAYING, days=campaign.payment_days.organisations)))
    return steps
