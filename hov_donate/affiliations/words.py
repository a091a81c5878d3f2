"""Sentences of the rules in words that a person reads, in one language."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from babel.numbers import format_decimal

from hov_donate.affiliations.rules.sentences import MOST_DECIMALS, Named, Number, Sentence
from hov_donate.core.i18n import Translator
from hov_donate.core.money import Money


def render_explained(speak: Translator, explained: Iterable[Sentence]) -> list[str]:
    """Each sentence as `speak` tells it."""
    return [told(sentence, speak) for sentence in explained]


def told(sentence: Sentence, speak: Translator) -> str:
    """A sentence with its values written out."""
    values = {name: _written(value, speak) for name, value in sentence.values.items()}
    text = speak.gettext(sentence.text)
    return text % values


def _written(value: object, speak: Translator) -> str:
    if isinstance(value, Sentence):
        return told(value, speak)
    if isinstance(value, tuple):
        return ", ".join(_written(each, speak) for each in value)
    if isinstance(value, Number):
        return _number(value, speak)
    if isinstance(value, Money):
        return speak.money(value)
    if isinstance(value, Named):
        return value.to(speak.language)
    return speak.date(value) if isinstance(value, date) else str(value)


def _number(number: Number, speak: Translator) -> str:
    decimal = number.decimal
    if decimal is None:
        whole, part = divmod(number.value, 1)
        return f"{_number(Number(Fraction(whole)), speak)} {part}" if whole else str(part)
    pattern = "#,##0." + "0" * number.decimals + "#" * (MOST_DECIMALS - number.decimals)
    return format_decimal(decimal, pattern, locale=speak.locale)
