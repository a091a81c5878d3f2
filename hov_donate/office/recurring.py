"""Recurring gifts: the list, one with its instalments, and ending it for its donor."""

import uuid
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity
from hov_donate.core.i18n import N_
from hov_donate.core.references import normalise
from hov_donate.gateway.port import GatewayError
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.guard import acting, allowed
from hov_donate.office.lists.gifts import RECURRING
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries import recurring as queries
from hov_donate.office.queries.paging import Place
from hov_donate.office.queries.people import people
from hov_donate.payments.models import Subscription
from hov_donate.payments.processes import cancel
from hov_donate.payments.queries import subscription_by_reference
from hov_donate.payments.rules import SubscriptionStatus
from hov_donate.reports.queries.figures import Moved
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LONGEST_REASON = 500
# What is listed when a figure of the first room leads here.
FIGURES = {
    Moved.RUNNING: N_("Those that ran at the end of %(last)s."),
    Moved.BEGUN: N_("Those that began from %(first)s to %(last)s, both days in it."),
    Moved.ENDED: N_("Those that ended from %(first)s to %(last)s, both days in it."),
}


@office.get("/recurring")
@requires(Permission.SEE_GIFTS)
def recurring_gifts() -> str:
    """Recurring gifts, the last begun first; those of one status, or those of a figure."""
    found = shown(RECURRING)
    it = found.search
    return render_template(
        "office/recurring_gifts.html",
        list=found,
        names=_names([row.details_id for row in found.rows]),
        statuses=list(SubscriptionStatus),
        chosen=it.search.status,
        figure=FIGURES[it.moved] if it.moved else "",
        interval=it.search.interval,
        span=it.days.span,
    )


@office.get("/recurring/<reference>")
@requires(Permission.SEE_GIFTS)
def recurring_gift(reference: str) -> ResponseReturnValue:
    """One recurring gift, its steps and its instalments."""
    meant = normalise(reference) or abort(404)
    if meant != reference:
        return redirect(url_for("office.recurring_gift", reference=meant), 303)
    found = queries.recurring_gift(db.session(), meant, asked.place()) or abort(404)
    subscription = found.subscription
    actors = [subscription.cancel_asked_by, *(step.actor for step in found.steps)]
    names = _names([subscription.details_id])
    return render_template(
        "office/recurring_gift.html",
        found=found,
        gift=subscription,
        identity=(names or {}).get(subscription.details_id),
        people=people(db.session(), actors),
        first=asked.place() == Place(),
    )


@office.get("/recurring/<reference>/end")
@requires(Permission.END_RECURRING)
def ask_before_ending(reference: str) -> str:
    """What ending does, and why it is done."""
    return _ask(_found(reference))


@office.post("/recurring/<reference>/end")
@requires(Permission.END_RECURRING)
def end_recurring(reference: str) -> ResponseReturnValue:
    """End a recurring gift on its donor's behalf."""
    _ = translator().gettext
    subscription = _found(reference)
    reason = asked.typed("reason", LONGEST_REASON)
    if not reason:
        return _ask(subscription, missing=True), 422
    alive = subscription.status.alive
    try:
        cancel(
            parts().database,
            parts().gateway,
            reference=subscription.reference,
            actor=acting(),
            reason=reason,
        )
    except GatewayError:
        text = _(
            "It is noted, but Stripe did not answer. Stripe is told again every few minutes, until"
            " the gift has ended."
        )
        flash(text, "info")
    else:
        told = (_("The gift has ended. Nothing more is taken."), "done")
        flash(*told if alive else (_("This gift had ended already."), "info"))
    return redirect(url_for("office.recurring_gift", reference=subscription.reference), 303)


def _found(reference: str) -> Subscription:
    with parts().database.reading() as session:
        found = subscription_by_reference(session, normalise(reference))
    return found or abort(404)


def _ask(subscription: Subscription, *, missing: bool = False) -> str:
    return render_template("office/end_recurring.html", gift=subscription, missing=missing)


def _names(details: Sequence[uuid.UUID]) -> dict[uuid.UUID, Identity] | None:
    """Who gives; None when this is not for the reader's eyes."""
    if not allowed(Permission.SEE_IDENTITIES):
        return None
    return identities(db.session(), parts().seal, details)
