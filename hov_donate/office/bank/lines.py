"""The list of bank lines."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.i18n import N_
from hov_donate.office.affiliates.words import choices
from hov_donate.office.bank.importing import account_choices, statements
from hov_donate.office.bank.listing import LINES
from hov_donate.office.bank.queries import listing as queries
from hov_donate.office.bank.queries.overview import exact_lines
from hov_donate.office.bank.words import words_of
from hov_donate.office.blueprint import office
from hov_donate.office.lists.shown import shown
from hov_donate.reconciliation.bank.rules.kinds import LineStatus
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

WAYS = (
    (queries.Way.IN.value, N_("Money that came")),
    (queries.Way.OUT.value, N_("Money that went")),
)


@office.get("/bank/lines")
@requires(Permission.SEE_BANK)
def bank_lines() -> str:
    """Lines of statements, the newest first, narrowed by what the address says."""
    session, _ = db.session(), translator().gettext
    found = shown(LINES)
    return render_template(
        "office/bank/lines.html",
        list=found,
        words=words_of(found.rows),
        asked=request.args,
        kept=found.wish.kept,
        accounts=account_choices(),
        statuses=choices(LineStatus),
        ways=[(value, _(name)) for value, name in WAYS],
        exact=exact_lines(session),
    )


@office.post("/bank/lines/match")
@requires(Permission.SETTLE_LINES)
def match_lines_again() -> ResponseReturnValue:
    """Find out anew what every unsettled line may be."""
    db.session.remove()
    statements().propose_again()
    flash(translator().gettext("Every line that is not settled was looked at again."), "done")
    return redirect(url_for("office.bank_lines"), 303)
