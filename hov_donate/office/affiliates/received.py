"""Money that was recorded: the list, one sum, and that it is not there after all."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import MoneyMethod, ReversalReason
from hov_donate.affiliations.operations import reverse_money
from hov_donate.affiliations.rules.refusals import MoneyRefusedError
from hov_donate.cashbox.rules import BoxRefusedError
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.lists import RECEIVED
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries.received import OneSum, one_sum
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.lists.shown import shown
from hov_donate.office.months.telling import closed_days
from hov_donate.office.queries.people import people
from hov_donate.office.spans import today
from hov_donate.reconciliation.bank.queries.lines import line_of_received
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"/received/{KEY}received_id>"


@office.get("/received")
@requires(Permission.SEE_AFFILIATES)
def received() -> str:
    """Sums that came by bank, as cheques or in cash, the last recorded first."""
    found = shown(RECEIVED)
    return render_template(
        "office/affiliates/received.html",
        list=found,
        names=names([row.affiliation.details_id for row in found.rows]),
    )


@office.get(ROOM)
@requires(Permission.SEE_AFFILIATES)
def received_sum(received_id: int) -> str:
    """One sum: what it settled, and what is left of it."""
    found = _found(received_id)
    reversal = found.came.reversal
    actors = [found.came.money.recorded_by, *(row.actor for row, _ in found.settled)]
    return render_template(
        "office/affiliates/received_sum.html",
        found=found,
        money=found.came.money,
        bank_line=line_of_received(db.session(), received_id),
        names=names([found.came.affiliation.details_id]),
        people=people(db.session(), [*actors, reversal.actor if reversal else None]),
    )


@office.get(f"{ROOM}/reverse")
@requires(Permission.RECORD_MONEY)
def ask_before_reversing(received_id: int) -> str:
    """What it means that a sum is not there, why, and since when."""
    return _ask(_found(received_id), Form({"reversed_on": today().isoformat()}))


@office.post(f"{ROOM}/reverse")
@requires(Permission.RECORD_MONEY)
def reverse_received(received_id: int) -> ResponseReturnValue:
    """Note that a sum is not there after all."""
    _, form, found = translator().gettext, Form.sent(), _found(received_id)
    reason = form.choice("reason", ReversalReason, missing=_("Choose why"))
    day = form.day("reversed_on", missing=_("Enter the day"))
    words = form.words("words", missing=_("Write what happened"))
    if not form.good or reason is None or day is None:
        return _ask(found, form), 422
    try:
        with changing() as work:
            reverse_money(
                work,
                received_id=received_id,
                reason=reason,
                on=day,
                words=words,
                actor=acting(),
                settings=parts().settings,
            )
    except (MoneyRefusedError, BoxRefusedError) as error:
        form.wrong("reversed_on", _(label(error.fault)))
        return _ask(found, form), 422
    flash(_("It is noted. What this money had settled is owed again."), "done")
    return redirect(url_for("office.received_sum", received_id=received_id), 303)


def _found(received_id: int) -> OneSum:
    return one_sum(db.session(), received_id) or abort(404)


def _ask(found: OneSum, form: Form) -> str:
    cheque = found.came.money.method is MoneyMethod.CHEQUE
    reasons = choices(ReversalReason)
    if not cheque:
        reasons = [pair for pair in reasons if pair[0] != ReversalReason.BOUNCED]
    return render_template(
        "office/affiliates/reverse_money.html",
        found=found,
        form=form,
        reasons=reasons,
        closed_days=closed_days(),
    )
