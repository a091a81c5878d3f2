"""Fee scales: their versions, one of them with what it gives, and how it comes into force."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from hov_donate.affiliations.models import ScaleStatus
from hov_donate.affiliations.operations import ScaleIsUsedError, activate_scale, retire_scale
from hov_donate.affiliations.queries.scales import StoredScale, stored_scale
from hov_donate.affiliations.rules.remarks import remarks
from hov_donate.affiliations.words import told
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.queries.scales import examples, shown, versions
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

ROOM = f"/scales/{KEY}scale_id>"
LONGEST_DECISION = 300


@office.get("/scales")
@requires(Permission.SEE_AFFILIATES)
def scales() -> str:
    """Every version of every fee scale."""
    return render_template(
        "office/affiliates/scales.html", rows=versions(db.session()), examples=examples()
    )


@office.get(ROOM)
@requires(Permission.SEE_AFFILIATES)
def scale(scale_id: int) -> str:
    """One version: its text, what it gives at every edge, and what to look at in it."""
    found = stored(scale_id)
    row = found.row
    others = [it for it in versions(db.session()) if it.id != scale_id]
    return render_template(
        "office/affiliates/scale.html",
        row=row,
        others=others,
        people=people(db.session(), [row.created_by, row.activated_by, row.retired_by]),
        **_looked_at(found),
    )


@office.get(f"{ROOM}/activate")
@requires(Permission.ACTIVATE_SCALES)
def ask_before_activating(scale_id: int) -> str:
    """What a draft gives at every edge, from when, and who decided it."""
    found = stored(scale_id)
    return _ask(found, Form({"decided_by": found.row.decided_by}))


@office.post(f"{ROOM}/activate")
@requires(Permission.ACTIVATE_SCALES)
def activate_version(scale_id: int) -> ResponseReturnValue:
    """Let a draft hold from its day on."""
    _, form, found = translator().gettext, Form.sent(), stored(scale_id)
    decided_by = form.line(
        "decided_by", missing=_("Write who decided this scale"), most=LONGEST_DECISION
    )
    if not form.good:
        return _ask(found, form), 422
    try:
        with changing() as work:
            activate_scale(work, scale_id=scale_id, decided_by=decided_by, actor=acting())
    except ScaleIsUsedError:
        flash(_("This version was activated already, and never changes."), "info")
    else:
        flash(_("The scale is in force from its day on, and never changes."), "done")
    return redirect(url_for("office.scale", scale_id=scale_id), 303)


@office.get(f"{ROOM}/retire")
@requires(Permission.ACTIVATE_SCALES)
def ask_before_retiring(scale_id: int) -> str:
    """What retiring a version means."""
    return render_template("office/affiliates/retire_scale.html", row=stored(scale_id).row)


@office.post(f"{ROOM}/retire")
@requires(Permission.ACTIVATE_SCALES)
def retire_version(scale_id: int) -> ResponseReturnValue:
    """Offer a version no more."""
    _ = translator().gettext
    stored(scale_id)
    try:
        with changing() as work:
            retire_scale(work, scale_id=scale_id, actor=acting())
    except ScaleIsUsedError:
        flash(_("Only a version that is in force can be retired."), "info")
    else:
        flash(_("This version is retired. Terms that were made by it stay as they are."), "done")
    return redirect(url_for("office.scale", scale_id=scale_id), 303)


def stored(scale_id: int) -> StoredScale:
    """The version of this page, and what it says."""
    try:
        return stored_scale(db.session(), scale_id)
    except NoResultFound:
        abort(404)


def _ask(found: StoredScale, form: Form) -> str:
    if found.row.status is not ScaleStatus.DRAFT:
        abort(404)
    return render_template(
        "office/affiliates/activate_scale.html", row=found.row, form=form, **_looked_at(found)
    )


def _looked_at(found: StoredScale) -> dict[str, object]:
    """What a person should look at before a scale is used."""
    speak = translator()
    return {
        "scale": found.scale,
        "shown": shown(found.scale, on=found.scale.effective_from),
        "remarks": [(it.line, told(it.sentence, speak)) for it in remarks(found.scale)],
    }
