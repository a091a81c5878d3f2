"""What becomes of a batch: the bank takes it, its cheques clear, or it is undone before that."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.operations import clear, pay_in, undo_batch
from hov_donate.cashbox.rules import BatchState, BoxFault, BoxRefusedError
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.offline.batches import BATCH, one_batch
from hov_donate.office.offline.words import own_accounts
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

CHEQUE = f"/offline/cheques/{KEY}item_id>/cleared"
# Which field of the form a refusal is about; the others are about the day.
FIELDS = {
    BoxFault.DIFFERENCE_WITHOUT_WORDS: "words",
    BoxFault.DIFFERENCE_WITHOUT_CASH: "counted",
    BoxFault.DIFFERENCE_TOO_LARGE: "counted",
}


@office.get(f"{BATCH}/pay-in")
@requires(Permission.PAY_IN)
def ask_before_paying_in(batch_id: int) -> str:
    """What is booked when the bank has taken a batch, and what the bank counted."""
    return _ask(_open(batch_id), Form({"paid_in_on": today().isoformat()}))


@office.post(f"{BATCH}/pay-in")
@requires(Permission.PAY_IN)
def pay_batch_in(batch_id: int) -> ResponseReturnValue:
    """Book that the bank has it; pressing twice books it once."""
    _, form, batch = translator().gettext, Form.sent(), one_batch(batch_id)
    day = form.day("paid_in_on", missing=_("Enter the day on which the bank took it"))
    difference, words = _difference(form, batch), form.words("words")
    if not form.good or day is None:
        return _ask(batch, form), 422
    try:
        with changing() as work:
            pay_in(
                work,
                batch_id=batch_id,
                on=day,
                today=today(),
                difference_minor=difference,
                words=words,
                actor=acting(),
            )
    except BoxRefusedError as error:
        form.wrong(FIELDS.get(error.fault, "paid_in_on"), _(label(error.fault)))
        return _ask(batch, form), 422
    flash(_("The batch is paid in. Its money stands at the bank."), "done")
    return redirect(url_for("office.batch", batch_id=batch_id), 303)


@office.post(f"{BATCH}/undo")
@requires(Permission.PAY_IN)
def lay_batch_back(batch_id: int) -> ResponseReturnValue:
    """Lay what is in a batch back into the cash box."""
    _ = translator().gettext
    one_batch(batch_id)
    try:
        with changing() as work:
            undo_batch(work, batch_id=batch_id, actor=acting())
    except BoxRefusedError as error:
        flash(_(label(error.fault)), "info")
    else:
        flash(_("The batch is undone. What was in it lies in the cash box again."), "done")
    return redirect(url_for("office.batch", batch_id=batch_id), 303)


@office.get(CHEQUE)
@requires(Permission.PAY_IN)
def ask_when_cleared(item_id: int) -> str:
    """On which day a cheque's money became certain."""
    return _ask_cleared(_cheque(item_id), Form({"cleared_on": today().isoformat()}))


@office.post(CHEQUE)
@requires(Permission.PAY_IN)
def clear_cheque(item_id: int) -> ResponseReturnValue:
    """Note that a cheque cleared."""
    _, form, item = translator().gettext, Form.sent(), _cheque(item_id)
    day = form.day("cleared_on", missing=_("Enter the day"))
    if not form.good or day is None:
        return _ask_cleared(item, form), 422
    try:
        with changing() as work:
            cleared = clear(work, item_id=item_id, on=day, today=today())
    except BoxRefusedError as error:
        form.wrong("cleared_on", _(label(error.fault)))
        return _ask_cleared(item, form), 422
    flash(_("The cheque has cleared."), "done")
    return redirect(url_for("office.batch", batch_id=cleared.batch_id), 303)


def _open(batch_id: int) -> Batch:
    batch = one_batch(batch_id)
    return batch if batch.state is BatchState.MADE else abort(404)


def _cheque(item_id: int) -> BoxItem:
    item = db.session().get(BoxItem, item_id)
    return item if item and item.batch_id else abort(404)


def _difference(form: Form, batch: Batch) -> int:
    """What the bank counted more of the cash; nothing typed is no difference."""
    if not batch.cash_minor:
        return 0
    counted = form.fee("counted", batch.currency)
    return counted.minor - batch.cash_minor if counted is not None else 0


def _ask(batch: Batch, form: Form) -> str:
    account = own_accounts().get(batch.account, batch.account)
    return render_template("office/offline/pay_in.html", batch=batch, form=form, account=account)


def _ask_cleared(item: BoxItem, form: Form) -> str:
    return render_template("office/offline/cleared.html", item=item, form=form)
