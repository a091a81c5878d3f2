"""The one page on which people become members."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.classes import class_name
from hov_donate.affiliations.operations import join_as_member
from hov_donate.contacts.consents import NEWS
from hov_donate.core.countries import COUNTRIES, country_choices, country_name
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import N_
from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.defence.marks import block_of
from hov_donate.defence.rules import Outcome, Scope
from hov_donate.gateway.port import GatewayError
from hov_donate.public import door
from hov_donate.public.addresses import address
from hov_donate.public.affiliation.house import (
    card_page,
    close_outgrown_pages,
    joined_path,
    today,
)
from hov_donate.public.checking import Checker, Problem
from hov_donate.public.door import Knock, Sake
from hov_donate.public.joining.checking import JoinChecker, Joining, Pay
from hov_donate.public.joining.offering import Offering, offering, shown_fees
from hov_donate.public.joining.typed import TypedMember
from hov_donate.public.no_page import why_no_page
from hov_donate.public.own_page import letter_gate, too_many_letters
from hov_donate.public.typed import SHOW, TRAP
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import likely_country, translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

TOKEN_LASTS = timedelta(hours=24)
# How one may pay, and what then happens. Whoever pays every year must not think that it was once.
PAYMENTS = {
    Pay.CARD: (
        N_("By card, once"),
        N_("Nothing is taken again later. We write to you when the next year is due."),
    ),
    Pay.YEARLY: (
        N_("By card, every year"),
        N_(
            "We take the fee now and every year on this day until you stop. We write to you a month"
            " before each time and say how much. You can stop in two clicks."
        ),
    ),
    Pay.BANK: (
        N_("By bank transfer"),
        N_("The next page has our account and your reference; they come by e-mail too."),
    ),
}


@open_to_all
def join() -> Response:
    """What membership costs, and the empty form."""
    asked = request.args.get("country", "").upper()
    country = next((code for code in (asked, likely_country()) if code in COUNTRIES), "")
    response = _page(TypedMember(country=country, token=_new_token()))
    # Browsers may keep it for Back, so that going back is still the same form.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@open_to_all
def become_member() -> AnyResponse:
    """Take the form: on to pay, or back with what is to be mended."""
    typed = TypedMember.from_form(request.form)
    opened_at = _opened_at(typed.token)
    if opened_at is None:
        text = translator().gettext(
            "This page was open for a long time. Press the button once more"
        )
        return _page(replace(typed, token=_new_token()), Problem("join", text), status=422)
    if SHOW in request.form:
        return _page(typed)
    if given_away := _by_a_program(opened_at):
        action = address("become_member")
        return door.noticed(given_away, action=action, reference=None, sake=Sake.MEMBERSHIP)
    offered = _offered(typed)
    checker = JoinChecker(Checker(parts().settings.campaign, translator()), offered)
    checked = checker.check(typed, sha256(typed.token.encode()).hexdigest())
    if isinstance(checked, Joining):
        return _on_to_payment(typed, checked)
    return _page(typed, *checked, status=422)


def _by_a_program(opened_at: datetime) -> Outcome | None:
    """What gives away that no person filled in the form."""
    if request.form.get(TRAP):
        return Outcome.HIDDEN_FIELD
    too_soon = parts().clock.now() < opened_at + parts().guard.limits.least_fill
    return Outcome.TOO_FAST if too_soon else None


def _on_to_payment(typed: TypedMember, wanted: Joining) -> AnyResponse:
    if wanted.pay is Pay.BANK:
        return _by_bank(wanted)
    email = wanted.request.identity.email
    knock = Knock(f"{typed.token} {email}", email, address("become_member"), None, Sake.MEMBERSHIP)
    if away := door.turned_away(knock):
        return away
    with parts().database.writing() as work:
        affiliation_id = _join(work, wanted)
    own = joined_path(affiliation_id)
    back = parts().settings.public_url + own
    try:
        close_outgrown_pages(affiliation_id)
        url = card_page(affiliation_id, back, yearly=wanted.pay is Pay.YEARLY)
    except GatewayError as error:
        text, status = why_no_page(error, translator())
        return _page(typed, Problem("join", text), status=status)
    return redirect(url or own, 303)


def _by_bank(wanted: Joining) -> AnyResponse:
    """Who pays by bank opens no page at Stripe, so that it is letters that are counted."""
    joined: list[int] = []
    who = {
        Scope.BLOCK: [block_of(request.remote_addr or "") or ""],
        Scope.EMAIL: [wanted.request.identity.email],
    }
    until = letter_gate("join").enter(who, lambda work: joined.append(_join(work, wanted)))
    if until is not None:
        return too_many_letters(until)
    # Stripe may be silent: a page that is paid all the same is credit then.
    with suppress(GatewayError):
        close_outgrown_pages(joined[0])
    return redirect(joined_path(joined[0]), 303)


def _join(work: UnitOfWork, wanted: Joining) -> int:
    house = parts()
    return join_as_member(work, request=wanted.request, settings=house.settings, seal=house.seal).id


def _new_token() -> str:
    now = parts().clock.now()
    return parts().links.sign(LinkPurpose.JOIN, token_urlsafe(12), now=now, lasts=TOKEN_LASTS)


def _opened_at(token: str) -> datetime | None:
    """When the form of a token was opened; None when it is too long ago, or was not ours."""
    try:
        _, end = parts().links.read_with_end(LinkPurpose.JOIN, token, now=parts().clock.now())
    except (LinkInvalidError, LinkExpiredError):
        return None
    return end - TOKEN_LASTS


def _offered(typed: TypedMember) -> Offering:
    with parts().database.reading() as session:
        return offering(session, typed, today())


def _page(typed: TypedMember, *problems: Problem, status: int = 200) -> Response:
    speak, campaign = translator(), parts().settings.campaign
    offered = _offered(typed)
    return page(
        "public/join.html" if offered.fees or offered.bands else "public/join_closed.html",
        status,
        typed=typed,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        countries=country_choices(speak.language),
        country=country_name(typed.country, speak.language) if typed.country in COUNTRIES else "",
        offered=offered,
        fees=shown_fees(offered, speak),
        bands=[(band, class_name(band, speak)) for band in offered.bands],
        payments=_payments(),
        objectives=campaign.objectives[speak.language].strip().split("\n\n"),
        news=NEWS.shown(speak, campaign.name),
        action=address("become_member"),
    )


def _payments() -> list[tuple[str, str, str]]:
    """How one may pay: (value, label, what then happens). No card while that is stopped."""
    _ = translator().gettext
    open_ = parts().guard.standing().closed is None
    return [
        (pay.value, _(label), _(what))
        for pay, (label, what) in PAYMENTS.items()
        if open_ or pay is Pay.BANK
    ]
