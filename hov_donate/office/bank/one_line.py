"""One bank line: what it may be, what was said of it, and taking that back."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.ledger.models import LedgerFund
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.people import names
from hov_donate.office.bank.queries import listing as queries
from hov_donate.office.bank.refused import REFUSALS
from hov_donate.office.bank.words import fund_name, meant, offered, words_of
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.queries.people import people
from hov_donate.reconciliation.bank.models import BankAccount, BankLine
from hov_donate.reconciliation.bank.operations import confirm_proposal, ignore_line, take_back
from hov_donate.reconciliation.bank.operations.proposing import UNSETTLED
from hov_donate.reconciliation.bank.queries.lines import history
from hov_donate.reconciliation.bank.rules.kinds import LineRefusedError
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"/bank/lines/{KEY}line_id>"


@office.get(ROOM)
@requires(Permission.SEE_BANK)
def bank_line(line_id: int) -> str:
    """A line, what it may be, and what was said of it."""
    return line_page(found(line_id))


@office.post(f"{ROOM}/confirm")
@requires(Permission.SETTLE_LINES)
def confirm_line(line_id: int) -> ResponseReturnValue:
    """The line is what was proposed."""
    _, form = translator().gettext, Form.sent()
    found(line_id)
    try:
        with changing() as work:
            confirm_proposal(
                work,
                line_id=line_id,
                seen=form.line("seen"),
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except REFUSALS as error:
        flash(_(label(error.fault)), "wrong")
    else:
        flash(_("The line is settled."), "done")
    return to_line(line_id)


@office.get(f"{ROOM}/leave-out")
@requires(Permission.SETTLE_LINES)
def ask_why_ignored(line_id: int) -> str:
    """Why a line is nothing that the books should have."""
    return _reason_page(found(line_id), Form(), leaving_out=True)


@office.post(f"{ROOM}/leave-out")
@requires(Permission.SETTLE_LINES)
def leave_line_out(line_id: int) -> ResponseReturnValue:
    """Leave a line out, with its reason."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    words = form.words("words", missing=_("Write why it is left out"))
    if not form.good:
        return _reason_page(line, form, leaving_out=True), 422
    try:
        with changing() as work:
            ignore_line(work, line_id=line_id, words=words, actor=acting())
    except LineRefusedError as error:
        flash(_(label(error.fault)), "wrong")
    else:
        flash(_("The line is left out."), "done")
    return to_line(line_id)


@office.get(f"{ROOM}/take-back")
@requires(Permission.SETTLE_LINES)
def ask_before_taking_line_back(line_id: int) -> str:
    """What taking back does, and why it is done."""
    line = found(line_id)
    if line.status in UNSETTLED:
        abort(404)
    return _reason_page(line, Form(), leaving_out=False)


@office.post(f"{ROOM}/take-back")
@requires(Permission.SETTLE_LINES)
def take_line_back(line_id: int) -> ResponseReturnValue:
    """What was said of a line is not so."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    words = form.words("words", missing=_("Write why it is taken back"))
    if not form.good:
        return _reason_page(line, form, leaving_out=False), 422
    try:
        with changing() as work:
            take_back(
                work,
                line_id=line_id,
                words=words,
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except REFUSALS as error:
        flash(_(label(error.fault)), "wrong")
    else:
        flash(_("It is taken back, and the line is open again."), "done")
    return to_line(line_id)


def found(line_id: int) -> BankLine:
    """The line of this page."""
    return db.session().get(BankLine, line_id) or abort(404)


def to_line(line_id: int) -> ResponseReturnValue:
    """Back to the line."""
    return redirect(url_for("office.bank_line", line_id=line_id), 303)


def line_page(line: BankLine) -> str:
    """The page of a line."""
    session = db.session()
    said = history(session, line.id)
    may_be = offered(session, [line])[line.id] if line.status in UNSETTLED else []
    funds = {it.fund: fund_name(session.get_one(LedgerFund, it.fund)) for it in said}
    return render_template(
        "office/bank/line.html",
        line=line,
        account=session.get_one(BankAccount, line.account_id),
        words=(words_of([line]) or {}).get(line.id),
        offered=may_be,
        names=names([key for it in may_be for key in it.details]),
        said=said,
        meant={it.id: meant(session, it) for it in said},
        funds=funds,
        twins=queries.twins(session, line),
        open=line.status in UNSETTLED,
        people=people(session, [actor for it in said for actor in (it.made_by, it.undone_by)]),
    )


def _reason_page(line: BankLine, form: Form, *, leaving_out: bool) -> str:
    return render_template(
        "office/bank/reason.html",
        line=line,
        form=form,
        leaving_out=leaving_out,
        words=(words_of([line]) or {}).get(line.id),
    )
