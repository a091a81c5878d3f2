"""Coming back later: the answers are kept, and the address of the form can be sent by letter."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.public.addresses import address
from hov_donate.public.affiliate.asking import to_begun
from hov_donate.public.affiliate.draft import Draft
from hov_donate.public.affiliate.entry import by_a_program, refused, ticket
from hov_donate.public.affiliate.fields import Control, Field
from hov_donate.public.affiliate.flood import sending_letters
from hov_donate.public.affiliate.keeping import draft_of, kept, send_resume
from hov_donate.public.checking import Problem
from hov_donate.web.access import open_to_all
from hov_donate.web.rendering import page


def _field(draft: Draft) -> Field:
    _ = draft.setting.speak.gettext
    return Field(
        "email",
        Control.EMAIL,
        _("E-mail address"),
        _("We send a link to it, good for 30 days, and nothing else."),
        _("Enter your e-mail address"),
        autocomplete="email",
        longest=254,
    )


@open_to_all
def later(token: str) -> AnyResponse:
    """Where one asks for the link, and is told that nothing is lost without it."""
    opened = ticket(token)
    row = kept(opened.form)
    if row is None or row.submitted_at is not None:
        return to_begun(token)
    draft = draft_of(row)
    fields = (_field(draft),)
    if request.method == "GET":
        return _page(token, fields, {"email": draft.told("you_email")})
    if given_away := by_a_program(opened.opened_at):
        return refused(given_away)
    typed = draft.setting.reader.typed(fields, request.form)
    told, problems = draft.setting.reader.read(fields, typed)
    if problems:
        return _page(token, fields, typed, *problems)
    sent = sending_letters([told["email"]], lambda work: send_resume(work, row, told["email"]))
    return sent or page(
        "public/affiliate/later_sent.html", back=address("affiliate_resume", token=token)
    )


def _page(
    token: str, fields: tuple[Field, ...], typed: dict[str, str], *problems: Problem
) -> Response:
    return page(
        "public/affiliate/later.html",
        422 if problems else 200,
        fields=fields,
        typed=typed,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        action=address("affiliate_later", token=token),
        back=address("affiliate_resume", token=token),
    )
