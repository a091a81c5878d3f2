"""Amounts and days as statements write them. What can be read in two ways is never guessed."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_currency_symbol, get_territory_currencies, list_currencies

from hov_donate.core.money import Money, exponent
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError

# No account of ours moves a thousand million millions.
MOST_DIGITS = 15
_MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
# A sign, before it or behind it; a currency's code or sign on either side, which are checked below.
# The point of `kr.50` is no decimal mark, so after letters a digit has to come.
_WRITTEN = re.compile(
    r"([-+]?)([^-+()\d.,'’]*)([-+]?)((?!(?<=[^\W\d_])\D)[0-9.,'’]+)([-+]?)((?:[^-+()\d.,'’]+\.?)?)([-+]?)"
)
# Some currencies' signs look like what banks write for credit and debit, Haben and Soll.
_DIRECTIONS = frozenset(["C", "CR", "D", "DR", "H", "S"])
# Whose sign each is where only one currency is meant (CLDR's narrow symbols).
_SIGNS = {
    "£": "EGP FKP GBP GIP LBP SHP SSP SYP",
    "€": "EUR",
    "¥": "CNY JPY",
    "$": "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD"
    " SGD SRD TTD TWD USD UYU XCD",
}
_BY_DECIMAL_MARK = {
    # In India, groups of two stand before the last three.
    ".": re.compile(r"(\d{1,3}(?:[,'’]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)?(?:\.(\d*))?"),
    ",": re.compile(r"(\d{1,3}(?:[.'’]\d{3})+|\d+)?(?:,(\d*))?"),
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan ene", "feb", "mar mär mrz", "apr abr avr", "may mai mag mei", "jun giu",
            "jul lug", "aug ago", "sep set sept", "oct okt ott", "nov", "dec dez dic déc",
        ],
        1,
    )
    for name in names.split()
}  # fmt: skip


class DayFormat(StrEnum):
    """In which order a day is written; any mark may stand between its parts, or none."""

    DAY_MONTH_YEAR = "dmy"
    MONTH_DAY_YEAR = "mdy"
    YEAR_MONTH_DAY = "ymd"


def read_amount(text: str, currency: str, decimal_mark: str, line: int) -> Money:
    """A signed amount: a minus before or behind it, or brackets around it. Raises UnreadableError.

    Marks between groups of three are taken, if they are not the decimal mark; so is the currency's
    own code or sign beside it. Other letters may say that money went, so they are not passed over.
    """
    plain = _BLANKS.sub("", text).translate(_MINUS)
    if not plain:
        raise UnreadableError(Fault.NO_AMOUNT, line)
    bracketed = plain.startswith("(") and plain.endswith(")")
    written = _WRITTEN.fullmatch(plain[1:-1] if bracketed else plain)
    number = _BY_DECIMAL_MARK[decimal_mark].fullmatch(written[4]) if written else None
    if written is None or number is None or not (number[1] or number[2]):
        raise UnreadableError(Fault.BAD_AMOUNT, line, text)
    for beside in written.group(2, 6):
        _check_unit(beside, currency, line, text)
    signs = "".join(written.group(1, 3, 5, 7)) + "-" * bracketed
    if len(signs) > 1:
        raise UnreadableError(Fault.BAD_AMOUNT, line, text)
    # With other marks, 5.100 is a thousand times as much; 5.00 yen are not.
    if len(number[2] or "") == 3 != exponent(currency):
        raise UnreadableError(Fault.TOO_MANY_DECIMALS, line, text)
    whole = re.sub(r"\D", "", number[1] or "0")
    amount = exact(f"{whole}.{number[2] or '0'}", currency, line, text)
    return -amount if signs == "-" else amount


def _check_unit(beside: str, currency: str, line: int, text: str) -> None:
    if not beside or beside == currency or currency in _SIGNS.get(beside, ""):
        return
    if beside in _own_signs(currency):
        return
    known = beside in _SIGNS or beside in list_currencies()
    raise UnreadableError(Fault.OTHER_CURRENCY if known else Fault.BAD_AMOUNT, line, text)


@cache
def _own_signs(currency: str) -> frozenset[str]:
    """What CLDR has for a currency where it is paid with, like `kr`, and in the world, `US$`."""
    found = {get_currency_symbol(currency, "en_001")}
    for territory in get_global("territory_currencies"):
        if currency in get_territory_currencies(territory):
            with suppress(UnknownLocaleError):
                found.add(get_currency_symbol(currency, Locale.parse(f"und_{territory}")))
    return frozenset(_BLANKS.sub("", sign) for sign in found) - _DIRECTIONS


def exact(digits: str, currency: str, line: int, shown: str = "") -> Money:
    """Money of a plain decimal; noughts beyond the currency's decimals are passed over."""
    value = Decimal(digits)
    if len(digits.partition(".")[0].lstrip("0")) > MOST_DIGITS:
        raise UnreadableError(Fault.BAD_AMOUNT, line, shown)
    if value != round(value, exponent(currency)):
        raise UnreadableError(Fault.TOO_MANY_DECIMALS, line, shown)
    return Money.of_major(round(value, exponent(currency)), currency)


def read_day(text: str, form: DayFormat, line: int) -> date:
    """A day; a time behind it is passed over, two digits are a year of this century.

    Raises UnreadableError.
    """
    written = text.strip()
    if not written:
        raise UnreadableError(Fault.NO_DAY, line)
    parts = _parts(written, form)
    try:
        named = dict(zip(form.value, parts, strict=True))
        return date(_year(named["y"]), _month(named["m"]), _number(named["d"], 2))
    except (ValueError, KeyError) as error:
        raise UnreadableError(Fault.BAD_DAY, line, text) from error


def _parts(written: str, form: DayFormat) -> list[str]:
    first = re.split(r"(?:(?<=\d)T|\s+)(?=\d{1,2}:)", written, maxsplit=1)[0].strip()
    if first.isascii() and first.isdigit() and len(first) in {6, 8}:
        return _cut(first, form)
    return [part for part in re.split(r"[\s./\-–]+", first) if part]


def _cut(digits: str, form: DayFormat) -> list[str]:
    parts, at = [], 0
    for letter in form.value:
        size = len(digits) - 4 if letter == "y" else 2
        parts.append(digits[at : at + size])
        at += size
    return parts


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= most):
        raise ValueError(text)
    return int(text)


def _month(text: str) -> int:
    named = _MONTHS.get(text.casefold().rstrip(".")[:3]) if text[:1].isalpha() else None
    return named or _number(text, 2)


def _year(text: str) -> int:
    if len(text) not in {2, 4}:
        raise ValueError(text)
    year = _number(text, 4)
    return year + 2000 if len(text) == 2 else year
