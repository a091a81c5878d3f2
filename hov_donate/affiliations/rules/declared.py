"""The figures that people declare, and the sum that they choose to pay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hov_donate.core.money import Money


@dataclass(frozen=True)
class Declared:
    """The figures that an affiliation is declared with, and which body decided it.

    None is not known. `measures` count anything that a scale asks for by name; `declared` counts
    members by class.
    """

    members_total: int | None = None
    members_affiliated: int | None = None
    measures: Mapping[str, int] = field(default_factory=dict)
    declared: Mapping[str, int] = field(default_factory=dict)
    income_band: str | None = None
    overseas: bool = False
    deciding_body: str = ""
    decided_on: date | None = None
    minute_reference: str = ""


@dataclass(frozen=True)
class Chosen:
    """The sum that a payer wants to pay, where it is not the scale's."""

    amount: Money | None = None
    surplus_is_gift: bool = False
