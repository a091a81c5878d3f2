"""What an address of the API asks for, read strictly: what cannot be read is told, not guessed."""

import re
from datetime import date
from typing import NoReturn

from flask import abort, request

from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import booking_day
from hov_donate.web.parts import parts
from hov_donate.web.problems import problem
from hov_donate.web.spans import NAMES, SpanError, read_span, year_of

MOST = 1000
USUALLY = 100
MOST_DAYS = 366
LARGEST_KEY = 2**63 - 1
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
FUND = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})\.([0-9]{1,19})", re.ASCII)


def known(*names: str) -> None:
    """Refuse parameters that mean nothing here: a filter with a typing mistake narrows nothing."""
    unknown = sorted(set(request.args) - set(names))
    if unknown:
        wrong(unknown[0], f"There is no parameter {unknown[0]} here.")
    for name in names:
        if len(request.args.getlist(name)) > 1:
            wrong(name, f"Send {name} once.")


def wrong(name: str, detail: str) -> NoReturn:
    """Refuse a parameter."""
    abort(problem(400, detail, parameter=name))


def span() -> Span:
    """The days: year, quarter, month, or from and to; this accounting year by itself."""
    begin = parts().settings.campaign.year_begin
    try:
        found = read_span({name: request.args.get(name, "") for name in NAMES}, begin)
    except SpanError as error:
        wrong(error.name, f"{error}.")
    return found.span if found else year_of(today(), begin).span


def today() -> date:
    """The campaign's day."""
    return booking_day(parts().clock.now(), parts().settings.campaign.time_zone)


def day(name: str) -> date:
    """A day; today by itself."""
    text = request.args.get(name, "")
    if not text:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong(name, "Write a day like 2026-05-03.")


def account() -> Account | None:
    """An account of the chart; None for all."""
    text = request.args.get("account", "")
    found = next((it for it in Account if it.value == text), None)
    if text and found is None:
        wrong("account", "There is no such account: /accounts has them.")
    return found


def currency() -> str | None:
    """A currency; None for all."""
    return _matching("currency", CURRENCY, "Write a currency with three capitals, like GBP.")


def fund() -> str | None:
    """The code of a fund; None for all."""
    return _matching("fund", FUND, "Write the code of a fund: /funds has them.")


def limit() -> int:
    """How many rows at the most."""
    text = request.args.get("limit", "")
    if not text:
        return USUALLY
    if not NUMBER.fullmatch(text) or not 1 <= int(text) <= MOST:
        wrong("limit", f"Write a number from 1 to {MOST}.")
    return int(text)


def after_key() -> int:
    """The cursor of a list by number; its begin by itself."""
    text = request.args.get("cursor", "")
    if text and (not NUMBER.fullmatch(text) or int(text) > LARGEST_KEY):
        wrong("cursor", "Send the cursor that the page before ended with.")
    return int(text or 0)


def after_posting() -> tuple[date, int] | None:
    """The cursor of postings: a day and a posting's number; None at the begin."""
    text = request.args.get("cursor", "")
    if not text:
        return None
    found = CURSOR.fullmatch(text)
    try:
        place = (date.fromisoformat(found[1]), int(found[2])) if found else None
    except ValueError:
        place = None
    if place is None or place[1] > LARGEST_KEY:
        wrong("cursor", "Send the cursor that the page before ended with.")
    return place


def _matching(name: str, form: re.Pattern[str], detail: str) -> str | None:
    text = request.args.get(name, "")
    if text and not form.fullmatch(text):
        wrong(name, detail)
    return text or None
