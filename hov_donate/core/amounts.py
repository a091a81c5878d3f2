"""Amounts as people type them, in the digits and separators of their language.

An amount is never guessed: what can be read in two ways is refused, with the reason as a code.
Pure: no database, clock or network.
"""

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_symbol

from hov_donate.core.errors import UserError
from hov_donate.core.money import MAXIMUM_CHARGE_MINOR, Money, exponent

LONGEST = 60


class AmountFault(StrEnum):
    """Why an amount cannot be taken."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS = "ambiguous"
    OTHER_CURRENCY = "other_currency"
    TOO_MANY_DECIMALS = "too_many_decimals"
    NOT_CHARGEABLE = "not_chargeable"
    NOT_POSITIVE = "not_positive"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"


class AmountError(UserError):
    """An amount that cannot be taken; `fault` is what to decide and translate by."""

    def __init__(self, fault: AmountFault) -> None:
        """The reason, as a code."""
        super().__init__(fault.value)
        self.fault = fault


# What people write for a currency besides its code and CLDR's symbols. A sign may be shared: the
# currency chosen on the page then says which is meant.
_COMMON_SIGNS = {
    "AUD": ("$", "A$", "AU$"),
    "CAD": ("$", "C$", "CA$"),
    "CHF": ("FR", "FR.", "SFR", "SFR."),
    "EUR": ("EURO", "EUROS"),
    "GBP": ("£", "₤"),
    "ISK": ("KR", "KR."),
    "JPY": ("¥", "円", "YEN"),
    "KWD": ("د.ك", "د.ك.", "KD"),
    "MXN": ("$", "MX$"),
    "SEK": ("KR", "KR."),
    "USD": ("$", "US$"),
}

_INVISIBLE = dict.fromkeys(
    map(ord, "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0xFFE1: "£", 0xFFE5: "¥"}
_MINUS = "-\u2010\u2011\u2012\u2013\u2212"
_SPACES = " \u00a0\u2007\u2009\u202f\u3000"
_APOSTROPHES = "'\u2019\u02bc"
_ARABIC_DECIMAL, _ARABIC_GROUP, _ARABIC_COMMA = "\u066b", "\u066c", "\u060c"
_MARKS = ".," + _ARABIC_DECIMAL + _ARABIC_GROUP + _ARABIC_COMMA + _SPACES + _APOSTROPHES

_PARTS = re.compile(
    rf"(?P<before>[^\d{re.escape(_MINUS)}]*?)\s*(?P<minus>[{re.escape(_MINUS)}]?)\s*"
    rf"(?P<between>[^\d{re.escape(_MINUS)}]*?)\s*"
    rf"(?P<number>[.,{_ARABIC_DECIMAL}]?[0-9](?:[0-9{re.escape(_MARKS)}]*[0-9])?)\s*(?P<after>[^\d]*)",
)
_LONE_MARK = re.compile(rf"[0-9]*[.,{_ARABIC_COMMA}][0-9]{{1,2}}")
# With three decimals, this may be a thousand of one or one of a thousand.
_ONE_GROUP = re.compile(r"[0-9]+[.,][0-9]{3}")


def parse_amount(text: str, currency: str, language: str) -> Money:
    """The amount that `text` means to a reader of `language` who chose `currency`.

    Digits of every script are read, signs and codes of the currency are allowed on either side.
    Raises AmountError; the amount given back is above zero and no more than Stripe can charge.
    """
    plain = _plain_digits(text)
    if not plain:
        raise AmountError(AmountFault.EMPTY)
    parts = _PARTS.fullmatch(plain) if len(text) <= LONGEST else None
    if parts is None:
        raise AmountError(AmountFault.NOT_A_NUMBER)
    _check_signs([parts["before"], parts["between"], parts["after"]], currency, language)
    value = _read_number(parts["number"], currency, language)
    if parts["minus"] or value == 0:
        raise AmountError(AmountFault.NOT_POSITIVE)
    return _chargeable(value, currency)


def neutral(amount: Money) -> str:
    """What `parse_amount` reads as this sum in every language, for addresses and the like.

    Plain digits, and a point before two decimals, which can be nothing else; a third one, where a
    currency has it, is nought in all that can be charged.
    """
    return f"{amount.major:.{min(exponent(amount.currency), 2)}f}"


def check_limits(amount: Money, minimum: Money, maximum: Money) -> None:
    """Refuse what is below the minimum or above the maximum of its currency with AmountError."""
    if amount < minimum:
        raise AmountError(AmountFault.TOO_SMALL)
    if maximum < amount or amount.minor > MAXIMUM_CHARGE_MINOR:
        raise AmountError(AmountFault.TOO_LARGE)


def _plain_digits(text: str) -> str:
    visible = text.translate(_INVISIBLE).translate(_FULL_WIDTH).strip()
    return "".join(_plain_digit(character) for character in visible)


def _plain_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _check_signs(written: list[str], currency: str, language: str) -> None:
    signs = [sign for part in written if (sign := "".join(part.upper().split()))]
    if all(sign in _signs(currency, language) for sign in signs):
        return
    known = all(sign in _all_signs(language) for sign in signs)
    raise AmountError(AmountFault.OTHER_CURRENCY if known else AmountFault.NOT_A_NUMBER)


@lru_cache(maxsize=512)
def _signs(currency: str, language: str) -> frozenset[str]:
    symbol = get_currency_symbol(currency, locale=language)
    english = get_currency_symbol(currency, locale="en")
    written = (currency, symbol, english, *_COMMON_SIGNS.get(currency, ()))
    return frozenset("".join(sign.translate(_INVISIBLE).upper().split()) for sign in written)


@lru_cache(maxsize=32)
def _all_signs(language: str) -> frozenset[str]:
    return frozenset().union(
        *(_signs(code, language) for code in Locale.parse(language).currencies)
    )


def _read_number(number: str, currency: str, language: str) -> Decimal:
    """Raises AmountError unless the number is written as `language` writes numbers."""
    decimal_mark = _decimal_mark(number, language)
    whole, mark, decimals = _split(number, decimal_mark)
    if mark and not decimals.isdigit():
        raise AmountError(_why_unreadable(number))
    if not mark and exponent(currency) == 3 and _ONE_GROUP.fullmatch(number):
        raise AmountError(AmountFault.AMBIGUOUS)
    digits = _without_groups(whole, decimal_mark, number)
    if len(decimals) > exponent(currency):
        raise AmountError(AmountFault.TOO_MANY_DECIMALS)
    return Decimal(f"{digits}.{decimals or 0}")


def _split(number: str, decimal_mark: str) -> tuple[str, str, str]:
    return number.rpartition(decimal_mark) if decimal_mark in number else (number, "", "")


def _decimal_mark(number: str, language: str) -> str:
    """The character before the decimals in `number`.

    One mark with one or two digits behind it can only be that, whatever the language: groups have
    three digits.
    """
    if _ARABIC_DECIMAL in number:
        return _ARABIC_DECIMAL
    if _LONE_MARK.fullmatch(number):
        return next(character for character in number if not character.isdigit())
    symbols = Locale.parse(language).number_symbols
    return str(symbols.get("latn", {}).get("decimal", "."))


def _without_groups(whole: str, decimal_mark: str, number: str) -> str:
    """The digits of the whole part, whose groups must be of three and marked alike."""
    marks = {character for character in whole if not character.isdigit()}
    if not marks:
        return whole or "0"
    mark = marks.pop()
    groups = whole.split(mark)
    good = re.fullmatch("[1-9][0-9]{0,2}", groups[0]) and all(len(it) == 3 for it in groups[1:])
    arabic_comma_alone = mark == _ARABIC_COMMA and decimal_mark not in number
    if marks or mark == decimal_mark or not good or arabic_comma_alone:
        raise AmountError(_why_unreadable(number))
    return "".join(groups)


def _why_unreadable(number: str) -> AmountFault:
    ambiguous = any(mark in number for mark in (".", ",", _ARABIC_COMMA))
    return AmountFault.AMBIGUOUS if ambiguous else AmountFault.NOT_A_NUMBER


def _chargeable(value: Decimal, currency: str) -> Money:
    amount = Money.of_major(value, currency)
    if amount.minor > MAXIMUM_CHARGE_MINOR:
        raise AmountError(AmountFault.TOO_LARGE)
    if not amount.chargeable:
        raise AmountError(AmountFault.NOT_CHARGEABLE)
    return amount
