"""Batches: chosen in the cash box, looked at, made; the list, one of them, and its slip."""

from collections.abc import Sequence
from io import BytesIO

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.operations import BatchFacts, make_batch
from hov_donate.cashbox.queries import items_in, state_of
from hov_donate.cashbox.rules import BoxFault, BoxRefusedError, ItemKind
from hov_donate.cashbox.slips import slip_pdf
from hov_donate.core.money import Money, total
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, new_key
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.lists.shown import shown
from hov_donate.office.offline.box import box_page
from hov_donate.office.offline.lists import BATCHES
from hov_donate.office.offline.words import links, own_accounts
from hov_donate.office.queries.people import people
from hov_donate.reconciliation.bank.queries.lines import line_of_batch
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

BATCH = f"/offline/batches/{KEY}batch_id>"
TICK = "item-"


@office.get("/offline/batches")
@requires(Permission.SEE_GIFTS)
def batches() -> str:
    """What went to the bank together, the last first."""
    return render_template(
        "office/offline/batches.html", list=shown(BATCHES), accounts=own_accounts()
    )


@office.get(BATCH)
@requires(Permission.SEE_GIFTS)
def batch(batch_id: int) -> str:
    """One batch and what is in it."""
    found = one_batch(batch_id)
    items = items_in(db.session(), batch_id)
    return render_template(
        "office/offline/batch.html",
        batch=found,
        items=[(item, state_of(item, found)) for item in items],
        links=links(items),
        accounts=own_accounts(),
        bank_line=line_of_batch(db.session(), batch_id),
        people=people(db.session(), [found.made_by, found.paid_in_by, found.undone_by]),
    )


@office.get(f"{BATCH}/slip.pdf")
@requires(Permission.SEE_GIFTS)
def paying_in_slip(batch_id: int) -> ResponseReturnValue:
    """The slip that goes to the bank with it."""
    name, content = slip_pdf(
        db.session(),
        one_batch(batch_id),
        campaign=parts().settings.campaign,
        language=translator().language,
    )
    return send_file(BytesIO(content), "application/pdf", download_name=name)


@office.post("/offline/batches/look")
@requires(Permission.PAY_IN)
def look_at_batch() -> ResponseReturnValue:
    """What would go to the bank together, before it does; how much of the cash is in notes."""
    form = Form.sent()
    items = _chosen(form)
    if not form.good:
        return box_page(form), 422
    form.typed["form"] = new_key()
    return _look(form, items)


@office.post("/offline/batches")
@requires(Permission.PAY_IN)
def start_batch() -> ResponseReturnValue:
    """Put what was chosen into a batch; pressing twice makes one."""
    _, form = translator().gettext, Form.sent()
    made = db.session().scalars(select(Batch.id).where(Batch.form == form.key())).one_or_none()
    if made is not None:
        flash(_("This batch is made already."), "info")
        return redirect(url_for("office.batch", batch_id=made), 303)
    items = _chosen(form)
    if not form.good:
        return box_page(form), 422
    notes = _notes(form, _sum(items, ItemKind.CASH))
    if notes is None:
        return _look(form, items), 422
    ids = [item.id for item in items]
    facts = BatchFacts(form.key(), form.shown("account"), ids, notes)
    try:
        with changing() as work:
            found = make_batch(work, facts=facts, accounts=list(own_accounts()), actor=acting())
    except BoxRefusedError as error:
        if error.fault is BoxFault.NOTES_DO_NOT_FIT:
            form.wrong("notes", _(label(error.fault)))
            return _look(form, items), 422
        form.wrong("chosen", _(label(error.fault)))
        return box_page(form), 422
    flash(_("The batch is made. Print its slip and take it to the bank."), "done")
    return redirect(url_for("office.batch", batch_id=found.id), 303)


def one_batch(batch_id: int) -> Batch:
    """The batch of this page."""
    return db.session().get(Batch, batch_id) or abort(404)


def _chosen(form: Form) -> Sequence[BoxItem]:
    """What was ticked, of one currency, and the account that it goes to."""
    _ = translator().gettext
    ticked = [name.removeprefix(TICK) for name in request.form if name.startswith(TICK)]
    ids = [int(key) for key in ticked if key.isascii() and key.isdigit() and len(key) < 19]
    items = (
        db.session()
        .scalars(select(BoxItem).where(BoxItem.id.in_(ids)).order_by(BoxItem.kind, BoxItem.id))
        .all()
    )
    faults = {
        BoxFault.NOTHING_CHOSEN: not items,
        BoxFault.SEVERAL_CURRENCIES: len({item.currency for item in items}) > 1,
        BoxFault.NOT_COUNTED: any(item.to_be_counted for item in items),
    }
    for fault, found in faults.items():
        if found:
            form.wrong("chosen", _(label(fault)))
    if form.shown("account") not in own_accounts():
        form.wrong("account", _(label(BoxFault.NO_SUCH_ACCOUNT)))
    return items


def _notes(form: Form, cash: Money) -> int | None:
    """What of the cash is in notes, in minor units; None when that was not said."""
    if not cash.minor:
        return 0
    missing = translator().gettext("Enter how much of the cash is in notes; 0 if nothing is")
    notes = form.fee("notes", cash.currency, missing=missing)
    return None if notes is None else notes.minor


def _look(form: Form, items: Sequence[BoxItem]) -> str:
    return render_template(
        "office/offline/look_at_batch.html",
        form=form,
        items=items,
        links=links(items),
        account=own_accounts()[form.shown("account")],
        cash=_sum(items, ItemKind.CASH),
        cheques=_sum(items, ItemKind.CHEQUE),
        tick=TICK,
    )


def _sum(items: Sequence[BoxItem], kind: ItemKind) -> Money:
    currency = items[0].currency
    return total((item.amount for item in items if item.kind is kind), currency)
