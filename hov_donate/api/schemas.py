"""The schemas of answers and parameters, JSON Schema 2020-12 as OpenAPI 3.1 has it."""

from typing import Any

from hov_donate.api.asking import MOST, USUALLY
from hov_donate.ledger.chart import Account, AccountKind
from hov_donate.payments.rules import PaymentStatus
from hov_donate.reports.rules.figures import IncomeKind

Schema = dict[str, Any]


def _object(**properties: Schema) -> Schema:
    """Every field is always there, and none besides."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _rows(schema: Schema, **about: Schema) -> Schema:
    return _object(**about, rows=_list(schema))


def _page(schema: Schema, **about: Schema) -> Schema:
    told = "Send it as `cursor` for the rows after these; null at the end."
    return _object(**about, rows=_list(schema), cursor=_or_null(TEXT | {"description": told}))


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
MOMENT: Schema = {"type": "string", "format": "date-time", "pattern": r"T\d{2}:\d{2}:\d{2}Z$"}
CURRENCY: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}
ACCOUNT: Schema = {"type": "string", "enum": [it.value for it in Account]}
MONEY = _ref("Money")

SCHEMAS: dict[str, Schema] = {
    "Money": _object(
        minor=NUMBER | {"description": "Whole minor units, as Stripe counts them."},
        currency=CURRENCY,
        decimal={"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    ),
    "Span": _object(**{"from": DAY, "to": DAY}),
    "Cash": _object(
        currency=CURRENCY, received=MONEY, returned=MONEY, fees=MONEY, other=MONEY, net=MONEY
    ),
    "Figures": _object(
        span=_ref("Span"),
        time_zone=TEXT,
        fund=_or_null(TEXT),
        income=_list(
            _object(kind={"type": "string", "enum": [it.value for it in IncomeKind]}, amount=MONEY)
        ),
        refunded=_list(MONEY),
        disputed=_list(MONEY),
        fees=_list(MONEY),
        settled=_list(_ref("Cash")),
    ),
    "Accounts": _rows(
        _object(account=ACCOUNT, kind={"type": "string", "enum": [it.value for it in AccountKind]})
    ),
    "Balances": _rows(_object(account=ACCOUNT, balance=MONEY), on=DAY, fund=_or_null(TEXT)),
    "DailySums": _rows(
        _object(day=DAY, account=ACCOUNT, fund=TEXT, debit=MONEY, credit=MONEY, postings=NUMBER),
        span=_ref("Span"),
    ),
    "Posting": _object(
        posting=NUMBER,
        entry=NUMBER,
        day=DAY,
        occurred_at=MOMENT,
        category=TEXT,
        account=ACCOUNT,
        fund=TEXT,
        amount=MONEY,
        source=_or_null(TEXT),
        reference=_or_null(TEXT),
        transaction=_or_null(TEXT),
    ),
    "Postings": _page(_ref("Posting"), span=_ref("Span")),
    "Gift": _object(
        reference=TEXT,
        day=_or_null(DAY),
        amount=MONEY,
        kind={"type": "string", "enum": ["once", "month", "year"]},
        fund=TEXT,
        status={"type": "string", "enum": [it.value for it in PaymentStatus]},
        refunded=MONEY,
        settled=_or_null(MONEY),
        fee=_or_null(MONEY),
        net=_or_null(MONEY),
        method=_or_null(TEXT),
        contact={"type": "string", "format": "uuid"},
    ),
    "Gifts": _page(_ref("Gift"), span=_ref("Span")),
    "Payout": _object(
        payout=TEXT,
        amount=MONEY,
        status=TEXT,
        arrives=DAY,
        created_at=MOMENT,
        items=_or_null(NUMBER),
        items_sum=_or_null(MONEY),
        agrees=_or_null(FLAG),
    ),
    "Payouts": _page(_ref("Payout")),
    "Funds": _rows(
        _object(
            fund=TEXT,
            names={"type": "object", "additionalProperties": TEXT},
            restricted=FLAG,
            closed=FLAG,
            inside=_list(MONEY),
        )
    ),
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": NUMBER,
            "detail": TEXT,
            "parameter": TEXT,
        },
        "additionalProperties": False,
    },
}


def _parameter(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": description}


PARAMETERS: dict[str, Schema] = {
    it["name"]: it
    for it in (
        _parameter("year", TEXT, "The accounting year that begins in it, like 2026."),
        _parameter("quarter", TEXT, "A quarter of an accounting year, like 2026-2."),
        _parameter("month", TEXT, "A month of the calendar, like 2026-11."),
        _parameter("from", DAY, "The first day, with `to`. Without any span: this year."),
        _parameter("to", DAY, "The last day, with `from`."),
        _parameter("on", DAY, "The day; today without it."),
        _parameter("account", ACCOUNT, "Only this account."),
        _parameter("currency", CURRENCY, "Only this currency."),
        _parameter("fund", TEXT, "Only this fund."),
        _parameter("cursor", TEXT, "Where the page before ended."),
        _parameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUALLY},
            "How many rows at the most.",
        ),
    )
}
