"""The cash box: what lies in it, and counting cash a second time."""

from collections.abc import Sequence
from itertools import groupby

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.cashbox.models import BoxItem
from hov_donate.cashbox.operations import count
from hov_donate.cashbox.queries import lying_here
from hov_donate.cashbox.rules import BoxFault, BoxRefusedError
from hov_donate.core.money import Money, total
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.offline.words import links, own_accounts
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ITEM = f"/offline/box/{KEY}item_id>/count"
Heap = tuple[str, Sequence[BoxItem], Money]


@office.get("/offline/box")
@requires(Permission.SEE_GIFTS)
def cash_box() -> str:
    """What lies in the box, by currency, to be chosen for the bank."""
    return box_page(Form())


def box_page(form: Form) -> str:
    """The cash box, with what was chosen of it."""
    items = lying_here(db.session())
    return render_template(
        "office/offline/box.html",
        form=form,
        heaps=_heaps(items),
        links=links(items),
        people=people(db.session(), [it.counter for it in items]),
        accounts=list(own_accounts().items()),
        me=acting(),
    )


@office.get(ITEM)
@requires(Permission.RECORD_OFFLINE)
def ask_who_counted(item_id: int) -> str:
    """The sum that was written down, to be held against the cash."""
    return _ask(item_id, Form())


@office.post(ITEM)
@requires(Permission.RECORD_OFFLINE)
def count_cash(item_id: int) -> ResponseReturnValue:
    """Somebody else than who recorded cash says that it is that much, or a witness does."""
    _, form = translator().gettext, Form.sent()
    witness = form.line("witness")
    if not form.good:
        return _ask(item_id, form), 422
    sealed = parts().seal.seal_text(witness) if witness else None
    try:
        with changing() as work:
            count(work, item_id=item_id, actor=acting(), witness=sealed)
    except BoxRefusedError as error:
        if error.fault is BoxFault.COUNTED_BY_ONE:
            form.wrong("witness", _(label(error.fault)))
            return _ask(item_id, form), 422
        flash(_(label(error.fault)), "info")
    except LookupError:
        abort(404)
    else:
        flash(_("The cash is counted by two. It can go to the bank."), "done")
    return redirect(url_for("office.cash_box"), 303)


def _ask(item_id: int, form: Form) -> str:
    item = db.session().get(BoxItem, item_id) or abort(404)
    return render_template(
        "office/offline/count.html",
        item=item,
        form=form,
        link=links([item])[item.id],
        mine=item.recorded_by == acting(),
        people=people(db.session(), [item.recorded_by]),
    )


def _heaps(items: Sequence[BoxItem]) -> list[Heap]:
    """What lies here, by currency, with its sum."""
    by_currency = groupby(items, key=lambda item: item.currency)
    found = [(currency, list(rows)) for currency, rows in by_currency]
    return [(it, rows, total((row.amount for row in rows), it)) for it, rows in found]
