"""Whether our books and Stripe agree, and what stands between them."""

import time

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.gateway.port import GatewayError
from hov_donate.office.blueprint import office
from hov_donate.office.lists.returned import PAYOUTS, UNMATCHED
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries import reconciliation as queries
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# How long one press of the button may keep its page waiting; the next press goes on from there.
PATIENCE_SECONDS = 5


@office.get("/reconciliation")
@requires(Permission.SEE_LEDGER)
def reconciliation() -> str:
    """The last checks, unmatched payments, suspense and payouts."""
    session = db.session()
    checks = queries.checks(session)
    return render_template(
        "office/reconciliation.html",
        checks=checks,
        unfinished=next((it.run for it in checks[:1] if it.run.finished_at is None), None),
        finished=queries.last_finished_check(session),
        unmatched=shown(UNMATCHED),
        settled=queries.settled_payments(session),
        suspense=queries.in_suspense(session),
        payouts=shown(PAYOUTS),
    )


@office.post("/reconciliation/check")
@requires(Permission.RUN_RECONCILIATION)
def check_books() -> ResponseReturnValue:
    """Read on from Stripe for a few seconds, then show how far it came."""
    _ = translator().gettext
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        progress = parts().reconciler.step()
        while not progress.finished and time.monotonic() < until:
            progress = parts().reconciler.step()
    except GatewayError:
        flash(_("Stripe did not answer. Nothing is lost: press again to go on."), "wrong")
    else:
        if progress.finished:
            flash(_("The check is finished. This is what it found."), "done")
        else:
            flash(_("The check is not finished yet. Press again to go on."), "info")
    return redirect(url_for("office.reconciliation"), 303)
