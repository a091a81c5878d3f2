"""Everything that was answered, once more, with a way to change each; and sending it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.models import Application
from hov_donate.affiliations.operations import submit_organisation
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.public.addresses import address
from hov_donate.public.affiliate.asking import CHECK, to_begun, to_question
from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.entry import by_a_program, refused, ticket
from hov_donate.public.affiliate.flood import sending_letters
from hov_donate.public.affiliate.keeping import draft_of, kept
from hov_donate.public.affiliate.questions import BY_NAME, asked, first_open
from hov_donate.public.affiliate.quoted import Told
from hov_donate.public.affiliate.request import request_of
from hov_donate.public.affiliate.shown import shown
from hov_donate.public.checking import Problem
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

AUTHORITY = "authority"


@dataclass(frozen=True)
class Section:
    """A question with what was answered: (label, lines of the answer)."""

    title: str
    rows: tuple[tuple[str, list[str]], ...]
    change: str


@open_to_all
def check(token: str) -> AnyResponse:
    """Everything that was answered."""
    row = kept(ticket(token).form)
    draft = draft_of(row)
    return _not_yet(token, row, draft) or _page(token, draft)


@open_to_all
def send(token: str) -> AnyResponse:
    """Send it; pressing twice sends one."""
    opened = ticket(token)
    row = kept(opened.form)
    draft = draft_of(row)
    if elsewhere := _not_yet(token, row, draft):
        return elsewhere
    if given_away := by_a_program(opened.opened_at):
        return refused(given_away)
    if AUTHORITY not in request.form:
        text = translator().gettext("Confirm that you may declare this for your organisation")
        return _page(token, draft, Problem(AUTHORITY, text))
    try:
        return _submit(opened.form, draft) or to_begun(token)
    except UserError:
        # The scale has changed since the page was opened: they see the fee again.
        return to_question(token, BY_NAME["fee"])


def _not_yet(token: str, row: Application | None, draft: Draft) -> AnyResponse | None:
    """To where it stands, if there is something to answer still, or it was sent already."""
    if row is None or row.submitted_at is not None:
        return to_begun(token)
    following = first_open(draft)
    return to_question(token, following) if following else None


def _submit(form: str, draft: Draft) -> Response | None:
    """Send it, unless letters would be sent to these addresses too often."""
    wanted = request_of(draft, form)

    def act(work: UnitOfWork) -> None:
        submit_organisation(work, request=wanted, settings=parts().settings, seal=parts().seal)

    return sending_letters([officer.email for officer in wanted.officers.values()], act)


def _page(token: str, draft: Draft, *problems: Problem) -> Response:
    quoted = draft.figures.quote
    return page(
        "public/affiliate/check.html",
        422 if problems else 200,
        sections=[_section(token, each, draft) for each in asked(draft)],
        quoted=Told.of(quoted, draft) if quoted else None,
        renews=draft.renews_id is not None,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        action=address("affiliate_send", token=token),
        later=address("affiliate_later", token=token),
    )


def _section(token: str, this: Question, draft: Draft) -> Section:
    change = address("affiliate_question", token=token, name=this.name, **{"from": CHECK})
    rows = (
        *((label, [text]) for label, text in this.besides(draft)),
        *_answers(this, draft),
    )
    return Section(this.title(draft), rows, change)


def _answers(this: Question, draft: Draft) -> Iterator[tuple[str, list[str]]]:
    for field in this.fields(draft):
        text = shown(field, draft.told(field.name), draft)
        yield field.brief or field.label, text.splitlines()
