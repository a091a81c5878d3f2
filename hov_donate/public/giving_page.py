"""The one page on which people give."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.core.references import new_reference, spaced
from hov_donate.defence.rules import Outcome
from hov_donate.donations.consents import KEEP_DETAILS, NEWS
from hov_donate.donations.operations import GiftRequest
from hov_donate.gateway.port import GatewayError
from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.queries import fund_for_gifts
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.public import door
from hov_donate.public.addresses import address
from hov_donate.public.checking import Checker, Problem
from hov_donate.public.door import Knock
from hov_donate.public.no_page import why_no_page
from hov_donate.public.offers import currency_choices, frequency_choices, offer
from hov_donate.public.typed import SHOW, TRAP, TypedGift
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import likely_currency, translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import html, kept, render

TOKEN_LASTS = timedelta(hours=24)
# No real reference has the letter O.
BLANK_REFERENCE = "OOOOOOOO"
BLANK_TOKEN = "OOOO.token"  # noqa: S105 (a blank to be filled)


@open_to_all
def donate() -> Response:
    """The empty form, with a reference of its own from the first look on."""
    if shut := door.closed():
        return shut
    token, reference = _new_token()
    if fund := _named_fund(request.args.get("fund", "")):
        typed = TypedGift(currency=_first_currency(), token=token, fund=fund.code)
        return _page(typed, reference)
    blank = _blank_form(translator().language, _first_currency())
    response = html(
        blank.replace(BLANK_TOKEN, token).replace(spaced(BLANK_REFERENCE), spaced(reference))
    )
    # Browsers may keep it for Back, so that going back is still the same gift.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@open_to_all
def give() -> AnyResponse:
    """Take the form: on to the card page, or back with what is to be mended."""
    typed = TypedGift.from_form(request.form)
    found = _opened(typed.token)
    if found is None:
        return _ask_again(typed)
    reference, opened_at = found
    if SHOW in request.form:
        return _page(_in_an_offered_currency(typed), reference)
    if given_away := _by_a_program(opened_at):
        return door.noticed(given_away, action=address("give"), reference=reference)
    checked = Checker(parts().settings.campaign, translator()).check(typed, reference)
    fund = _named_fund(typed.fund)
    if typed.fund and fund is None:
        return _fund_is_gone(typed, reference)
    if isinstance(checked, GiftRequest):
        code = fund.code if fund else GENERAL_FUND
        gift = replace(checked, form=_form_key(typed.token), fund=code)
        return _on_to_payment(typed, gift)
    shown = _in_an_offered_currency(typed)
    return _page(shown, reference, problems=checked, status=422)


def _by_a_program(opened_at: datetime) -> Outcome | None:
    """What gives away that no person filled in the form."""
    if request.form.get(TRAP):
        return Outcome.HIDDEN_FIELD
    too_soon = parts().clock.now() < opened_at + parts().guard.limits.least_fill
    return Outcome.TOO_FAST if too_soon else None


def _on_to_payment(typed: TypedGift, gift: GiftRequest) -> AnyResponse:
    email = gift.identity.email
    knock = Knock(f"{typed.token} {email}", email, address("give"), gift.reference)
    if away := door.turned_away(knock):
        return away
    try:
        return redirect(parts().giving.give(gift), 303)
    except GatewayError as error:
        text, status = why_no_page(error, translator())
        return _page(typed, gift.reference, problems=[Problem("pay", text)], status=status)


def _named_fund(code: str) -> LedgerFund | None:
    """What the gift is for, where the page is asked for a fund that takes gifts."""
    if code in {"", GENERAL_FUND}:
        return None
    with parts().database.reading() as session:
        return fund_for_gifts(session, code)


def _fund_is_gone(typed: TypedGift, reference: str) -> Response:
    """What somebody wanted to give for takes no more gifts: they decide, not we."""
    text = translator().gettext(
        "This fund takes no more gifts. Press the button once more to give for the campaign's work"
    )
    shown = replace(_in_an_offered_currency(typed), fund="")
    return _page(shown, reference, problems=[Problem("pay", text)], status=422)


def _ask_again(typed: TypedGift) -> Response:
    """The form was open too long, or was not ours: a fresh token and the same words."""
    text = translator().gettext("This page was open for a long time. Press the button once more")
    token, reference = _new_token()
    shown = replace(_in_an_offered_currency(typed), token=token)
    return _page(shown, reference, problems=[Problem("pay", text)], status=422)


def _blank_form(language: str, currency: str) -> str:
    """The empty form with blanks for the token and the reference; the rest is always the same."""

    def make() -> str:
        return _form(TypedGift(currency=currency, token=BLANK_TOKEN), BLANK_REFERENCE, [])

    return kept(("donate", language, currency), make)


def _new_token() -> tuple[str, str]:
    """A signed token and the fresh reference in it."""
    reference = new_reference()
    now = parts().clock.now()
    token = parts().links.sign(LinkPurpose.GIVE, reference, now=now, lasts=TOKEN_LASTS)
    return token, reference


def _form_key(token: str) -> str:
    """What this very form is known by; its reference alone could be another gift's by chance."""
    return sha256(token.encode()).hexdigest()


def _opened(token: str) -> tuple[str, datetime] | None:
    """The reference in a token, and when its form was opened."""
    try:
        reference, end = parts().links.read_with_end(
            LinkPurpose.GIVE, token, now=parts().clock.now()
        )
    except (LinkInvalidError, LinkExpiredError):
        return None
    return reference, end - TOKEN_LASTS


def _first_currency() -> str:
    campaign = parts().settings.campaign
    asked = request.args.get("currency", "").upper()
    found = (code for code in (asked, likely_currency()) if code in campaign.currencies)
    return next(found, None) or campaign.default_currency


def _in_an_offered_currency(typed: TypedGift) -> TypedGift:
    campaign = parts().settings.campaign
    if typed.currency not in campaign.currencies:
        typed = replace(typed, currency=campaign.default_currency)
    return typed.in_its_currency()


def _page(
    typed: TypedGift, reference: str, *, problems: list[Problem] | None = None, status: int = 200
) -> Response:
    return html(_form(typed, reference, problems or []), status)


def _form(typed: TypedGift, reference: str, problems: list[Problem]) -> str:
    campaign = parts().settings.campaign
    speak = translator()
    fund = _named_fund(typed.fund)
    return render(
        "public/donate.html",
        typed=typed,
        fund=fund,
        reference=reference,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        offer=offer(speak.language, campaign.currencies[typed.currency]),
        currencies=currency_choices(speak.language, tuple(campaign.currencies)),
        frequencies=frequency_choices(speak.language, campaign.frequencies),
        keep_details=KEEP_DETAILS.shown(speak, campaign.name),
        news=NEWS.shown(speak, campaign.name),
        action=address("give"),
    )
