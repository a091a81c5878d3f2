"""Standing orders: the list, the missed ones, writing one down, what came by it, its end."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.db import UnitOfWork
from hov_donate.donations.offline.expecting import met_days, missed, missed_by, next_due
from hov_donate.donations.offline.models import StandingOrder
from hov_donate.donations.offline.operations import CameByOrder, end_order, meet, record_order
from hov_donate.donations.offline.rules import GRACE, OfflineFault, OfflineRefusedError, Rhythm
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, new_key, typed_amount
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.lists.shown import shown
from hov_donate.office.offline.gifts import givers
from hov_donate.office.offline.lists import ORDERS
from hov_donate.office.offline.once import kept_once
from hov_donate.office.offline.typed import read_day
from hov_donate.office.offline.typed_order import ORDER_FIELDS, read_order
from hov_donate.office.offline.words import (
    currency_choices,
    fund_choices,
    fund_names,
    language_choices,
)
from hov_donate.office.queries.people import people
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ORDER = f"/offline/orders/{KEY}order_id>"


@office.get("/offline/orders")
@requires(Permission.SEE_GIFTS)
def standing_orders() -> str:
    """What givers told their banks, the last written down first."""
    found = shown(ORDERS)
    return render_template(
        "office/offline/orders.html",
        list=found,
        names=givers(it.details_id for it in found.rows),
        missed=len(missed(db.session(), today())),
    )


@office.get("/offline/orders/missed")
@requires(Permission.SEE_GIFTS)
def missed_orders() -> str:
    """Whose money did not come, whoever is longest behind first."""
    rows = missed(db.session(), today())
    return render_template(
        "office/offline/missed.html",
        rows=rows,
        names=givers(row.order.details_id for row in rows),
        grace=GRACE.days,
    )


@office.get(ORDER)
@requires(Permission.SEE_GIFTS)
def standing_order(order_id: int) -> str:
    """One standing order: what came, what was missed, what is expected next."""
    order = _found(order_id)
    met = met_days(db.session(), [order.id]).get(order.id, {})
    return render_template(
        "office/offline/order.html",
        order=order,
        met=sorted(met.items(), reverse=True),
        missed=missed_by(db.session(), order, today()),
        next_due=next_due(db.session(), order, today()),
        who=(givers([order.details_id]) or {}).get(order.details_id),
        fund=fund_names()[order.fund],
        people=people(db.session(), [order.recorded_by, order.ended_by]),
    )


@office.get("/offline/orders/record")
@requires(Permission.RECORD_OFFLINE)
def ask_for_order() -> str:
    """A form for a standing order."""
    return _first(Form({"form": new_key()}))


@office.post("/offline/orders/look")
@requires(Permission.RECORD_OFFLINE)
def look_at_order() -> ResponseReturnValue:
    """What will be expected, before it is written down; or the form again, to be changed."""
    form = Form.sent()
    if form.ticked("again"):
        return _first(form)
    facts = read_order(form)
    if facts is None:
        return _first(form), 422
    kept = {name: form.shown(name) for name in ORDER_FIELDS}
    fund = fund_names()[facts.fund]
    return render_template("office/offline/look_at_order.html", facts=facts, fund=fund, kept=kept)


@office.post("/offline/orders")
@requires(Permission.RECORD_OFFLINE)
def keep_order() -> ResponseReturnValue:
    """Write a standing order down; pressing twice writes it down once."""
    _, form = translator().gettext, Form.sent()
    facts = read_order(form)
    if facts is None:
        return _first(form), 422

    def act(work: UnitOfWork) -> StandingOrder:
        return record_order(work, facts=facts, actor=acting(), seal=parts().seal)

    try:
        order_id = kept_once(StandingOrder, facts.form, act)
    except OfflineRefusedError as error:
        form.wrong("amount", _(label(error.fault)))
        return _first(form), 422
    flash(_("The standing order is written down. Tell the giver its reference."), "done")
    return redirect(url_for("office.standing_order", order_id=order_id), 303)


@office.get(f"{ORDER}/came")
@requires(Permission.RECORD_OFFLINE)
def ask_what_came_by_order(order_id: int) -> str:
    """The form for what came on a day on which it was expected."""
    order = _found(order_id)
    due_on = request.args.get("due_on", "")[:10]
    typed = {"form": new_key(), "amount": typed_amount(order.amount), "due_on": due_on}
    return _ask_came(order, Form(typed))


@office.post(f"{ORDER}/came")
@requires(Permission.RECORD_OFFLINE)
def record_what_came_by_order(order_id: int) -> ResponseReturnValue:
    """Record what came; pressing twice records it once."""
    _, form, order = translator().gettext, Form.sent(), _found(order_id)
    due_on = form.day("due_on", missing=_("Enter the day on which it was expected"))
    came = _came(form, order)
    if came is None or due_on is None:
        return _ask_came(order, form), 422
    try:
        with changing() as work:
            gift = meet(
                work,
                order_id=order_id,
                due_on=due_on,
                came=came,
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except OfflineRefusedError as error:
        about_day = error.fault in {OfflineFault.NOT_EXPECTED, OfflineFault.MET_ALREADY}
        form.wrong("due_on" if about_day else "amount", _(label(error.fault)))
        return _ask_came(order, form), 422
    flash(_("The gift is recorded."), "done")
    return redirect(url_for("office.offline_gift", gift_id=gift.id), 303)


@office.get(f"{ORDER}/end")
@requires(Permission.RECORD_OFFLINE)
def ask_before_ending_order(order_id: int) -> str:
    """Since when a standing order is over, and how we know."""
    return _ask_end(_found(order_id), Form({"last_day": today().isoformat()}))


@office.post(f"{ORDER}/end")
@requires(Permission.RECORD_OFFLINE)
def end_standing_order(order_id: int) -> ResponseReturnValue:
    """Expect nothing more of a standing order."""
    _, form, order = translator().gettext, Form.sent(), _found(order_id)
    last_day = form.day("last_day", missing=_("Enter the last day on which it may come"))
    words = form.words("words", missing=_("Write how you know"))
    if not form.good or last_day is None:
        return _ask_end(order, form), 422
    try:
        with changing() as work:
            end_order(work, order_id=order_id, last_day=last_day, words=words, actor=acting())
    except OfflineRefusedError as error:
        form.wrong("last_day", _(label(error.fault)))
        return _ask_end(order, form), 422
    flash(_("The standing order is over. Nothing is expected of it any more."), "done")
    return redirect(url_for("office.standing_order", order_id=order_id), 303)


def _found(order_id: int) -> StandingOrder:
    return db.session().get(StandingOrder, order_id) or abort(404)


def _came(form: Form, order: StandingOrder) -> CameByOrder | None:
    _ = translator().gettext
    amount = form.money("amount", order.currency, missing=_("Enter the sum"))
    day = read_day(form, "received_on", missing=_("Enter the day on the bank statement"))
    reference, words = form.line("bank_reference"), form.words("words")
    if not form.good or amount is None or day is None:
        return None
    return CameByOrder(form.key(), amount, day, reference, words)


def _first(form: Form) -> str:
    return render_template(
        "office/offline/record_order.html",
        form=form,
        rhythms=choices(Rhythm),
        currencies=currency_choices(),
        funds=fund_choices(),
        languages=language_choices(),
    )


def _ask_came(order: StandingOrder, form: Form) -> str:
    return render_template("office/offline/came.html", order=order, form=form)


def _ask_end(order: StandingOrder, form: Form) -> str:
    return render_template("office/offline/end_order.html", order=order, form=form)
