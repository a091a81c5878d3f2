"""The dashboard's figures, and what stands in the books, from the daily sums."""

from flask import Response
from sqlalchemy import func, select

from hov_donate.api import asking
from hov_donate.api.answering import Json, answer, days, money, sums
from hov_donate.api.blueprint import api
from hov_donate.api.doors import scope
from hov_donate.core.money import Money
from hov_donate.exports.queries import kinds
from hov_donate.ledger.models import LedgerDailySum, LedgerFund
from hov_donate.ledger.queries import in_funds
from hov_donate.reports.queries import figures as queries
from hov_donate.reports.rules.figures import Cash
from hov_donate.staff.rules import Permission
from hov_donate.web.database import db
from hov_donate.web.parts import parts
from hov_donate.web.spans import NAMES


@api.get("/figures")
@scope(Permission.SEE_REPORTS)
def figures() -> Response:
    """Income by kind and currency, what went back, fees, and what came and went as it settled."""
    asking.known(*NAMES, "fund")
    session, span, fund = db.session(), asking.span(), asking.fund()
    income = queries.income(session, span, fund=fund)
    return answer(
        {
            "span": days(span),
            "time_zone": parts().settings.campaign.time_zone,
            "fund": fund,
            "income": [
                {"kind": kind.value, "amount": money(income[kind, currency])}
                for kind, currency in sorted(income)
            ],
            "refunded": sums(queries.refunded(session, span, fund=fund)),
            "disputed": sums(queries.disputed(session, span, fund=fund)),
            "fees": sums(queries.fees(session, span, fund=fund)),
            "settled": _cash(queries.cash(session, span, fund=fund)),
        }
    )


@api.get("/accounts")
@scope(Permission.SEE_LEDGER)
def accounts() -> Response:
    """The chart of accounts."""
    asking.known()
    rows = [
        {"account": account.value, "kind": kind.value}
        for account, kind in sorted(kinds(db.session()).items())
    ]
    return answer({"rows": rows})


@api.get("/balances")
@scope(Permission.SEE_LEDGER)
def balances() -> Response:
    """What stands on every account at the end of a day; a debit is positive."""
    asking.known("on", "fund")
    on, fund, sum_of = asking.day("on"), asking.fund(), LedgerDailySum
    balance = func.sum(sum_of.debit_minor - sum_of.credit_minor)
    query = select(sum_of.account, sum_of.currency, balance).where(sum_of.booked_on <= on)
    if fund:
        query = query.where(sum_of.fund == fund)
    key = (sum_of.account, sum_of.currency)
    rows = [
        {"account": account.value, "balance": money(Money(int(minor), currency))}
        for account, currency, minor in db.session().execute(query.group_by(*key).order_by(*key))
    ]
    return answer({"on": on.isoformat(), "fund": fund, "rows": rows})


@api.get("/daily-sums")
@scope(Permission.SEE_LEDGER)
def daily_sums() -> Response:
    """What was posted to each account on each day of a span of a year at the most."""
    asking.known(*NAMES, "account", "currency", "fund")
    span = asking.span()
    if span.days > asking.MOST_DAYS:
        asking.wrong("to", f"Ask for {asking.MOST_DAYS} days at the most.")
    it = LedgerDailySum
    query = (
        select(it)
        .where(it.booked_on >= span.first, it.booked_on <= span.last)
        .order_by(it.booked_on, it.account, it.currency, it.fund)
    )
    narrowed = ((it.account, asking.account()), (it.currency, asking.currency()))
    for column, value in (*narrowed, (it.fund, asking.fund())):
        query = query.where(column == value) if value else query
    return answer({"span": days(span), "rows": list(map(_daily, db.session().scalars(query)))})


@api.get("/funds")
@scope(Permission.SEE_LEDGER)
def funds() -> Response:
    """Every fund, and what is in it."""
    asking.known()
    session = db.session()
    inside = in_funds(session)
    rows = [
        {
            "fund": it.code,
            "names": it.names,
            "restricted": it.restricted,
            "closed": it.closed_at is not None,
            "inside": sums(inside.get(it.code, {})),
        }
        for it in session.scalars(select(LedgerFund).order_by(LedgerFund.code))
    ]
    return answer({"rows": rows})


def _cash(cash: dict[str, Cash]) -> list[Json]:
    return [
        {
            "currency": currency,
            "received": money(it.received),
            "returned": money(it.returned),
            "fees": money(it.fees),
            "other": money(it.other),
            "net": money(it.net),
        }
        for currency, it in sorted(cash.items())
    ]


def _daily(it: LedgerDailySum) -> Json:
    return {
        "day": it.booked_on.isoformat(),
        "account": it.account.value,
        "fund": it.fund,
        "debit": money(Money(it.debit_minor, it.currency)),
        "credit": money(Money(it.credit_minor, it.currency)),
        "postings": it.postings,
    }
