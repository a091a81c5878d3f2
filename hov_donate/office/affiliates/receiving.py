"""Recording money that came by bank, as a cheque or in cash: for one invoice or for many."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation, MoneyMethod
from hov_donate.affiliations.operations import receive_money
from hov_donate.affiliations.rules.refusals import MoneyRefusedError
from hov_donate.core.money import Money, total
from hov_donate.office.affiliates.found import affiliation_or_none
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries.invoices import Billed
from hov_donate.office.affiliates.queries.received import recorded_with
from hov_donate.office.affiliates.queries.remitted import to_tick
from hov_donate.office.affiliates.typed_sum import (
    PART,
    TICK,
    TypedSum,
    currencies,
    fill_parts,
    read_list,
    read_owner,
    read_parts,
    read_sum,
)
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, new_key
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.months.telling import booked_late, closed_days
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

SUM_FIELDS = (
    "amount", "currency", "method", "received_on", "payer", "bank_reference", "cheque_number",
    "words", "remittance", "form",
)  # fmt: skip


@office.get("/received/record")
@requires(Permission.RECORD_MONEY)
def ask_what_came() -> str:
    """A form for a sum that came, and for what it is for."""
    number = request.args.get("affiliate", "")[:30]
    owner = affiliation_or_none(db.session(), number)
    typed = {"form": new_key(), "received_on": today().isoformat()}
    if owner is not None:
        typed |= {"affiliate": owner.number, "currency": _currency(owner)}
    return _first(Form(typed))


@office.post("/received/look")
@requires(Permission.RECORD_MONEY)
def look_at_what_came() -> ResponseReturnValue:
    """How the sum is shared out among the invoices that were named, before it is recorded."""
    form = Form.sent()
    if "again" in form.typed:
        return _first(_ticked_again(form))
    came = read_sum(form)
    asked = read_list(form, came.amount.currency) if came else []
    if not asked:
        read_owner(form, [], rest=True)
    if came is None or not form.good:
        return _first(form), 422
    fill_parts(form, came.amount, asked)
    return _second(form, came, [row for row, _ in asked])


@office.post("/received")
@requires(Permission.RECORD_MONEY)
def record_what_came() -> ResponseReturnValue:
    """Record a sum and what it settles."""
    _, form = translator().gettext, Form.sent()
    recorded = recorded_with(db.session(), form.key())
    if recorded is not None:
        flash(_("This money is recorded already."), "info")
        return redirect(url_for("office.received_sum", received_id=recorded), 303)
    came = read_sum(form)
    if came is None:
        return _first(form), 422
    found, shares = read_parts(form, came.amount.currency)
    check_parts(form, came.amount, found, shares)
    rest = came.amount - total(shares.values(), came.amount.currency)
    owner = read_owner(form, found, rest=rest.minor > 0)
    if not form.good or owner is None:
        return _second(form, came, found), 422
    try:
        with changing() as work:
            money = receive_money(
                work,
                facts=came.facts(form.key(), owner.id),
                shares=list(shares.items()),
                actor=acting(),
                settings=parts().settings,
            )
    except MoneyRefusedError as error:
        form.wrong("parts", _(label(error.fault)))
        return _second(form, came, found), 422
    flash(_("The money is recorded."), "done")
    return redirect(url_for("office.received_sum", received_id=money.id), 303)


def _ticked_again(form: Form) -> Form:
    """The first page as it was before the second one."""
    parted = [name for name in form.typed if name.startswith(PART)]
    return Form(form.typed | {name.replace(PART, TICK, 1): "yes" for name in parted})


def check_parts(
    form: Form, amount: Money, found: Sequence[Billed], shares: Mapping[int, Money]
) -> None:
    """Tell at its field what is more than an invoice owes; the database would refuse it too."""
    _ = translator().gettext
    for row in found:
        share = shares.get(row.standing.invoice.id)
        if share is None:
            continue
        if row.standing.invoice.currency != share.currency:
            form.wrong(f"{PART}{row.standing.invoice.id}", _("This invoice is in another currency"))
        elif row.standing.owed < share:
            form.wrong(f"{PART}{row.standing.invoice.id}", _("That is more than is owed"))
    if amount < total(shares.values(), amount.currency):
        form.wrong("parts", _("The parts are more than the sum that came"))


def _currency(owner: Affiliation) -> str:
    """The currency in which an affiliate owes something."""
    owed = to_tick(db.session(), owner)
    return owed[0].standing.invoice.currency if owed else ""


def _first(form: Form) -> str:
    """The page for the sum and what it is for."""
    owner = affiliation_or_none(db.session(), form.shown("affiliate"))
    return render_template(
        "office/affiliates/record_money.html",
        form=form,
        methods=choices(MoneyMethod),
        currencies=[(code, code) for code in currencies()],
        to_tick=to_tick(db.session(), owner) if owner else [],
        owner=owner,
        names=names([owner.details_id] if owner else []),
        closed_days=closed_days(),
    )


def _second(form: Form, came: TypedSum, found: Sequence[Billed]) -> str:
    """The page that shows how the sum is shared out."""
    _rows, shares = read_parts(Form(form.typed), came.amount.currency)
    return render_template(
        "office/affiliates/share_out.html",
        form=form,
        late=booked_late(came.received_on),
        rest=came.amount - total(shares.values(), came.amount.currency),
        came=came,
        found=found,
        part=PART,
        kept={name: form.shown(name) for name in SUM_FIELDS},
        names=names([row.affiliation.details_id for row in found]),
        owners=len({row.affiliation.id for row in found}),
    )
