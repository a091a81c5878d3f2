"""Signatures on paper: a file, what it would do, which twins are others, and the button."""

from collections.abc import Mapping, Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.appeals.models import PaperBatch
from hov_donate.campaign.appeals.operations import (
    PaperDesk,
    PaperRefusedError,
    drop_paper,
    look_at_paper,
    take_paper,
)
from hov_donate.campaign.appeals.operations.paper import rows_of
from hov_donate.campaign.appeals.queries.twins import TwinKind, twins
from hov_donate.campaign.appeals.rules import PaperStatus
from hov_donate.campaign.appeals.sheets import (
    COLUMNS,
    LARGEST_FILE,
    RowFault,
    SheetFault,
    SheetRefusedError,
    SheetRow,
    read_sheet,
)
from hov_donate.core.i18n import translator as spoken
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.appeals.found import ROOM, called, found
from hov_donate.office.bank.uploads import sent_file
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

SHEET = f"{ROOM}/paper/{KEY}batch_id>"
ANOTHER, SAME = "another", "same"


@office.get(f"{ROOM}/paper")
@requires(Permission.MODERATE_SIGNATURES)
def ask_for_sheet(appeal_id: int) -> str:
    """Which file."""
    return _ask(appeal_id, Form())


@office.post(f"{ROOM}/paper")
@requires(Permission.MODERATE_SIGNATURES)
def look_at_sheet(appeal_id: int) -> ResponseReturnValue:
    """What a file would do. One that cannot be read is not kept."""
    _, form, content = translator().gettext, Form.sent(), sent_file()
    found(appeal_id)
    if not content:
        form.wrong("file", _("Choose the file"))
    if len(content) > LARGEST_FILE:
        form.wrong("file", _("This file is too large. Split it into smaller ones"))
    if not form.ticked("words"):
        form.wrong("words", _("Tick that the sheets had the same words as the page"))
    if not form.good:
        return _ask(appeal_id, form), 422
    try:
        rows = read_sheet(content)
    except SheetRefusedError as error:
        form.wrong("file", _("Nothing of this file was taken. See what is wrong below"))
        return _ask(appeal_id, form, error.faults), 422
    with changing() as work:
        batch_id = look_at_paper(
            work, appeal_id=appeal_id, content=content, rows=rows, desk=_desk()
        ).id
    return redirect(url_for("office.sheet", appeal_id=appeal_id, batch_id=batch_id), 303)


@office.get(SHEET)
@requires(Permission.MODERATE_SIGNATURES)
def sheet(appeal_id: int, batch_id: int) -> str:
    """What a file would do, or what it did."""
    return _preview(appeal_id, batch_id, Form())


@office.post(f"{SHEET}/take")
@requires(Permission.MODERATE_SIGNATURES)
def take_sheet(appeal_id: int, batch_id: int) -> ResponseReturnValue:
    """Count the signatures of a file; twins as a person decided."""
    _, form = translator().gettext, Form.sent()
    rows, kinds = _rows(_batch(appeal_id, batch_id))
    decided = _decided(form, rows, kinds)
    if form.problems:
        return _preview(appeal_id, batch_id, form), 422
    try:
        with changing() as work:
            taken = take_paper(work, batch_id=batch_id, decided=decided, desk=_desk()).taken
    except PaperRefusedError as error:
        flash(_(label(error.fault)), "info")
    else:
        text = translator().ngettext(
            "%(num)s signature is counted.", "%(num)s signatures are counted.", taken
        )
        flash(text, "done")
    return redirect(url_for("office.sheet", appeal_id=appeal_id, batch_id=batch_id), 303)


@office.post(f"{SHEET}/drop")
@requires(Permission.MODERATE_SIGNATURES)
def drop_sheet(appeal_id: int, batch_id: int) -> ResponseReturnValue:
    """Forget a file that is not to be taken."""
    _ = translator().gettext
    _batch(appeal_id, batch_id)
    try:
        with changing() as work:
            drop_paper(work, batch_id=batch_id, actor=acting())
    except PaperRefusedError:
        flash(_("Somebody decided about this before you."), "info")
    else:
        flash(_("The file is forgotten. Nothing of it counts."), "done")
    return redirect(url_for("office.appeal", appeal_id=appeal_id), 303)


def _desk() -> PaperDesk:
    campaign = parts().settings.campaign
    return PaperDesk(acting(), parts().seal, spoken(campaign.default_language), campaign.name)


def _batch(appeal_id: int, batch_id: int) -> PaperBatch:
    batch = db.session().get(PaperBatch, batch_id)
    return batch if batch is not None and batch.appeal_id == appeal_id else abort(404)


def _rows(batch: PaperBatch) -> tuple[Sequence[SheetRow], Mapping[int, TwinKind]]:
    rows = rows_of(batch, parts().seal)
    return rows, twins(db.session(), parts().seal, batch.appeal_id, rows)


def _decided(
    form: Form, rows: Sequence[SheetRow], kinds: Mapping[int, TwinKind]
) -> dict[int, bool]:
    """What was chosen for each row that is perhaps a twin; undecided ones are told at their row."""
    decided = {}
    for row in rows:
        kind, name = kinds.get(row.number), f"twin-{row.number}"
        if kind is None or kind.certain:
            continue
        if form.shown(name) in {ANOTHER, SAME}:
            decided[row.number] = form.shown(name) == ANOTHER
        else:
            text = translator().gettext("Row %(row)s: choose who it is", row=row.number)
            form.wrong(name, text)
    return decided


def _ask(appeal_id: int, form: Form, faults: Sequence[RowFault] = ()) -> str:
    it = found(appeal_id)
    return render_template(
        "office/appeals/ask_for_sheet.html",
        it=it,
        title=called(db.session(), it),
        form=form,
        columns=COLUMNS,
        faults=[_told(fault) for fault in faults],
    )


def _told(fault: RowFault) -> str:
    _, why = translator().gettext, translator().gettext(label(fault.fault))
    if not fault.row:
        return why
    if fault.fault in {SheetFault.TOO_LONG, SheetFault.BAD_BOX}:
        return _(
            "Row %(row)s, column %(column)s: %(why)s",
            row=fault.row,
            column=fault.column,
            why=why,
        )
    return _("Row %(row)s: %(why)s", row=fault.row, why=why)


def _preview(appeal_id: int, batch_id: int, form: Form) -> str:
    batch, it = _batch(appeal_id, batch_id), found(appeal_id)
    rows, kinds = _rows(batch)
    return render_template(
        "office/appeals/sheet.html",
        it=it,
        title=called(db.session(), it),
        batch=batch,
        form=form,
        waits=batch.status is PaperStatus.LOOKED_AT,
        twins=[(row, kinds[row.number]) for row in rows if row.number in kinds],
        fresh=[row for row in rows if row.number not in kinds],
        people=people(db.session(), [batch.looked_by, batch.settled_by]),
    )
