"""Writing a fee scale: its text, and what is wrong with it, line by line."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import FeeScale, ScaleStatus
from hov_donate.affiliations.operations import ScaleIsUsedError, change_draft, draft_scale
from hov_donate.affiliations.rules.reading import Fault, ScaleFaultsError
from hov_donate.affiliations.words import told
from hov_donate.office import asked
from hov_donate.office.affiliates.queries.scales import examples, same_draft
from hov_donate.office.affiliates.scales import ROOM, stored
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

LONGEST_TEXT = 60_000
# Room to write on below the last line.
LINES_MORE = 12


@dataclass(frozen=True)
class ShownFault:
    """A fault in the reader's words, with the line as it stands."""

    line: int
    text: str
    what: str
    mend: str


@office.get("/scales/new")
@requires(Permission.EDIT_SCALES)
def new_scale() -> str:
    """An editor for another version: empty, or with the text of an example or of a version."""
    example = examples().get(request.args.get("example", ""))
    scale_id = asked.key("like")
    text = stored(scale_id).row.text if scale_id else example or ""
    return _editor(Form({"text": text}), None, ())


@office.post("/scales/new")
@requires(Permission.EDIT_SCALES)
def keep_draft() -> ResponseReturnValue:
    """Keep a text as a draft: the next version of its scale."""
    form = _sent()
    there = same_draft(db.session(), form.shown("text"))
    if there is not None:
        return _to(there.id)
    try:
        with changing() as work:
            row = draft_scale(work, text=form.shown("text"), actor=acting())
    except ScaleFaultsError as error:
        return _editor(form, None, error.faults), 422
    flash(
        translator().gettext("The draft is kept. Look at what it gives before it is used."), "done"
    )
    return _to(row.id)


@office.get(f"{ROOM}/edit")
@requires(Permission.EDIT_SCALES)
def edit_scale(scale_id: int) -> str:
    """An editor for a draft."""
    row = _draft(scale_id)
    return _editor(Form({"text": row.text}), row, ())


@office.post(f"{ROOM}/edit")
@requires(Permission.EDIT_SCALES)
def change_scale(scale_id: int) -> ResponseReturnValue:
    """Give a draft another text."""
    _, form, row = translator().gettext, _sent(), _draft(scale_id)
    try:
        with changing() as work:
            change_draft(work, scale_id=scale_id, text=form.shown("text"))
    except ScaleFaultsError as error:
        return _editor(form, row, error.faults), 422
    except ScaleIsUsedError:
        flash(_("This version was activated meanwhile, and never changes."), "wrong")
        return _to(scale_id)
    return _kept(scale_id)


def _sent() -> Form:
    form = Form.sent()
    form.typed["text"] = form.shown("text").replace("\r\n", "\n")
    return form


def _draft(scale_id: int) -> FeeScale:
    row = stored(scale_id).row
    if row.status is not ScaleStatus.DRAFT:
        abort(404)
    return row


def _kept(scale_id: int) -> ResponseReturnValue:
    _ = translator().gettext
    flash(_("The draft is kept. Look at what it gives before it is used."), "done")
    return _to(scale_id)


def _to(scale_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.scale", scale_id=scale_id), 303)


def _editor(form: Form, row: FeeScale | None, faults: tuple[Fault, ...]) -> str:
    lines = form.shown("text").split("\n")
    shown = [_shown(fault, lines) for fault in faults]
    _ = translator().gettext
    problems = [_("Line %(line)s: %(what)s", line=it.line, what=it.what) for it in shown]
    return render_template(
        "office/affiliates/edit_scale.html",
        form=form,
        row=row,
        faults=shown,
        problems=problems,
        wrong_lines={it.line for it in shown},
        lines=len(lines) + LINES_MORE,
    )


def _shown(fault: Fault, lines: list[str]) -> ShownFault:
    speak = translator()
    text = lines[fault.line - 1] if fault.line <= len(lines) else ""
    return ShownFault(fault.line, text, told(fault.what, speak), told(fault.mend, speak))
