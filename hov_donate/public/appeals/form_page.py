"""An appeal and the form under it."""

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.campaign.appeals.consents import KEEP_SIGNATURE, NEWS, SHOWING
from hov_donate.campaign.appeals.rules import UNCONFIRMED_FOR, names_go_on
from hov_donate.core.countries import COUNTRIES, country_choices
from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.public.addresses import address
from hov_donate.public.appeals.checking import Sheet, SignatureChecker
from hov_donate.public.appeals.flood import place, through
from hov_donate.public.appeals.found import Shown, shown_at, today
from hov_donate.public.appeals.typed import TypedSignature
from hov_donate.public.checking import Checker, Problem
from hov_donate.public.typed import TRAP
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import likely_country, translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

TOKEN_LASTS = timedelta(hours=24)


@open_to_all
def appeal(slug: str) -> Response:
    """What the appeal says, how many signed, and the empty form."""
    found = _found(slug)
    likely = likely_country()
    country = likely if likely in COUNTRIES else ""
    response = _page(found, TypedSignature(country=country or "", token=_new_token(slug)))
    # Browsers may keep it for Back, so that going back is still the same form.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@open_to_all
def sign_appeal(slug: str) -> AnyResponse:
    """Take the form: a letter goes out, or back with what is to be mended."""
    found, typed = _found(slug), TypedSignature.from_form(request.form)
    if not found.open:
        return _page(found, typed)
    opened_at = _opened_at(typed.token, slug)
    if opened_at is None:
        text = translator().gettext(
            "This page was open for a long time. Press the button once more"
        )
        again = replace(typed, token=_new_token(slug))
        return _page(found, again, Problem("sign", text), status=422)
    if _by_a_program(opened_at):
        return _sent(slug)
    sheet = Sheet(typed.token, found.appeal.id, today(), place())
    checker = Checker(parts().settings.campaign, translator())
    checked = SignatureChecker(checker, sheet).check(typed)
    if isinstance(checked, list):
        return _page(found, typed, *checked, status=422)
    return through(checked, action=address("sign_appeal", slug=slug)) or _sent(slug)


@open_to_all
def appeal_sent(slug: str) -> Response:
    """To look into the mailbox; the same for every address, be it known or not."""
    return page(
        "public/appeals/sent.html",
        found=_found(slug),
        again=address("appeal", slug=slug),
        anew=address("signature_link"),
        days=UNCONFIRMED_FOR.days,
    )


def _found(slug: str) -> Shown:
    with parts().database.reading() as session:
        return shown_at(session, slug)


def _sent(slug: str) -> AnyResponse:
    return redirect(address("appeal_sent", slug=slug), 303)


def _by_a_program(opened_at: datetime) -> bool:
    """Whether the form gives away that no person filled it in; the answer does not tell."""
    too_soon = parts().clock.now() < opened_at + parts().guard.limits.least_fill
    return bool(request.form.get(TRAP)) or too_soon


def _new_token(slug: str) -> str:
    subject = f"{slug} {token_urlsafe(12)}"
    now = parts().clock.now()
    return parts().links.sign(LinkPurpose.SIGN, subject, now=now, lasts=TOKEN_LASTS)


def _opened_at(token: str, slug: str) -> datetime | None:
    """When the form of a token was opened; None when it is too long ago, or was not ours."""
    try:
        subject, end = parts().links.read_with_end(LinkPurpose.SIGN, token, now=parts().clock.now())
    except (LinkInvalidError, LinkExpiredError):
        return None
    return end - TOKEN_LASTS if subject.partition(" ")[0] == slug else None


def _page(found: Shown, typed: TypedSignature, *problems: Problem, status: int = 200) -> Response:
    speak, name = translator(), parts().settings.campaign.name
    closes_on = found.appeal.closes_on
    return page(
        "public/appeals/appeal.html",
        status,
        found=found,
        typed=typed,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        countries=country_choices(speak.language),
        keep=KEEP_SIGNATURE.shown(speak, name),
        news=NEWS.shown(speak, name),
        showing={item: text.shown(speak, name) for item, text in SHOWING.items()},
        action=address("sign_appeal", slug=found.appeal.slug),
        signers=address("signers", slug=found.appeal.slug),
        my_signature=address("signature_link"),
        names_go_on=names_go_on(closes_on) if closes_on else None,
        today=today(),
    )
