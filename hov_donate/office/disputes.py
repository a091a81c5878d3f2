"""Disputes, the open ones first, and warnings of fraud."""

from flask import render_template

from hov_donate.office.blueprint import office
from hov_donate.office.lists.returned import DISPUTES, WARNINGS
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries import disputes as queries
from hov_donate.office.queries.history import whose
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db


@office.get("/disputes")
@requires(Permission.SEE_GIFTS)
def disputes() -> str:
    """What must be answered, what was decided, and what the card networks warn of."""
    session = db.session()
    awaited = queries.open_disputes(session)
    past, warnings = shown(DISPUTES), shown(WARNINGS)
    intents = [row.stripe_payment_intent_id for row in (*awaited, *past.rows)]
    intents += [row.stripe_payment_intent_id or "" for row in warnings.rows]
    found = whose(session, intents)
    return render_template(
        "office/disputes.html",
        awaited=awaited,
        past=past,
        warnings=warnings,
        whose=found,
        untouched={intent_id for intent_id, it in found.items() if it.untouched},
    )
