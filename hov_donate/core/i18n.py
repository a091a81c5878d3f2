"""Languages: texts through gettext, money and dates by CLDR, with and without a request."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    format_time,
    get_datetime_format,
)
from babel.numbers import format_currency, format_decimal, get_currency_name, get_currency_symbol
from babel.support import NullTranslations, Translations

from hov_donate.core.money import WHOLE_ON_TWO_DECIMALS, Money, exponent

FOLDER = Path(__file__).resolve().parents[1] / "translations"
SOURCE_LANGUAGE = "en"
# The office is written in these; everything else in every language that has a catalogue.
OFFICE_LANGUAGES = (SOURCE_LANGUAGE, "es")
# Plain English writes dates as the United States do; most of the world puts the day first.
CALENDARS = {"en": "en_GB"}


def translated() -> frozenset[str]:
    """The languages that have a catalogue, and the one that needs none."""
    return frozenset(
        {SOURCE_LANGUAGE, *(folder.parent.name for folder in FOLDER.glob("*/LC_MESSAGES"))}
    )


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for "translate this later")
    """Mark a text for translation where it is written; translate it where it is shown."""
    return message


class Translator:
    """Speaks one language to a person."""

    def __init__(self, language: str) -> None:
        """Load the catalogue of `language`; the source language needs none."""
        self.language = language
        self.locale = Locale.parse(language)
        self._calendar = Locale.parse(CALENDARS.get(language, language))
        self._catalogue: NullTranslations = Translations.load(FOLDER, [language])

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the `dir` attribute."""
        return self.locale.text_direction

    @property
    def language_name(self) -> str:
        """The language's name in itself: English, español."""
        return (self.locale.get_display_name(self.locale) or self.language).capitalize()

    def gettext(self, message: str, **values: object) -> str:
        """The text in this language, with `%(name)s` filled in."""
        text: str = self._catalogue.ugettext(message) if message else ""
        return text % values if values else text

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The singular or plural text for `n`, which it names `num`."""
        text: str = self._catalogue.ungettext(one, many, n)
        return text % {"num": self.number(n), **values}

    def number(self, count: int) -> str:
        """A whole number as this language writes it: 1,200."""
        return _format_number(count, self.language)

    def money(self, amount: Money) -> str:
        """An amount as this language writes it, with the decimals of its own minor unit."""
        return _format_money(amount, self.language)

    def short_money(self, amount: Money) -> str:
        """As `money`, without decimals when there are none to tell (£20)."""
        return _format_money(amount, self.language, whole=amount.major == int(amount.major))

    def currency_name(self, currency: str) -> str:
        """The currency's name in this language: Pound sterling."""
        name = get_currency_name(currency, locale=self.locale)
        return name[:1].upper() + name[1:]

    def month(self, day: date) -> str:
        """The month of a day in full: November 2026."""
        return format_skeleton("yMMMM", day, locale=self._calendar)

    def month_name(self, day: date, *, narrow: bool = False) -> str:
        """The month of a day in few letters: Nov, or N."""
        return format_date(day, "LLLLL" if narrow else "LLL", locale=self._calendar)

    def date(self, day: date) -> str:
        """A day in full: 24 November 2026."""
        return format_date(day, "long", locale=self._calendar)

    def day_and_time(self, at: datetime, zone: str) -> str:
        """When to come: Saturday 5 December 2026, 18:30, by the clocks of a place."""
        local = at.astimezone(ZoneInfo(zone))
        day = format_date(local, "full", locale=self._calendar)
        hour = format_time(local, "short", tzinfo=ZoneInfo(zone), locale=self._calendar)
        joined = str(get_datetime_format("medium", locale=self._calendar)).replace("'", "")
        return joined.replace("{0}", hour).replace("{1}", day)

    def moment(self, at: datetime, zone: str) -> str:
        """A moment as the campaign's clock on the wall shows it."""
        return format_datetime(at, "medium", tzinfo=ZoneInfo(zone), locale=self._calendar)


@lru_cache(maxsize=4096)
def _format_number(count: int, language: str) -> str:
    return format_decimal(count, locale=language)


@lru_cache(maxsize=4096)
def _format_money(amount: Money, language: str, *, whole: bool = False) -> str:
    digits = 0 if whole else _shown_decimals(amount)
    pattern = Locale.parse(language).currency_formats["standard"].pattern
    pattern = pattern.replace("0.00", "0" if digits == 0 else "0." + "0" * digits)
    # CLDR's currency spacing, which Babel leaves out: `ISK 1,500` but `$1,500`.
    last = get_currency_symbol(amount.currency, locale=language)[-1]
    if unicodedata.category(last)[0] not in {"S", "Z"}:
        pattern = pattern.replace("¤#", "¤\u00a0#")
    return format_currency(
        amount.major, amount.currency, pattern, locale=language, currency_digits=False
    )


def _shown_decimals(amount: Money) -> int:
    """Those of the minor unit; krónur and shillings only travel with two."""
    travels_longer = amount.currency in WHOLE_ON_TWO_DECIMALS and amount.chargeable
    return 0 if travels_longer else exponent(amount.currency)


@lru_cache(maxsize=64)
def translator(language: str) -> Translator:
    """The translator of a language, made once."""
    return Translator(language)


def best_language(wanted: Iterable[str], spoken: Iterable[str], otherwise: str) -> str:
    """The first wanted language that we speak."""
    found = negotiate_locale([tag.replace("-", "_") for tag in wanted], list(spoken))
    return found or otherwise
