"""Deciding about a gift that a rule wanted looked at."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

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
from hov_donate.office.review.queue import ROOM, looked, review_page
from hov_donate.payments.rules.refunding import RefundRefusedError, RefundRequestStatus
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# Which faults are about the field that was typed.
ABOUT_SUM = frozenset({ReviewFault.BELOW_WHAT_WAS_GIVEN, ReviewFault.NOBODY_IS_KNOWN})


@office.post(f"{ROOM}/accept")
@requires(Permission.DECIDE_REVIEWS)
def accept_held_gift(review_id: int) -> ResponseReturnValue:
    """A held gift is income from today on; its giver gets the receipt."""

    def act(work: UnitOfWork, verdict: Verdict) -> None:
        deciding.accept(
            work,
            review_id=review_id,
            verdict=verdict,
            actor=acting(),
            settings=parts().settings,
            seal=parts().seal,
        )

    done = translator().gettext("It is accepted. The giver gets the receipt.")
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
    if not form.good:
        return review_page(found, form), 422
    try:
        with changing() as work:
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
    if request is None:
        flash(_("It is noted. See to it that the money goes back."), "info")
        return _back(review_id)
    if request.status is RefundRequestStatus.WAITING:
        flash(_("Noted. Another person of the office has to agree before it goes."), "info")
        return _back(review_id)
    return sent_to_stripe(request)


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
