"""The page of one event, its picture, and the form for those who come."""

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.campaign.events.consents import KEEP_SIGN_UP
from hov_donate.campaign.events.models import EventPicture
from hov_donate.campaign.events.operations import SigningUp, sign_up
from hov_donate.campaign.events.queries import framed, picture
from hov_donate.campaign.events.rules import UNCONFIRMED_FOR
from hov_donate.contacts.sealing import Identity
from hov_donate.public.addresses import address
from hov_donate.public.appeals.found import how_many
from hov_donate.public.checking import Checker, FieldError, Problem
from hov_donate.public.events.found import Shown, shown
from hov_donate.public.events.gate import Sending, by_a_program, new_token, opened_at, through
from hov_donate.public.one_form import one_form
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def event(event_id: int) -> Response:
    """What, when and where it is, who organises it, and afterwards what was."""
    found, image = _found(event_id)
    response = _page(found, image, new_token(_subject(event_id)))
    # Browsers may keep it for Back, so that going back is still the same form.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@open_to_all
def come_to_event(event_id: int) -> AnyResponse:
    """Take the form: a letter goes out, or back with what is to be mended."""
    found, image = _found(event_id)
    token = clean(request.form.get("token", "")[:LONGEST_KEPT])
    opened = opened_at(token, _subject(event_id))
    if not found.open:
        return _page(found, image, token, status=422)
    if opened is None:
        text = translator().gettext(
            "This page was open for a long time. Press the button once more"
        )
        again = new_token(_subject(event_id))
        return _page(found, image, again, Problem("come", text), status=422)
    sent = redirect(address("coming_sent", event_id=str(event_id)), 303)
    if by_a_program(opened):
        return sent
    email, problems = _checked()
    if problems:
        return _page(found, image, token, *problems, status=422)
    signing = _signing(event_id, token, email)
    action = address("come_to_event", event_id=str(event_id))
    sending = Sending("coming", signing.form, email, action)
    seal = parts().seal
    return through(sending, lambda work: sign_up(work, signing=signing, seal=seal)) or sent


@open_to_all
def coming_sent(event_id: int) -> Response:
    """To look into the mailbox; the same for every address, be it known or not."""
    found, _ = _found(event_id)
    return page("public/events/sent.html", back=found.url, days=UNCONFIRMED_FOR.days)


@open_to_all
def event_picture(event_id: int) -> Response:
    """The picture of an event, from our own server."""
    with parts().database.reading() as session:
        shown(session, event_id)
        image = picture(session, event_id) or abort(404)
    answer = Response(image.content, content_type=image.media_type)
    answer.headers["Cache-Control"] = "public, max-age=86400"
    # Other sites may show it beside a link to the page.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.set_etag(image.digest)
    answer.make_conditional(request)
    return answer


def _found(event_id: int) -> tuple[Shown, EventPicture | None]:
    with parts().database.reading() as session:
        return shown(session, event_id), framed(session, event_id)


def _subject(event_id: int) -> str:
    return f"event-{event_id}"


def _checked() -> tuple[str, list[Problem]]:
    """The address, and what is wrong."""
    checker = Checker(parts().settings.campaign, translator())
    problems, email = [], ""
    try:
        email = checker.email(clean(request.form.get("email", "")[:LONGEST_KEPT]))
    except FieldError as error:
        problems.append(error.problem)
    if "keep" not in request.form:
        text = translator().gettext("To sign up, agree that we keep your address until then")
        problems.append(Problem("keep", text))
    return email, problems


def _signing(event_id: int, token: str, email: str) -> SigningUp:
    speak, name = translator(), parts().settings.campaign.name
    return SigningUp(
        form=one_form(token, email),
        event_id=event_id,
        identity=Identity("", email),
        consents=[KEEP_SIGN_UP.given(speak, name)],
        language=speak.language,
    )


def _page(
    found: Shown, image: EventPicture | None, token: str, *problems: Problem, status: int = 200
) -> Response:
    event_id = str(found.told.event.id)
    coming = found.told.event.signed_up
    return page(
        "public/events/event.html",
        status,
        it=found,
        image=image,
        picture_url=address("event_picture", event_id=event_id, v=image.digest[:12])
        if image
        else "",
        coming=how_many(coming) if coming else "",
        token=token,
        typed=clean(request.form.get("email", "")[:LONGEST_KEPT]),
        ticked="keep" in request.form,
        keep=KEEP_SIGN_UP.shown(translator(), parts().settings.campaign.name),
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        action=address("come_to_event", event_id=event_id),
        calendar=address("event_as_calendar", event_id=event_id),
        all_events=address("events"),
    )
