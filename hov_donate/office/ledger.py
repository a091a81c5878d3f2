"""The books."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from hov_donate.core.i18n import N_
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.office.blueprint import office
from hov_donate.office.lists.books import ENTRIES
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries import ledger as queries
from hov_donate.office.spans import FROM, TO, Asked
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator


@office.get("/ledger")
@requires(Permission.SEE_LEDGER)
def ledger() -> ResponseReturnValue:
    """Entries with their postings, and what they add up to; all of them or some."""
    session, found = db.session(), shown(ENTRIES)
    wanted, span = found.search.wanted, found.search.days
    page = render_template(
        "office/ledger.html",
        list=found,
        balances=queries.totals(session, wanted),
        accounts=list(Account),
        currency_choices=[(code, code) for code in queries.currencies(session)],
        fund_choices=fund_choices(queries.funds(session)),
        wanted=wanted,
        asked=span,
        shown_days=_shown_days(span),
        kept=found.wish.kept,
    )
    return page, 422 if span.problems else 200


def fund_choices(funds: Sequence[LedgerFund]) -> list[tuple[str, str]]:
    """Each fund by its code and its name in the reader's language; the general one has a word."""
    speak = translator()
    words = {GENERAL_FUND: speak.gettext(N_("General fund"))}
    return [(it.code, words.get(it.code) or it.name_in(speak.language) or it.code) for it in funds]


def _shown_days(span: Asked) -> dict[str, str]:
    """What to show in the fields for the days: what was typed, or the days of a year or month."""
    if span.typed and not span.problems:
        return {FROM: span.span.first.isoformat(), TO: span.span.last.isoformat()}
    return {name: span.typed.get(name, "") for name in (FROM, TO)}
