"""Saying that a line is of the cash box: a batch that was paid in, or a cheque that bounced."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.rules import BoxFault
from hov_donate.office import asked
from hov_donate.office.bank.one_line import ROOM, found, to_line
from hov_donate.office.bank.queries import candidates
from hov_donate.office.bank.refused import REFUSALS
from hov_donate.office.bank.words import words_of
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.operations import settle_batch, settle_bounced
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get(f"{ROOM}/batch")
@requires(Permission.SETTLE_LINES)
def ask_which_batch(line_id: int) -> str:
    """Which batch a line may be; one that the address names stands there already."""
    return _batch_page(found(line_id), Form({"chosen": str(asked.key("batch") or "")}))


@office.post(f"{ROOM}/batch")
@requires(Permission.SETTLE_LINES)
def say_it_is_a_batch(line_id: int) -> ResponseReturnValue:
    """The line is a batch, perhaps with another sum of cash."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    there = {str(it.id): it for it in candidates.batches(db.session(), line)}
    chosen, words = there.get(form.shown("chosen")), form.words("words")
    if chosen is None:
        form.wrong("chosen", _("Choose the batch"))
    if not form.good or chosen is None:
        return _batch_page(line, form), 422
    batch_id = chosen.id
    try:
        with changing() as work:
            settle_batch(
                work,
                line_id=line_id,
                batch_id=batch_id,
                words=words,
                actor=acting(),
                seal=parts().seal,
            )
    except REFUSALS as error:
        without = error.fault is BoxFault.DIFFERENCE_WITHOUT_WORDS
        form.wrong("words" if without else "chosen", _(label(error.fault)))
        return _batch_page(found(line_id), form), 422
    flash(_("The line is settled."), "done")
    return to_line(line_id)


@office.get(f"{ROOM}/bounced")
@requires(Permission.SETTLE_LINES)
def ask_which_cheque(line_id: int) -> str:
    """Which cheque a line may take back; one that the address names stands there already."""
    return _cheque_page(found(line_id), Form({"chosen": str(asked.key("cheque") or "")}))


@office.post(f"{ROOM}/bounced")
@requires(Permission.SETTLE_LINES)
def say_cheque_bounced(line_id: int) -> ResponseReturnValue:
    """The line is a cheque that bounced: what it brought is booked back."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    there = {str(it.id): it for it in candidates.cheques(db.session(), line)}
    chosen = there.get(form.shown("chosen"))
    words = form.words("words", missing=_("Write what the bank says about it"))
    if chosen is None:
        form.wrong("chosen", _("Choose the cheque"))
    if not form.good or chosen is None:
        return _cheque_page(line, form), 422
    item_id = chosen.id
    try:
        with changing() as work:
            settle_bounced(
                work,
                line_id=line_id,
                item_id=item_id,
                words=words,
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except REFUSALS as error:
        form.wrong("chosen", _(label(error.fault)))
        return _cheque_page(found(line_id), form), 422
    flash(_("The cheque is booked back, and the line is settled."), "done")
    return to_line(line_id)


def _batch_page(line: BankLine, form: Form) -> str:
    rows = candidates.batches(db.session(), line)
    return render_template(
        "office/bank/batch.html",
        line=line,
        form=form,
        words=(words_of([line]) or {}).get(line.id),
        choices=[(it.id, _batch_name(it)) for it in rows],
    )


def _batch_name(batch: Batch) -> str:
    _, speak = translator().gettext, translator()
    facts = {"number": batch.number, "sum": speak.money(batch.total + batch.difference)}
    if batch.paid_in_on is None:
        return _("%(number)s: %(sum)s, on its way to the bank", **facts)
    return _("%(number)s: %(sum)s, paid in on %(day)s", day=speak.date(batch.paid_in_on), **facts)


def _cheque_page(line: BankLine, form: Form) -> str:
    rows = candidates.cheques(db.session(), line)
    return render_template(
        "office/bank/bounced.html",
        line=line,
        form=form,
        words=(words_of([line]) or {}).get(line.id),
        choices=[(it.id, _cheque_name(it)) for it in rows],
    )


def _cheque_name(item: BoxItem) -> str:
    _, speak = translator().gettext, translator()
    facts = {"number": item.cheque_number or "–", "day": speak.date(item.came_on)}
    return _("Cheque %(number)s, received on %(day)s", **facts)
