"""Deciding about a gift that a rule wanted looked at."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.operations import hold_invoice
from hov_donate.core.db import UnitOfWork
from hov_donate.donations import deciding
from hov_donate.donations.deciding import Verdict
from hov_donate.donations.review.rules import ReviewFault, ReviewRefusedError
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.refunds import sent_to_stripe
from hov_donate.office.review import queries
from hov_donate.office.review.queue import ROOM, looked, review_page
from hov_donate.payments.rules.refunding import RefundRefusedError, RefundRequestStatus
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# Which faults are about the field that was typed.
ABOUT_SUM = frozenset({ReviewFault.BELOW_WHAT_WAS_GIVEN, ReviewFault.NOBODY_IS_KNOWN})


@office.post(f"{ROOM}/accept")
@requires(Permission.DECIDE_REVIEWS)
def accept_held_gift(review_id: int) -> ResponseReturnValue:
    """A held gift is income from today on; its giver gets the receipt."""
    found = looked(review_id)
    invoice_id = _invoice_of(found)

    def act(work: UnitOfWork, verdict: Verdict) -> None:
        _hold(work, invoice_id)
        deciding.accept(
            work,
            review_id=review_id,
            verdict=verdict,
            actor=acting(),
            settings=parts().settings,
            seal=parts().seal,
        )

    _ = translator().gettext
    by_itself = found.beside is None
    done = _("It is accepted. The giver gets the receipt.") if by_itself else _("It is accepted.")
    return _said(review_id, act, done)


@office.post(f"{ROOM}/looked")
@requires(Permission.DECIDE_REVIEWS)
def note_looked_at(review_id: int) -> ResponseReturnValue:
    """Somebody looked at a gift that was booked as always."""

    def act(work: UnitOfWork, verdict: Verdict) -> None:
        deciding.look_over(
            work,
            review_id=review_id,
            verdict=verdict,
            actor=acting(),
            campaign=parts().settings.campaign,
        )

    return _said(review_id, act, translator().gettext("It is noted that you looked at it."))


@office.post(f"{ROOM}/refuse")
@requires(Permission.DECIDE_REVIEWS)
def refuse_held_gift(review_id: int) -> ResponseReturnValue:
    """A held gift is not wanted: it goes back, where the sum asks for it by another's word too."""
    _, form, found = translator().gettext, Form.sent(), looked(review_id)
    why = form.words("why", missing=_("Write why it is not accepted"))
    invoice_id = _invoice_of(found)
    if not form.good:
        return review_page(found, form), 422
    try:
        with changing() as work:
            _hold(work, invoice_id)
            request = deciding.refuse(
                work,
                review_id=review_id,
                words=why,
                actor=acting(),
                campaign=parts().settings.campaign,
            )
    except (ReviewRefusedError, RefundRefusedError) as error:
        flash(_(label(error.fault)), "wrong")
        return _back(review_id)
    if invoice_id is not None:
        return _taken_off(review_id)
    if request is None:
        flash(_("It is noted. See to it that the money goes back."), "info")
        return _back(review_id)
    if request.status is RefundRequestStatus.WAITING:
        flash(_("Noted. Another person of the office has to agree before it goes."), "info")
        return _back(review_id)
    return sent_to_stripe(request)


def _invoice_of(found: queries.Looked) -> int | None:
    """The invoice on which a gift stood; None of one that came by itself."""
    beside = queries.beside(db.session(), found)
    return beside.invoice.id if beside and beside.invoice else None


def _hold(work: UnitOfWork, invoice_id: int | None) -> None:
    """Take what stands behind a gift beside a fee in the order in which its money does."""
    if invoice_id is not None:
        hold_invoice(work, invoice_id=invoice_id)


def _taken_off(review_id: int) -> ResponseReturnValue:
    """A gift is not on its invoice any more: what is left to do until its money is back."""
    _ = translator().gettext
    wishes = queries.wishes(db.session(), looked(review_id))
    approved = [it for it in wishes if it.status is RefundRequestStatus.APPROVED]
    if approved:
        # The worker sends what other payments brought.
        return sent_to_stripe(approved[0])
    if wishes:
        flash(_("Noted. Another person of the office has to agree before it goes."), "info")
    else:
        flash(_("It is noted. See to it that the money goes back."), "info")
    return _back(review_id)


def _said(
    review_id: int, act: Callable[[UnitOfWork, Verdict], None], done: str
) -> ResponseReturnValue:
    """Do it, or tell at its field or on top of the page why it cannot be."""
    _, form, found = translator().gettext, Form.sent(), looked(review_id)
    words = form.words("words")
    again_at = form.money("again_at", found.review.currency)
    if not form.good:
        return review_page(found, form), 422
    try:
        with changing() as work:
            act(work, Verdict(words, again_at))
    except ReviewRefusedError as error:
        if error.fault in ABOUT_SUM:
            form.wrong("again_at", _(label(error.fault)))
            return review_page(looked(review_id), form), 422
        flash(_(label(error.fault)), "wrong")
        return _back(review_id)
    flash(done, "done")
    return _back(review_id)


def _back(review_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.review", review_id=review_id), 303)
