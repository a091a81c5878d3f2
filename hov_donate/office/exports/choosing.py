"""Choosing what to take away, what it will be, and the file itself where it is not too large."""

from tempfile import SpooledTemporaryFile

from flask import Response, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from hov_donate.exports.making import TYPES, ending, file_name, make
from hov_donate.exports.operations import Asking, ask_for
from hov_donate.exports.processes import stamp_for
from hov_donate.ledger.chart import Account
from hov_donate.office import spans
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.exports.found import (
    FIELDS,
    Ahead,
    choices_of,
    look_ahead,
    subjects,
)
from hov_donate.office.exports.listing import EXPORTS
from hov_donate.office.forms import Form, new_key
from hov_donate.office.guard import acting
from hov_donate.office.handing_out import handed
from hov_donate.office.labels import label
from hov_donate.office.ledger import fund_choices
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries import ledger as queries
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# What is longer waits on the disk until it is sent.
IN_MEMORY = 1024 * 1024


@office.get("/exports")
@requires(Permission.TAKE_EXPORTS)
def exports() -> ResponseReturnValue:
    """What can be taken away, what the chosen would be, and what was made lately."""
    form = _form(dict(request.args.items()))
    ahead = look_ahead(db.session(), form) if form.shown("subject") else None
    return _page(form, ahead)


@office.get("/exports/file")
@requires(Permission.TAKE_EXPORTS)
def export_now() -> Response:
    """The file, made while one waits; 400 for what cannot be read or is too large for that."""
    form = _form(dict(request.args.items()))
    ahead = look_ahead(db.session(), form)
    if ahead is None or not ahead.at_once:
        abort(400)
    database = parts().database
    stamp = stamp_for(parts().settings, database, translator().language)
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (it is closed when it was sent)
    try:
        with database.reading() as session:
            make(session, ahead.wanted, stamp, file, lambda _: None)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    handed(
        f"export {ahead.wanted.subject}.{ahead.wanted.format}", rows=ahead.rows, asked=_kept(form)
    )
    return send_file(
        file,
        TYPES[ending(ahead.wanted, ahead.rows)],
        download_name=file_name(ahead.wanted, ahead.rows),
        as_attachment=True,
    )


@office.post("/exports")
@requires(Permission.TAKE_EXPORTS)
def ask_for_export() -> ResponseReturnValue:
    """Let the worker make it."""
    form = Form.sent()
    ahead = look_ahead(db.session(), form)
    if ahead is None:
        return _page(form, ahead)
    asking = Asking(ahead.wanted, form.key(), acting(), translator().language, ahead.rows)
    with changing() as work:
        export = ask_for(work, asking=asking)
    return redirect(url_for("office.export", export_id=export.id), 303)


def _form(typed: dict[str, str]) -> Form:
    """What is typed; days that nobody named are those of this accounting year until today."""
    typed = {name: text.replace("\0", "").strip() for name, text in typed.items()}
    form = Form({name: typed[name] for name in FIELDS if typed.get(name)})
    if not (form.shown("from") or form.shown("to")):
        today = spans.today()
        year = parts().settings.campaign.year_begin.year_of(today)
        form.typed |= {"from": year.first.isoformat(), "to": today.isoformat()}
    return form


def _kept(form: Form) -> dict[str, str]:
    """What was asked for, to be asked for again."""
    return {name: form.shown(name) for name in FIELDS if form.shown(name)}


def _page(form: Form, ahead: Ahead | None) -> ResponseReturnValue:
    session, speak = db.session(), translator()
    made = shown(EXPORTS)
    page = render_template(
        "office/exports/choose.html",
        form=form,
        ahead=ahead,
        key=new_key(),
        kept=_kept(form),
        name=file_name(ahead.wanted, ahead.rows) if ahead else "",
        subjects=[(it.value, speak.gettext(label(it))) for it in subjects()],
        formats=[(it.value, speak.gettext(label(it))) for it in choices_of(form)],
        accounts=[(it.value, speak.gettext(label(it))) for it in Account],
        currencies=[(code, code) for code in queries.currencies(session)],
        funds=fund_choices(queries.funds(session)),
        list=made,
        people=people(session, [it.asked_by for it in made.rows]),
    )
    return page, 422 if form.problems else 200
