"""Saying what a line is by choosing from a list: expenditure, charges, income, a transfer."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.office.bank.one_line import ROOM, found, to_line
from hov_donate.office.bank.queries.overview import open_funds
from hov_donate.office.bank.words import fund_name, words_of
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.operations import Said, settle_as
from hov_donate.reconciliation.bank.rules.booking import CHOSEN, TRANSFERS, goes_that_way
from hov_donate.reconciliation.bank.rules.kinds import LineFault, LineRefusedError, SettlementKind
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

FIELDS = {
    LineFault.NO_SUCH_FUND: "fund",
    LineFault.NOT_SO_MUCH: "fund",
    LineFault.NO_SUCH_ACCOUNT: "across",
}


@office.get(f"{ROOM}/choose")
@requires(Permission.SETTLE_LINES)
def ask_what_line_is(line_id: int) -> str:
    """What a line may be said to be."""
    only = len(open_funds(db.session())) == 1
    return _page(found(line_id), Form({"fund": GENERAL_FUND} if only else {}))


@office.post(f"{ROOM}/choose")
@requires(Permission.SETTLE_LINES)
def say_what_line_is(line_id: int) -> ResponseReturnValue:
    """Book a line as what was chosen."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    kind = form.choice("kind", SettlementKind, missing=_("Choose what it is"))
    words = form.words("words", missing=_("Write what it was for"))
    if kind is not None and kind not in CHOSEN:
        form.wrong("kind", _("Choose what it is"))
    across = form.choice("across", Account)
    if not form.good or kind is None:
        return _page(line, form), 422
    said = Said(kind, words, form.line("fund"), across)
    try:
        with changing() as work:
            settle_as(work, line_id=line_id, said=said, actor=acting(), seal=parts().seal)
    except LineRefusedError as error:
        form.wrong(FIELDS.get(error.fault, "kind"), _(label(error.fault)))
        return _page(found(line_id), form), 422
    flash(_("The line is settled."), "done")
    return to_line(line_id)


def _page(line: BankLine, form: Form) -> str:
    _ = translator().gettext
    kinds = [kind for kind in CHOSEN if goes_that_way(kind, line.amount)]
    return render_template(
        "office/bank/choose.html",
        line=line,
        form=form,
        words=(words_of([line]) or {}).get(line.id),
        kinds=[(kind.value, _(label(kind))) for kind in kinds],
        funds=[(fund.code, fund_name(fund)) for fund in open_funds(db.session())],
        accounts=[(account.value, _transfer_name(account)) for account in TRANSFERS],
    )


def _transfer_name(account: Account) -> str:
    _ = translator().gettext
    if account is Account.BANK:
        return _("Another account of ours at a bank")
    return _(label(account))
