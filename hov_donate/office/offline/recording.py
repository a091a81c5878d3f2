"""Recording a gift that came in cash, as a cheque or by transfer, with a look before it is kept."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.db import UnitOfWork
from hov_donate.donations.offline.models import OfflineGift
from hov_donate.donations.offline.operations import GiftFacts, record_gift
from hov_donate.donations.offline.rules import (
    GiftMethod,
    GiverKind,
    OfflineFault,
    OfflineRefusedError,
)
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form, new_key
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.offline.once import kept_once
from hov_donate.office.offline.queries import recorded_with
from hov_donate.office.offline.typed import GIFT_FIELDS, read_gift
from hov_donate.office.offline.words import (
    counter_choices,
    currency_choices,
    fund_choices,
    fund_names,
    language_choices,
)
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# Which field of the form a refusal is about; the others are about the sum.
FIELDS = {
    OfflineFault.IN_THE_FUTURE: "received_on",
    OfflineFault.FUND_IS_CLOSED: "fund",
    OfflineFault.TWO_MUST_COUNT: "counter",
}


@office.get("/offline/record")
@requires(Permission.RECORD_OFFLINE)
def ask_what_was_given() -> str:
    """A form for one gift."""
    typed = {"form": new_key(), "received_on": today().isoformat()}
    return _first(Form(typed))


@office.post("/offline/look")
@requires(Permission.RECORD_OFFLINE)
def look_at_gift() -> ResponseReturnValue:
    """What will be recorded, before it is; or the form again, to be changed."""
    form = Form.sent()
    if form.ticked("again"):
        return _first(form)
    facts = read_gift(form)
    if facts is None:
        return _first(form), 422
    return _second(form, facts)


@office.post("/offline")
@requires(Permission.RECORD_OFFLINE)
def record_offline_gift() -> ResponseReturnValue:
    """Record a gift; pressing twice records it once."""
    _, form = translator().gettext, Form.sent()
    known = recorded_with(db.session(), form.key())
    if known is not None:
        flash(_("This gift is recorded already."), "info")
        return redirect(url_for("office.offline_gift", gift_id=known), 303)
    facts = read_gift(form)
    if facts is None:
        return _first(form), 422

    def act(work: UnitOfWork) -> OfflineGift:
        return record_gift(
            work, facts=facts, actor=acting(), settings=parts().settings, seal=parts().seal
        )

    try:
        gift_id = kept_once(OfflineGift, facts.form, act)
    except OfflineRefusedError as error:
        form.wrong(FIELDS.get(error.fault, "amount"), _(label(error.fault)))
        return _first(form), 422
    flash(_("The gift is recorded."), "done")
    return redirect(url_for("office.offline_gift", gift_id=gift_id), 303)


def _first(form: Form) -> str:
    methods = [it for it in choices(GiftMethod) if it[0] != GiftMethod.STANDING_ORDER]
    return render_template(
        "office/offline/record.html",
        form=form,
        methods=methods,
        givers=choices(GiverKind),
        currencies=currency_choices(),
        funds=fund_choices(),
        languages=language_choices(),
        counters=counter_choices(acting()),
    )


def _second(form: Form, facts: GiftFacts) -> str:
    return render_template(
        "office/offline/look.html",
        form=form,
        facts=facts,
        fund=fund_names()[facts.fund],
        counter=dict(counter_choices(acting())).get(facts.second.member or "", ""),
        kept={name: form.shown(name) for name in GIFT_FIELDS},
    )
