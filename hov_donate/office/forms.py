"""A form of the office: what was typed into it, read field by field, and what is wrong with it."""

import secrets
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from babel.numbers import format_decimal
from email_validator import EmailNotValidError, validate_email
from flask import request

from hov_donate.core.amounts import AmountError, AmountFault, parse_amount
from hov_donate.core.money import Money, exponent
from hov_donate.core.text import printable
from hov_donate.web.languages import translator

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_LINE = 200
LONGEST_EMAIL = 254
LONGEST_WORDS = 2000
LARGEST_NUMBER = 10**9
LONGEST_KEY = 64


class Form:
    """The fields of one form; `problems` are kept by the id of the field to go to.

    Reading a field that cannot be taken notes the problem and gives nothing back, so that all of
    them are told at once. `missing` is what to tell when it is empty; without it, it may be.
    """

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        """A form that shows `typed`, as if it had been typed."""
        self.typed = dict(typed or {})
        self.problems: dict[str, str] = {}

    @classmethod
    def sent(cls) -> "Form":
        """The form that was sent with this request."""
        return cls({name: _clean(text) for name, text in request.form.items()})

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with what was read so far."""
        return not self.problems

    def shown(self, name: str) -> str:
        """What to show in a field."""
        return self.typed.get(name, "")

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return name in self.typed

    def wrong(self, name: str, text: str) -> None:
        """Note what is wrong with a field; the first problem of a field is told."""
        self.problems.setdefault(name, text)

    def line(self, name: str, *, missing: str = "", most: int = LONGEST_LINE) -> str:
        """One line of text."""
        return self._short(name, " ".join(self.shown(name).split()), missing, most)

    def words(self, name: str, *, missing: str = "", most: int = LONGEST_WORDS) -> str:
        """One line of text or more."""
        return self._short(name, self.shown(name).replace("\r\n", "\n").strip(), missing, most)

    def number(self, name: str, *, missing: str = "") -> int | None:
        """A whole number, with or without marks between its groups."""
        _ = translator().gettext
        text = self.line(name, missing=missing)
        if not text:
            return None
        digits = text.translate(dict.fromkeys(map(ord, " ,.'’\u00a0\u202f")))
        if not digits.isdecimal() or int(digits) > LARGEST_NUMBER:
            self.wrong(name, _("Enter a whole number, like 350"))
            return None
        return int(digits)

    def day(self, name: str, *, missing: str = "") -> date | None:
        """A day, as browsers send it."""
        _ = translator().gettext
        text = self.line(name, missing=missing)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(name, _("Enter a day as year, month and day, like 2026-05-03"))
            return None

    def money(self, name: str, currency: str, *, missing: str = "") -> Money | None:
        """An amount above zero."""
        text = self.line(name, missing=missing)
        if not text:
            return None
        try:
            return parse_amount(text, currency, translator().language)
        except AmountError as error:
            self.wrong(name, _amount_text(error.fault, currency))
            return None

    def fee(self, name: str, currency: str, *, missing: str = "") -> Money | None:
        """As `money`, or nothing at all: 0."""
        nothing = self.shown(name).strip()
        if nothing and not nothing.strip("0.,"):
            return Money(0, currency)
        return self.money(name, currency, missing=missing)

    def choice(self, name: str, choices: type[Choice], *, missing: str = "") -> Choice | None:
        """One of several."""
        found = next((it for it in choices if it.value == self.shown(name)), None)
        if found is None and missing:
            self.wrong(name, missing)
        return found

    def email(self, name: str, *, missing: str = "") -> str:
        """An e-mail address in its normal form."""
        _ = translator().gettext
        text = self.line(name, missing=missing, most=LONGEST_EMAIL)
        if not text:
            return ""
        try:
            checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            self.wrong(name, _("Enter an e-mail address in the correct format"))
            return ""
        return checked.normalized

    def key(self) -> str:
        """What makes pressing twice one thing: the key that the page was made with."""
        sent = self.shown("form")
        return sent if sent.isalnum() and len(sent) <= LONGEST_KEY else new_key()

    def _short(self, name: str, text: str, missing: str, most: int) -> str:
        _ = translator().gettext
        if len(text) > most:
            self.wrong(name, _("Write no more than %(most)s characters", most=most))
        elif not text and missing:
            self.wrong(name, missing)
        return text


def new_key() -> str:
    """The key of a form that is shown."""
    return secrets.token_hex(16)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", printable(text))


def _amount_text(fault: AmountFault, currency: str) -> str:
    """What to tell about an amount that cannot be taken."""
    speak = translator()
    _ = speak.gettext
    if fault is AmountFault.NOT_POSITIVE:
        return _("Enter an amount above zero")
    if fault is AmountFault.TOO_LARGE:
        return _("Enter a smaller amount: nothing larger can be recorded here")
    if fault is AmountFault.OTHER_CURRENCY:
        return _("Enter an amount in this currency: %(currency)s", currency=currency)
    return _("Enter an amount like %(example)s", example=amount_example(currency))


def amount_example(currency: str) -> str:
    """An amount as the reader writes it: 63.00, or 6300 for yen."""
    decimals = exponent(currency)
    if not decimals or not Money.of_major("63.5", currency).chargeable:
        return "6300"
    return format_decimal(Decimal("63.50"), "0." + "0" * decimals, locale=translator().locale)


def typed_amount(amount: Money) -> str:
    """An amount as it is typed into a field, in the reader's own way of writing."""
    decimals = exponent(amount.currency)
    pattern = "0." + "0" * decimals if decimals else "0"
    return format_decimal(amount.major, pattern, locale=translator().locale)
