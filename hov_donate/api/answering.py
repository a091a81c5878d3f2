"""Answers: JSON with money in whole minor units, and an ETag by which nothing is sent twice."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask import Response, request

from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.exports.reading.postings import utc
from hov_donate.reports.rules.tables import decimal

Json = dict[str, Any]


def answer(body: Mapping[str, Any]) -> Response:
    """An answer that its reader may keep, and asks about again each time."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = Response(text, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    response.set_etag(sha256(text.encode()).hexdigest())
    response.make_conditional(request)
    return response


def page(rows: Sequence[Json], cursor: str | int | None, **about: Any) -> Response:
    """Rows of a list; `cursor` leads to those after them, and is null at the end."""
    return answer({**about, "rows": rows, "cursor": None if cursor is None else str(cursor)})


def money(amount: Money) -> Json:
    """Whole minor units, the currency, and the same as a decimal: nothing is ever a float."""
    return {"minor": amount.minor, "currency": amount.currency, "decimal": decimal(amount)}


def money_or_null(amount: Money | None) -> Json | None:
    """The same, where there may be none."""
    return None if amount is None else money(amount)


def sums(amounts: Mapping[str, Money]) -> list[Json]:
    """An amount in each currency, by its code."""
    return [money(amounts[currency]) for currency in sorted(amounts)]


def days(span: Span) -> Json:
    """A span; both days are in it."""
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}


def moment(at: datetime | None) -> str | None:
    """A moment in UTC."""
    return None if at is None else utc(at)


def day(on: date | None) -> str | None:
    """A day."""
    return None if on is None else on.isoformat()
