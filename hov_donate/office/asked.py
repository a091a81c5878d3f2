"""What the address asks for, read without trust."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

from hov_donate.core.amounts import AmountError, parse_amount
from hov_donate.core.money import Money
from hov_donate.core.text import printable
from hov_donate.office.noting import searched
from hov_donate.office.queries.paging import Place
from hov_donate.web.languages import translator

Choice = TypeVar("Choice", bound=StrEnum)
LARGEST_KEY = 2**63 - 1
LONGEST_SEARCH = 254
CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST_AMOUNT = 40
# Days that have others around them, in every time zone.
EARLIEST, LATEST = date(2, 1, 1), date(9998, 12, 31)
WORD = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


def place() -> Place:
    """Where the page begins; nonsense begins at the newest."""
    return Place(before=key("before"), after=key("after"))


def key(name: str) -> int | None:
    """A row's key."""
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    found = int(text)
    return found if found <= LARGEST_KEY else None


def choice(name: str, choices: type[Choice]) -> Choice | None:
    """One of several; None for anything else."""
    wanted = request.args.get(name, "")
    return next((it for it in choices if it.value == wanted), None)


def code(name: str) -> str | None:
    """A currency's three capitals; None for anything else."""
    text = request.args.get(name, "")
    return text if CURRENCY.fullmatch(text) else None


def day(name: str) -> date | None:
    """A day as browsers send it; None for anything else."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return min(max(found, EARLIEST), LATEST)


def amount(name: str, currency: str) -> Money | None:
    """A sum as the reader writes it, with a minus before it or not; None for anything else."""
    typed_sum = request.args.get(name, "").lstrip("-\u2212 ")[:LONGEST_AMOUNT]
    try:
        return parse_amount(typed_sum, currency, translator().language)
    except AmountError:
        return None


def text(name: str, most: int) -> str:
    """Words of the address that look for nobody, as they were typed."""
    return request.args.get(name, "").replace("\0", "").strip()[:most]


def of_path(name: str) -> int | None:
    """The key of what a page is within: in its path, or in the query of its list's file."""
    found = (request.view_args or {}).get(name)
    return found if isinstance(found, int) else key(name)


def word(name: str) -> str | None:
    """The code of a fund; None for anything else."""
    text = request.args.get(name, "")
    return text if WORD.fullmatch(text) else None


def search() -> str:
    """What was typed into the search box, which the audit log notes by a keyed digest.

    A zero byte is nothing that a database keeps.
    """
    text = request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    searched(text)
    return text


def typed(name: str, most: int) -> str:
    """A field of a form, as one line or more; what is longer than `most` is cut off."""
    text = unicodedata.normalize("NFC", printable(request.form.get(name, "")))
    return text.strip()[:most]


def kept(**asked: object) -> dict[str, object]:
    """What the links to other pages repeat."""
    return {name: value for name, value in asked.items() if value}
