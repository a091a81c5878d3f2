"""Money of an affiliate that settles nothing: used for what it owes, given, or sent back."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import give_credit, send_credit_back, use_credit
from hov_donate.affiliations.queries.money import credit_of, owed
from hov_donate.affiliations.rules.refusals import MoneyRefusedError
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.office.affiliates.found import PATH, found
from hov_donate.office.affiliates.stepping import back_to
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, typed_amount
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"{PATH}/credit/<currency>"


@office.get(ROOM)
@requires(Permission.RECORD_MONEY)
def credit(number: str, currency: str) -> str:
    """What can be done with the credit of an affiliate in one currency."""
    it = found(number)
    amount = _credit(it, currency) or abort(404)
    return _page(it, amount, Form({"amount": typed_amount(amount)}))


@office.post(f"{PATH}/credit/use")
@requires(Permission.RECORD_MONEY)
def settle_with_credit(number: str) -> ResponseReturnValue:
    """Let credit settle what is owed, the oldest first; a second time there is nothing left."""
    it = found(number)
    with changing() as work:
        use_credit(work, affiliation_id=it.id, settings=parts().settings, actor=acting())
    flash(translator().gettext("The credit settles what is owed, as far as it goes."), "done")
    return back_to(it)


@office.post(f"{ROOM}/give")
@requires(Permission.RECORD_MONEY)
def make_credit_a_gift(number: str, currency: str) -> ResponseReturnValue:
    """The payer says that it is a gift."""
    form, it = Form.sent(), found(number)

    def act(work: UnitOfWork, amount: Money, seen: Money, words: str) -> None:
        give_credit(
            work,
            affiliation_id=it.id,
            amount=amount,
            words=words,
            actor=acting(),
            settings=parts().settings,
            seen=seen,
        )

    done = translator().gettext("The credit is a gift to the campaign now.")
    return _used(it, currency, form, act, done=done)


@office.post(f"{ROOM}/back")
@requires(Permission.RECORD_MONEY)
def note_credit_sent_back(number: str, currency: str) -> ResponseReturnValue:
    """Credit was sent back to its payer by bank."""
    form, it = Form.sent(), found(number)

    def act(work: UnitOfWork, amount: Money, seen: Money, words: str) -> None:
        send_credit_back(
            work,
            affiliation_id=it.id,
            amount=amount,
            words=words,
            actor=acting(),
            settings=parts().settings,
            seen=seen,
        )

    done = translator().gettext("It is noted that the credit went back.")
    return _used(it, currency, form, act, done=done)


def _used(
    it: Affiliation,
    currency: str,
    form: Form,
    act: Callable[[UnitOfWork, Money, Money, str], None],
    *,
    done: str,
) -> ResponseReturnValue:
    """Do it if the credit is what the page showed, or tell on the page why it cannot be."""
    _ = translator().gettext
    there = _credit(it, currency)
    seen = form.shown("seen")
    if there is None or str(there.minor) != seen:
        flash(_("The credit has changed since you opened the page. Look again."), "info")
        return back_to(it)
    amount = form.money("amount", currency, missing=_("Enter how much"))
    words = form.words("words", missing=_("Write who said so, and when"))
    if not form.good or amount is None:
        return _page(it, there, form), 422
    try:
        with changing() as work:
            act(work, amount, there, words)
    except MoneyRefusedError as error:
        form.wrong("amount", _(label(error.fault)))
        return _page(it, there, form), 422
    flash(done, "done")
    return redirect(url_for("office.affiliate", number=it.number), 303)


def _credit(it: Affiliation, currency: str) -> Money | None:
    return credit_of(db.session(), it.id).get(currency)


def _page(it: Affiliation, amount: Money, form: Form) -> str:
    return render_template(
        "office/affiliates/credit.html",
        it=it,
        form=form,
        amount=amount,
        owed=[row for row in owed(db.session(), it.id) if row.invoice.currency == amount.currency],
    )
