"""The list of bank lines."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.amounts import AmountError, parse_amount
from hov_donate.core.i18n import N_
from hov_donate.office import asked
from hov_donate.office.affiliates.words import choices
from hov_donate.office.bank.importing import account_choices, statements
from hov_donate.office.bank.queries import listing as queries
from hov_donate.office.bank.queries.overview import exact_lines
from hov_donate.office.bank.words import words_of
from hov_donate.office.blueprint import office
from hov_donate.reconciliation.bank.models import BankAccount
from hov_donate.reconciliation.bank.rules.kinds import LineStatus
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

WAYS = (
    (queries.Way.IN.value, N_("Money that came")),
    (queries.Way.OUT.value, N_("Money that went")),
)


@office.get("/bank/lines")
@requires(Permission.SEE_BANK)
def bank_lines() -> str:
    """Lines of statements, the newest first, narrowed by what the address says."""
    session, _ = db.session(), translator().gettext
    wanted = _wanted()
    page = queries.lines(session, wanted, asked.place())
    return render_template(
        "office/bank/lines.html",
        page=page,
        words=words_of(page.rows),
        asked=request.args,
        kept={name: value for name, value in _asked().items() if value},
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


def _asked() -> dict[str, str]:
    names = ("account", "status", "way", "since", "until", "amount", "file")
    return {name: request.args.get(name, "")[:40] for name in names}


def _wanted() -> queries.Wanted:
    """Nonsense in the address asks for nothing."""
    account_id = asked.key("account")
    return queries.Wanted(
        account_id=account_id,
        status=asked.choice("status", LineStatus),
        way=asked.choice("way", queries.Way),
        since=_day("since"),
        until=_day("until"),
        size=_size(account_id),
        import_id=asked.key("file"),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _size(account_id: int | None) -> int | None:
    """An amount in the currency of the account that was chosen, or of most accounts."""
    account = db.session().get(BankAccount, account_id) if account_id else None
    currency = account.currency if account else parts().settings.campaign.default_currency
    text = request.args.get("amount", "").lstrip("-\u2212 ")[:40]
    try:
        return parse_amount(text, currency, translator().language).minor
    except AmountError:
        return None
