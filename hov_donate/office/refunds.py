"""Giving money back: what it undoes is shown first, and above a set sum another person agrees."""

from collections.abc import Callable, Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.db import UnitOfWork
from hov_donate.core.references import normalise
from hov_donate.gateway.port import GatewayError
from hov_donate.ledger.queries import fund_name
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, new_key, typed_amount
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.lists.gifts import REFUNDS
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries import refunds as queries
from hov_donate.office.queries.people import people
from hov_donate.payments import operations
from hov_donate.payments.models import RefundRequest
from hov_donate.payments.operations import WantedRefund
from hov_donate.payments.processes import send_refund
from hov_donate.payments.rules.refunding import (
    RefundReason,
    RefundRefusedError,
    RefundRequestStatus,
)
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = "/refunds/<int:request_id>"


@office.get("/refunds")
@requires(Permission.SEE_GIFTS)
def refunds() -> str:
    """What staff want to give back, the last first; or that of one status."""
    found = shown(REFUNDS)
    return render_template(
        "office/refunds.html",
        list=found,
        statuses=list(RefundRequestStatus),
        chosen=found.search,
        people=_people(found.rows),
    )


@office.get("/payments/<reference>/refund")
@requires(Permission.GIVE_BACK)
def ask_before_refunding(reference: str) -> str:
    """What giving it back undoes, how much, and why."""
    found = _found(reference)
    return _page(found, Form({"form": new_key(), "amount": typed_amount(found.left)}))


@office.post("/payments/<reference>/refund")
@requires(Permission.GIVE_BACK)
def ask_for_refund(reference: str) -> ResponseReturnValue:
    """Write down that it goes back, and tell Stripe where nobody else has to agree."""
    _, form, found = translator().gettext, Form.sent(), _found(reference)
    amount = form.money("amount", found.payment.currency, missing=_("Enter how much"))
    reason = form.choice("reason", RefundReason, missing=_("Choose why"))
    words = form.words("words", missing=_("Write who asked for it, and when"))
    if not form.good or amount is None or reason is None:
        return _page(found, form), 422
    wanted = WantedRefund(form.key(), found.payment.reference, amount, reason, words)
    alone = parts().settings.campaign.refund_alone_up_to
    try:
        with changing() as work:
            request = operations.ask_for_refund(
                work, wanted=wanted, alone_up_to=alone, actor=acting()
            )
    except RefundRefusedError as error:
        form.wrong("amount", _(label(error.fault)))
        return _page(_found(reference), form), 422
    if request.status is RefundRequestStatus.WAITING:
        flash(_("Noted. Another person of the office has to agree before it goes."), "info")
        return _to(request)
    return sent_to_stripe(request)


@office.get(ROOM)
@requires(Permission.SEE_GIFTS)
def refund(request_id: int) -> str:
    """One wish to give money back, and what became of it."""
    found = queries.wish(db.session(), request_id) or abort(404)
    return _wish_page(found, Form())


@office.post(f"{ROOM}/agree")
@requires(Permission.AGREE_TO_REFUNDS)
def agree_to_refund(request_id: int) -> ResponseReturnValue:
    """Another person agrees: it goes back."""
    words = Form.sent().words("words")

    def act(work: UnitOfWork) -> RefundRequest:
        return operations.agree_to_refund(work, request_id=request_id, actor=acting(), words=words)

    return _decided(request_id, act)


@office.post(f"{ROOM}/decline")
@requires(Permission.AGREE_TO_REFUNDS)
def decline_refund(request_id: int) -> ResponseReturnValue:
    """The money stays, and why."""
    _, form = translator().gettext, Form.sent()
    words = form.words("words", missing=_("Write why it stays"))
    if not form.good:
        found = queries.wish(db.session(), request_id) or abort(404)
        return _wish_page(found, form), 422

    def act(work: UnitOfWork) -> RefundRequest:
        return operations.decline_refund(work, request_id=request_id, actor=acting(), words=words)

    return _decided(request_id, act)


@office.post(f"{ROOM}/again")
@requires(Permission.GIVE_BACK)
def try_refund_again(request_id: int) -> ResponseReturnValue:
    """Ask Stripe anew after it refused."""
    return _decided(
        request_id, lambda work: operations.try_refund_again(work, request_id=request_id)
    )


def _decided(request_id: int, act: Callable[[UnitOfWork], RefundRequest]) -> ResponseReturnValue:
    """Do it, or tell why it cannot be; what is agreed to is told to Stripe at once."""
    _ = translator().gettext
    try:
        with changing() as work:
            request = act(work)
    except RefundRefusedError as error:
        flash(_(label(error.fault)), "wrong")
        return redirect(url_for("office.refund", request_id=request_id), 303)
    except LookupError:
        abort(404)
    if request.status is RefundRequestStatus.DECLINED:
        flash(_("The money stays."), "done")
        return _to(request)
    return sent_to_stripe(request)


def sent_to_stripe(request: RefundRequest) -> ResponseReturnValue:
    """Tell Stripe of an agreed refund, and the reader what came of it."""
    _ = translator().gettext
    try:
        send_refund(parts().database, parts().gateway, request_id=request.id)
    except GatewayError:
        text = _(
            "It is noted, but Stripe did not answer. Stripe is asked again every few minutes; the"
            " money cannot go twice."
        )
        flash(text, "info")
        return _to(request)
    with parts().database.reading() as session:
        now = session.get_one(RefundRequest, request.id)
    if now.status is RefundRequestStatus.REFUSED:
        flash(_("Stripe refused to send it back."), "wrong")
    else:
        flash(_("Stripe has it. Cards take some days; a bank may yet refuse it."), "done")
    return _to(request)


def _to(request: RefundRequest) -> ResponseReturnValue:
    return redirect(url_for("office.refund", request_id=request.id), 303)


def _found(reference: str) -> queries.Undone:
    return queries.undone(db.session(), normalise(reference) or "") or abort(404)


def _people(rows: Sequence[queries.Wish]) -> dict[str, str]:
    actors = [it for row in rows for it in (row.request.asked_by, row.request.decided_by)]
    return people(db.session(), actors)


def _page(found: queries.Undone, form: Form) -> str:
    speak = translator()
    return render_template(
        "office/give_back.html",
        form=form,
        found=found,
        payment=found.payment,
        fund=fund_name(db.session(), found.payment.fund, speak.language),
        reasons=[(it.value, speak.gettext(label(it))) for it in RefundReason],
        alone=parts().settings.campaign.refund_alone_up_to.get(found.payment.currency),
    )


def _wish_page(found: queries.Wish, form: Form) -> str:
    return render_template(
        "office/refund.html",
        found=found,
        wish=found.request,
        payment=found.payment,
        form=form,
        mine=found.request.asked_by == acting(),
        people=_people([found]),
    )
