"""Saying that a line is a gift: of whom, or by which standing order."""

from datetime import date
from enum import StrEnum

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from hov_donate.core.references import normalise
from hov_donate.donations.offline.expecting import orders_waiting
from hov_donate.donations.offline.operations import KnownGiver
from hov_donate.donations.offline.remembered import SameGiver, giver_behind
from hov_donate.donations.offline.rules import OfflineFault
from hov_donate.office.bank.one_line import ROOM, found, to_line
from hov_donate.office.bank.refused import REFUSALS
from hov_donate.office.bank.words import words_of
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.offline.typed import read_fund, read_giver
from hov_donate.office.offline.words import fund_choices, language_choices
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.operations import (
    GivenByLine,
    settle_gift,
    settle_standing_order,
)
from hov_donate.reconciliation.bank.rules.kinds import LineFault
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

UNKNOWN, BEFORE, NEW = "unknown", "before", "new"
# Which field of the form a refusal is about; the others are about who gave.
FIELDS: dict[StrEnum, str] = {
    OfflineFault.FUND_IS_CLOSED: "fund",
    OfflineFault.NOT_EXPECTED: "due_on",
}


@office.get(f"{ROOM}/gift")
@requires(Permission.SETTLE_LINES)
def ask_whose_gift(line_id: int) -> str:
    """Who gave what a line brought."""
    return _gift_page(found(line_id), Form())


@office.post(f"{ROOM}/gift")
@requires(Permission.SETTLE_LINES)
def say_it_is_a_gift(line_id: int) -> ResponseReturnValue:
    """The line is a gift by transfer, of somebody or of nobody knows whom."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    given = _read_given(form)
    if given is None:
        return _gift_page(line, form), 422
    try:
        with changing() as work:
            settle_gift(
                work,
                line_id=line_id,
                given=given,
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except REFUSALS as error:
        form.wrong(FIELDS.get(error.fault, "giver"), _(label(error.fault)))
        return _gift_page(found(line_id), form), 422
    flash(_("The gift is recorded, and the line is settled."), "done")
    return to_line(line_id)


def _read_given(form: Form) -> GivenByLine | None:
    """What was typed of a gift; None when something is wrong with it."""
    _ = translator().gettext
    chosen = form.shown("giver")
    who: KnownGiver | SameGiver | None = None
    if chosen == BEFORE:
        who = giver_behind(db.session(), form.line("reference"))
        if who is None:
            form.wrong("reference", _(label(LineFault.NO_SUCH_GIVER)))
    elif chosen == NEW:
        who = read_giver(form)
    elif chosen != UNKNOWN:
        form.wrong("giver", _("Choose who gave"))
    fund, words = read_fund(form), form.words("words")
    return GivenByLine(who, fund, words) if form.good else None


@office.get(f"{ROOM}/standing-order")
@requires(Permission.SETTLE_LINES)
def ask_which_order(line_id: int) -> str:
    """Which standing order brought a line."""
    return _order_page(found(line_id), Form())


@office.post(f"{ROOM}/standing-order")
@requires(Permission.SETTLE_LINES)
def say_which_order(line_id: int) -> ResponseReturnValue:
    """The line is what a standing order was to bring on a day."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    meant = _read_order(form, line)
    if meant is None:
        return _order_page(line, form), 422
    order_id, due_on = meant
    try:
        with changing() as work:
            settle_standing_order(
                work,
                line_id=line_id,
                order_id=order_id,
                due_on=due_on,
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except REFUSALS as error:
        form.wrong(FIELDS.get(error.fault, "reference"), _(label(error.fault)))
        return _order_page(found(line_id), form), 422
    flash(_("The gift is recorded, and the line is settled."), "done")
    return to_line(line_id)


def _read_order(form: Form, line: BankLine) -> tuple[int, date] | None:
    """The order that was typed, and the day; None when something is wrong with them.

    Without a day it is the nearest that has brought nothing.
    """
    _ = translator().gettext
    reference = form.line("reference", missing=_("Enter the reference of the standing order"))
    day, booked = form.day("due_on"), line.booked_on
    waiting = orders_waiting(
        db.session(), references=[normalise(reference) or ""], days=(booked, booked)
    )
    order = next(iter(waiting.orders), None)
    if order is None:
        form.wrong("reference", _("No standing order has this reference"))
        return None
    nearest = waiting.nearest(order, booked)
    day = day or (nearest.due_on if nearest else None)
    if day is None:
        form.wrong("due_on", _("No day is expected about then: enter the day that it is for"))
    return (order.id, day) if form.good and day else None


def _gift_page(line: BankLine, form: Form) -> str:
    _ = translator().gettext
    givers = [
        (UNKNOWN, _("Nobody knows who")),
        (BEFORE, _("Somebody whose gift or standing order we have")),
        (NEW, _("Somebody whose name we know")),
    ]
    return render_template(
        "office/bank/gift.html",
        line=line,
        form=form,
        words=(words_of([line]) or {}).get(line.id),
        givers=givers,
        funds=fund_choices(),
        languages=language_choices(),
    )


def _order_page(line: BankLine, form: Form) -> str:
    words = (words_of([line]) or {}).get(line.id)
    return render_template("office/bank/order.html", line=line, form=form, words=words)
