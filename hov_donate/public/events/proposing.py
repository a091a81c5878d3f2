"""Anyone proposes an event; staff look at it once its proposer has confirmed it."""

from dataclasses import replace

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.campaign.events.consents import KEEP_PROPOSER
from hov_donate.campaign.events.operations import propose_event
from hov_donate.campaign.events.rules import UNCONFIRMED_FOR
from hov_donate.core.countries import COUNTRIES, country_choices
from hov_donate.core.zones import zone_choices
from hov_donate.public.addresses import address
from hov_donate.public.checking import Checker, Problem
from hov_donate.public.events.checking import EventChecker
from hov_donate.public.events.gate import Sending, by_a_program, new_token, opened_at, through
from hov_donate.public.events.typed import TypedEvent
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import likely_country, translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

SUBJECT = "propose"


@open_to_all
def event_form() -> Response:
    """The empty form."""
    likely = likely_country()
    country = likely if likely in COUNTRIES else ""
    response = _page(TypedEvent(country=country or "", token=new_token(SUBJECT)))
    # Browsers may keep it for Back, so that going back is still the same form.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@open_to_all
def send_event() -> AnyResponse:
    """Take the form: a letter goes out, or back with what is to be mended."""
    typed = TypedEvent.from_form(request.form)
    opened, sent = opened_at(typed.token, SUBJECT), redirect(address("event_sent"), 303)
    if opened is None:
        text = translator().gettext(
            "This page was open for a long time. Press the button once more"
        )
        again = replace(typed, token=new_token(SUBJECT))
        return _page(again, Problem("propose", text), status=422)
    if by_a_program(opened):
        return sent
    checker = Checker(parts().settings.campaign, translator())
    proposal = EventChecker(checker, parts().clock.now()).check(typed)
    if isinstance(proposal, list):
        return _page(typed, *proposal, status=422)
    action = address("send_event")
    sending = Sending("event", proposal.form, proposal.identity.email, action)
    seal = parts().seal
    return through(sending, lambda work: propose_event(work, proposal=proposal, seal=seal)) or sent


@open_to_all
def event_sent() -> Response:
    """To look into the mailbox."""
    return page("public/events/sent.html", back=address("events"), days=UNCONFIRMED_FOR.days)


def _page(typed: TypedEvent, *problems: Problem, status: int = 200) -> Response:
    speak, campaign = translator(), parts().settings.campaign
    return page(
        "public/events/propose.html",
        status,
        typed=typed,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        countries=country_choices(speak.language),
        zones=zone_choices(speak.language, parts().clock.now().date(), typed.country),
        keep=KEEP_PROPOSER.shown(speak, campaign.name),
        action=address("send_event"),
    )
