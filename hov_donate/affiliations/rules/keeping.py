"""Sentences as plain data for JSON columns, so that a kept sum can be told in any language."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from hov_donate.affiliations.rules.sentences import Named, Number, Sentence
from hov_donate.core.money import Money


def kept(value: object) -> Any:
    """A sentence, or a value of one, as plain data."""
    if isinstance(value, Sentence):
        return {"text": value.text, "values": {key: kept(it) for key, it in value.values.items()}}
    if isinstance(value, tuple):
        return [kept(each) for each in value]
    return _scalar(value)


def _scalar(value: object) -> Any:
    if isinstance(value, Number):
        return {"number": str(value.value), "decimals": value.decimals}
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Named):
        return {"names": dict(value.by_language)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, int) else str(value)


def told_again(data: Any) -> Sentence:
    """The sentence that `kept` put away."""
    values = {key: _value(each) for key, each in data["values"].items()}
    return Sentence(data["text"], values)


READERS: dict[str, Callable[[Any], object]] = {
    "text": told_again,
    "number": lambda data: Number(Fraction(data["number"]), data["decimals"]),
    "minor": lambda data: Money(data["minor"], data["currency"]),
    "names": lambda data: Named(data["names"]),
    "day": lambda data: date.fromisoformat(data["day"]),
}


def _value(data: Any) -> object:
    if isinstance(data, list):
        return tuple(_value(each) for each in data)
    if isinstance(data, dict):
        read = next(READERS[key] for key in READERS if key in data)
        return read(data)
    return data
