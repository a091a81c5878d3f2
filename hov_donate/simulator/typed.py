"""What a payer typed into the form for a card or a bank account, and what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hov_donate.simulator.clock import as_datetime
from hov_donate.simulator.objects.accounts import BACS, SEPA, Account, cleaned
from hov_donate.simulator.objects.cards import Card

FIELDS = ("email", "number", "expiry", "cvc", "name")
ACCOUNT_FIELDS = {
    SEPA: ("email", "iban", "name"),
    BACS: ("email", "sort_code", "account_number", "name"),
}
PATTERNS = {"email": r"[^@\s]+@[^@\s]+", "number": r"[0-9]{12,19}", "cvc": r"[0-9]{3,4}"}
EXPIRY = re.compile(r"^(0?[1-9]|1[0-2])\s*[/-]?\s*(?:20)?([0-9]{2})$")


@dataclass
class Typed:
    """Values as typed, so that they can be shown again; errors by field."""

    values: dict[str, str]
    errors: list[str] = field(default_factory=list)
    card: Card | None = None
    account: Account | None = None


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


def read_account(form: Mapping[str, str], scheme: str, known_email: str | None) -> Typed:
    """The bank account, or the fields that are wrong. Who owns it must be named."""
    fields = ACCOUNT_FIELDS[scheme]
    values = {name: form.get(name, "").strip() for name in fields}
    typed = Typed(values | ({"email": known_email} if known_email else {}))
    if not re.fullmatch(PATTERNS["email"], typed.values["email"]):
        typed.errors.append("email")
    account = _account(typed.values)
    if not account.is_valid:
        typed.errors += fields[1:-1]
    if not typed.values["name"]:
        typed.errors.append("name")
    if not typed.errors:
        typed.account = account
    return typed


def _account(values: Mapping[str, str]) -> Account:
    if "iban" in values:
        return Account(cleaned(values["iban"]))
    # Without any sort code it would be taken for an IBAN.
    return Account(cleaned(values["account_number"]), cleaned(values["sort_code"]) or "-")


def _expiry(text: str, now: int) -> tuple[int, int] | None:
    match = EXPIRY.match(text)
    if not match:
        return None
    month, year = int(match[1]), 2000 + int(match[2])
    today = as_datetime(now)
    return (month, year) if (year, month) >= (today.year, today.month) else None
