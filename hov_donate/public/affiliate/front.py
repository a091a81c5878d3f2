"""The way in: what affiliating means and takes, and coming back to what was begun."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.public.addresses import address
from hov_donate.public.affiliate.asking import to_begun, to_question
from hov_donate.public.affiliate.entry import by_a_program, new_token, refused, ticket
from hov_donate.public.affiliate.flood import beginning
from hov_donate.public.affiliate.keeping import draft_of, kept, save, setting
from hov_donate.public.affiliate.questions import QUESTIONS, first_open
from hov_donate.public.affiliate.quote_page import figures_of
from hov_donate.public.affiliate.sent import sent_page
from hov_donate.web.access import open_to_all
from hov_donate.web.rendering import page


@open_to_all
def front() -> Response:
    """What it is about. The link to the form holds a form of its own from the first look on."""
    token = new_token()
    answer = page(
        "public/affiliate/front.html",
        open=bool(setting().scales.bodies),
        begin=address("affiliate_question", token=token, name=QUESTIONS[0].name),
        quote=address("affiliate_quote"),
    )
    # Browsers may keep it for Back, so that going back is still the same form.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@open_to_all
def resume(token: str) -> AnyResponse:
    """Where an application stands: its first open question, the check page, or what was sent."""
    opened = ticket(token)
    row = kept(opened.form)
    if row is not None and row.submitted_at is not None:
        return sent_page(row)
    draft = draft_of(row)
    following = first_open(draft)
    if following is not None:
        return to_question(token, following)
    return redirect(address("affiliate_check", token=token), 303)


@open_to_all
def begin(token: str) -> AnyResponse:
    """Begin with the figures of a quote. Who presses twice, or goes back, keeps what is there."""
    opened = ticket(token)
    if kept(opened.form) is not None:
        return to_begun(token)
    if given_away := by_a_program(opened.opened_at):
        return refused(given_away)
    figures = figures_of(request.form)
    turned_away = beginning(lambda work: save(work, opened.form, figures, QUESTIONS[0].name))
    return turned_away or to_begun(token)
