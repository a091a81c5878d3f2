"""The books."""

from collections.abc import Sequence
from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hov_donate.core.i18n import N_
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.queries import ledger as queries
from hov_donate.office.queries.ledger import Wanted
from hov_donate.office.queries.walking import entries
from hov_donate.office.spans import FROM, TO, Asked, asked_span
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator


@office.get("/ledger")
@requires(Permission.SEE_LEDGER)
def ledger() -> ResponseReturnValue:
    """Entries with their postings, and what they add up to; all of them or some."""
    span = asked_span()
    wanted = _wanted(span)
    session = db.session()
    page = render_template(
        "office/ledger.html",
        page=entries(session, wanted, asked.place()),
        balances=queries.totals(session, wanted),
        accounts=list(Account),
        currency_choices=[(code, code) for code in queries.currencies(session)],
        fund_choices=fund_choices(queries.funds(session)),
        wanted=wanted,
        asked=span,
        shown_days=_shown_days(span),
        kept=_kept(wanted, span),
    )
    return page, 422 if span.problems else 200


def _wanted(span: Asked) -> Wanted:
    """What the address narrows the books to; what makes no sense narrows nothing."""
    names = request.args.getlist("account")
    accounts = tuple(it for it in Account if it.value in names)
    wanted = Wanted(accounts, asked.code("currency"), asked.word("fund"), asked.code("settled"))
    return replace(wanted, span=span.span) if span.typed and not span.problems else wanted


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


def _kept(wanted: Wanted, span: Asked) -> dict[str, object]:
    return asked.kept(
        account=[account.value for account in wanted.accounts],
        currency=wanted.currency,
        fund=wanted.fund,
        settled=wanted.settled,
        **(span.chosen.query if wanted.span else {}),
    )
