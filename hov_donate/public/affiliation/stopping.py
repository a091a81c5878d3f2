"""Ending: the automatic renewal in two clicks, and the affiliation itself."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.operations import resign
from hov_donate.affiliations.operations.by_card import THE_MEMBER
from hov_donate.affiliations.processes import stop_renewing
from hov_donate.affiliations.queries.own_page import OwnPage
from hov_donate.gateway.port import GatewayError
from hov_donate.public.addresses import address
from hov_donate.public.affiliation.house import day_of
from hov_donate.public.affiliation.overview import MAY_RESIGN, found, name_of
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def stop_form(token: str) -> AnyResponse:
    """The first click has been made; the second is here."""
    own = found(token)
    card = own.by_card
    if card is None:
        return _back(token)
    charged = card.next_charge_at
    return page(
        "public/affiliation/stop.html",
        amount=translator().money(card.amount),
        day=translator().date(day_of(charged)) if charged else "",
        action=address("stop_renewal", token=token),
        back=address("affiliation", token=token),
    )


@open_to_all
def stop_renewal(token: str) -> AnyResponse:
    """End the automatic renewal, here and at Stripe; should it be silent, the wish stands."""
    own = found(token)
    return _back(token, "stopped" if _stop(own) else "noted")


def _stop(own: OwnPage) -> bool:
    """Let the card pay nothing more; False while Stripe has not heard of it."""
    if own.by_card is None:
        return True
    try:
        stop_renewing(parts().database, parts().gateway, reference=own.by_card.reference)
    except GatewayError:
        return False
    return True


@open_to_all
def resignation_form(token: str) -> AnyResponse:
    """Where a member or an organisation leaves, and may say why."""
    own = found(token)
    if own.affiliation.status not in MAY_RESIGN:
        return _back(token)
    until = own.affiliation.paid_until
    return page(
        "public/affiliation/resign.html",
        name=name_of(own) if own.organisation else "",
        until=translator().date(until) if until else "",
        by_card=own.by_card is not None,
        action=address("leave", token=token),
        back=address("affiliation", token=token),
    )


@open_to_all
def leave(token: str) -> AnyResponse:
    """Leave; nothing more is asked for. Pressing twice is leaving once."""
    own = found(token)
    if own.affiliation.status not in MAY_RESIGN:
        return _back(token)
    _stop(own)
    reason = clean(request.form.get("reason", "")[:LONGEST_KEPT])
    with parts().database.writing() as work:
        resign(work, affiliation_id=own.affiliation.id, actor=THE_MEMBER, reason=reason)
    return _back(token, "resigned")


def _back(token: str, done: str = "") -> Response:
    more = {"done": done} if done else {}
    return redirect(address("affiliation", token=token, **more), 303)  # type: ignore[return-value]
