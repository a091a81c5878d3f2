"""What the address asks for, read without trust."""

import re
import unicodedata
from enum import StrEnum
from typing import TypeVar

from flask import request

from hov_donate.office.queries.paging import Place

Choice = TypeVar("Choice", bound=StrEnum)
LARGEST_KEY = 2**63 - 1
LONGEST_SEARCH = 254
CURRENCY = re.compile(r"[A-Z]{3}")
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


def word(name: str) -> str | None:
    """The code of a fund; None for anything else."""
    text = request.args.get(name, "")
    return text if WORD.fullmatch(text) else None


def search() -> str:
    """What was typed into the search box. A zero byte is nothing that a database keeps."""
    return request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]


def typed(name: str, most: int) -> str:
    """A field of a form, as one line or more; what is longer than `most` is cut off."""
    text = unicodedata.normalize("NFC", request.form.get(name, "").replace("\0", ""))
    return text.strip()[:most]


def kept(**asked: object) -> dict[str, object]:
    """What the links to other pages repeat."""
    return {name: value for name, value in asked.items() if value}
