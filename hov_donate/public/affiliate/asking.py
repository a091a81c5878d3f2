"""One question per page: shown, answered, kept, and on to the next."""

from collections.abc import Mapping, Sequence

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.models import Application
from hov_donate.affiliations.operations.drafting import AlreadySentError
from hov_donate.defence.rules import Outcome
from hov_donate.public.addresses import address
from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.entry import Ticket, by_a_program, refused, ticket
from hov_donate.public.affiliate.flood import beginning
from hov_donate.public.affiliate.keeping import draft_of, kept, save
from hov_donate.public.affiliate.questions import (
    after,
    before,
    first_open,
    is_ahead,
    question,
)
from hov_donate.public.affiliate.questions.about import may_renew
from hov_donate.public.checking import Problem
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

CHECK = "check"


@open_to_all
def ask(token: str, name: str) -> AnyResponse:
    """A question, with what was answered before."""
    opened = ticket(token)
    row = kept(opened.form)
    draft = draft_of(row)
    this = _allowed(row, name, draft)
    if this is None:
        return to_begun(token)
    return _page(token, this, draft, this.typed(draft))


@open_to_all
def answer(token: str, name: str) -> AnyResponse:
    """Keep an answer and go on; or say what is to be mended."""
    opened = ticket(token)
    row = kept(opened.form)
    draft = draft_of(row)
    this = _allowed(row, name, draft)
    if this is None:
        return to_begun(token)
    if given_away := _given_away(opened, row):
        return refused(given_away)
    typed = draft.setting.reader.typed(this.fields(draft), request.form)
    told, problems = this.read(draft, typed)
    if problems:
        return _page(token, this, draft, typed, problems)
    try:
        turned_away = _keep(opened, row, told, this)
    except AlreadySentError:
        return to_begun(token)
    return turned_away or _onwards(token, this, told)


def _allowed(row: Application | None, name: str, draft: Draft) -> Question | None:
    """The question, if it is theirs to answer now; nothing is answered ahead of its turn."""
    if row is not None and row.submitted_at is not None:
        return None
    found = question(name, draft)
    return None if found is None or is_ahead(found, draft) else found


def _given_away(opened: Ticket, row: Application | None) -> Outcome | None:
    """A hidden field gives a program away at any time, haste only at the first answer."""
    given_away = by_a_program(opened.opened_at)
    return given_away if row is None or given_away is Outcome.HIDDEN_FIELD else None


def _keep(
    opened: Ticket, row: Application | None, told: Mapping[str, str], this: Question
) -> Response | None:
    """Write the answers down; the page for who begins more than anybody should."""
    if row is None:
        return beginning(lambda work: save(work, opened.form, told, this.name))
    with parts().database.writing() as work:
        save(work, opened.form, told, this.name)
    return None


def _onwards(token: str, this: Question, told: Mapping[str, str]) -> AnyResponse:
    """The next page: after a change, the check page, unless the change opened other questions."""
    if this.name == "before" and may_renew(told):
        return redirect(address("affiliate_renewal", token=token), 303)
    draft = draft_of(kept(ticket(token).form))
    if request.form.get("from") == CHECK:
        return to_begun(token)
    # Who renews is asked only what has to be told anew.
    following = first_open(draft) if draft.renews_id is not None else after(this, draft)
    return to_question(token, following) if following else to_begun(token)


def to_begun(token: str) -> AnyResponse:
    """To where an application stands: its first open question, the check page, or what was sent."""
    return redirect(address("affiliate_resume", token=token), 303)


def to_question(token: str, this: Question) -> AnyResponse:
    """To a question's page."""
    return redirect(address("affiliate_question", token=token, name=this.name), 303)


def _page(
    token: str,
    this: Question,
    draft: Draft,
    typed: Mapping[str, str],
    problems: Sequence[Problem] = (),
) -> Response:
    changing = CHECK in {request.args.get("from"), request.form.get("from")}
    return page(
        this.template,
        422 if problems else 200,
        title=this.title(draft),
        lead=this.lead(draft),
        fields=this.fields(draft),
        typed=typed,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        action=address("affiliate_question", token=token, name=this.name),
        changing=changing,
        back=_back(token, this, draft, changing=changing),
        later=address("affiliate_later", token=token),
        **this.facts(draft),
    )


def _back(token: str, this: Question, draft: Draft, *, changing: bool) -> str:
    if changing and first_open(draft) is None:
        return address("affiliate_check", token=token)
    earlier = before(this, draft)
    if earlier is None:
        return address("affiliate")
    return address("affiliate_question", token=token, name=earlier.name)
