"""One bank line for many invoices: which ones, how much of it for each, and whose the rest is."""

from collections.abc import Sequence

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from hov_donate.core.money import total
from hov_donate.office.affiliates.found import affiliation_or_none
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries.invoices import Billed
from hov_donate.office.affiliates.queries.remitted import to_tick
from hov_donate.office.affiliates.receiving import check_parts
from hov_donate.office.affiliates.typed_sum import (
    PART,
    fill_parts,
    read_list,
    read_owner,
    read_parts,
)
from hov_donate.office.bank.one_line import ROOM, found, to_line
from hov_donate.office.bank.refused import REFUSALS
from hov_donate.office.bank.words import offered, words_of
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, typed_amount
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.operations import settle_invoices
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get(f"{ROOM}/invoices")
@requires(Permission.SETTLE_LINES)
def ask_for_invoices(line_id: int) -> str:
    """Which invoices a line is for; those that its words name stand there already."""
    line = found(line_id)
    shares = [pair for it in offered(db.session(), [line])[line_id] for pair in it.shares]
    named = [f"{row.standing.invoice.full_number}  {typed_amount(part)}" for row, part in shares]
    return _first(line, Form({"remittance": "\n".join(named)}))


@office.post(f"{ROOM}/shares")
@requires(Permission.SETTLE_LINES)
def look_at_shares(line_id: int) -> ResponseReturnValue:
    """How a line is shared out, before it is settled."""
    line, form = found(line_id), Form.sent()
    invoices = read_list(form, line.currency)
    if not invoices:
        read_owner(form, [], rest=True)
    if not form.good:
        return _first(line, form), 422
    fill_parts(form, line.amount, invoices)
    return _second(line, form, [row for row, _ in invoices])


@office.post(f"{ROOM}/invoices")
@requires(Permission.SETTLE_LINES)
def pay_invoices_with_line(line_id: int) -> ResponseReturnValue:
    """The line is for invoices, in these parts."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    rows, shares = read_parts(form, line.currency)
    check_parts(form, line.amount, rows, shares)
    rest = line.amount - total(shares.values(), line.currency)
    owner = read_owner(form, rows, rest=rest.minor > 0)
    if not form.good or owner is None:
        return _second(line, form, rows), 422
    owner_id = owner.id
    try:
        with changing() as work:
            settle_invoices(
                work,
                line_id=line_id,
                shares=list(shares.items()),
                owner_id=owner_id,
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except REFUSALS as error:
        form.wrong("parts", _(label(error.fault)))
        return _second(found(line_id), form, read_parts(Form(form.typed), line.currency)[0]), 422
    flash(_("The line is settled."), "done")
    return to_line(line_id)


def _first(line: BankLine, form: Form) -> str:
    owner = affiliation_or_none(db.session(), form.shown("affiliate"))
    return render_template(
        "office/bank/invoices.html",
        line=line,
        form=form,
        words=(words_of([line]) or {}).get(line.id),
        to_tick=to_tick(db.session(), owner) if owner else [],
        names=names([owner.details_id] if owner else []),
    )


def _second(line: BankLine, form: Form, rows: Sequence[Billed]) -> str:
    _rows, shares = read_parts(Form(form.typed), line.currency)
    return render_template(
        "office/bank/shares.html",
        line=line,
        form=form,
        found=rows,
        rest=line.amount - total(shares.values(), line.currency),
        part=PART,
        names=names([row.affiliation.details_id for row in rows]),
        owners=len({row.affiliation.id for row in rows}),
    )
