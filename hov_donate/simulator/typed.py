"""What a payer typed into the card form, and what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hov_donate.simulator.clock import as_datetime
from hov_donate.simulator.objects.cards import Card

FIELDS = ("email", "number", "expiry", "cvc", "name")
PATTERNS = {"email": r"[^@\s]+@[^@\s]+", "number": r"[0-9]{12,19}", "cvc": r"[0-9]{3,4}"}
EXPIRY = re.compile(r"^(0?[1-9]|1[0-2])\s*[/-]?\s*(?:20)?([0-9]{2})$")


@dataclass
class Typed:
    """Values as typed, so that they can be shown again; errors by field."""

    values: dict[str, str]
    errors: list[str] = field(default_factory=list)
    card: Card | None = None


def read(form: Mapping[str, str], now: int, known_email: str | None) -> Typed:
    """The card, or the fields that are wrong."""
    typed = Typed({name: form.get(name, "").strip() for name in FIELDS})
    if known_email:
        typed.values["email"] = known_email
    number = re.sub(r"[ -]", "", typed.values["number"])
    compared = typed.values | {"number": number}
    expiry = _expiry(typed.values["expiry"], now)
    for name in FIELDS[:-1]:
        wrong = (
            expiry is None if name == "expiry" else not re.fullmatch(PATTERNS[name], compared[name])
        )
        if wrong:
            typed.errors.append(name)
    if expiry and not typed.errors:
        typed.card = Card(number, *expiry)
    return typed


def _expiry(text: str, now: int) -> tuple[int, int] | None:
    match = EXPIRY.match(text)
    if not match:
        return None
    month, year = int(match[1]), 2000 + int(match[2])
    today = as_datetime(now)
    return (month, year) if (year, month) >= (today.year, today.month) else None
