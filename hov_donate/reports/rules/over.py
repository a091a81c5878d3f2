"""From which sum on a gift is large: each currency for itself, and no rate between them. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hov_donate.core.money import Money, exponent

NUMBER = re.compile(r"\d{1,9}", re.ASCII)
OF_A_CURRENCY = re.compile(r"(?P<currency>[A-Z]{3})\s*(?P<whole>\d{1,9})", re.ASCII)


class NotASumError(ValueError):
    """What was typed says no sum."""


@dataclass(frozen=True)
class Over:
    """So many whole units of some currencies; `otherwise` of all others, None for none of them."""

    named: Mapping[str, int]
    otherwise: int | None = None

    def of(self, currency: str) -> Money | None:
        """The least large sum of a currency."""
        whole = self.named.get(currency, self.otherwise)
        return None if whole is None else Money(whole * 10 ** exponent(currency), currency)


def read_over(text: str) -> Over:
    """`500` is 500 of any currency; `GBP 500, JPY 90000` only of these. Raises NotASumError."""
    if NUMBER.fullmatch(text.strip()):
        return Over({}, int(text))
    found = [OF_A_CURRENCY.fullmatch(part.strip().upper()) for part in text.split(",")]
    named = {part["currency"]: int(part["whole"]) for part in found if part}
    if not all(found) or len(named) != len(found):
        raise NotASumError(text)
    return Over(named)
