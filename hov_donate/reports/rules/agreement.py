"""Whether Stripe, bank and books agree to the penny, and since when that is known. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hov_donate.core.money import Money


class Compared(StrEnum):
    """What is held against the books."""

    STRIPE = "stripe"
    PAYOUTS = "payouts"
    RECEIVABLES = "receivables"
    BANK = "bank"


@dataclass(frozen=True)
class Comparison:
    """What one comparison found. `as_of` is None while nothing was compared.

    `differences` are by currency, none of them nothing; `count` is how many rows do not add up,
    where there is no one difference to tell.
    """

    of: Compared
    as_of: datetime | None
    differences: tuple[Money, ...] = ()
    count: int = 0

    @property
    def differs(self) -> bool:
        """Whether a person has to look."""
        return bool(self.differences or self.count)


class Verdict(StrEnum):
    """What can be said of all of them together."""

    NOTHING_COMPARED = "nothing_compared"
    DIFFERS = "differs"
    AGREES_BUT_BANK = "agrees_but_bank"
    AGREES = "agrees"


@dataclass(frozen=True)
class Proof:
    """Every comparison, and what they say together."""

    comparisons: Sequence[Comparison] = field(default_factory=tuple)

    @property
    def verdict(self) -> Verdict:
        """A difference outweighs all; what was not compared is never said to agree."""
        if any(each.differs for each in self.comparisons):
            return Verdict.DIFFERS
        missing = {each.of for each in self.comparisons if each.as_of is None}
        if not missing:
            return Verdict.AGREES
        return Verdict.AGREES_BUT_BANK if missing == {Compared.BANK} else Verdict.NOTHING_COMPARED

    @property
    def differing(self) -> list[Comparison]:
        """Those that a person has to look at."""
        return [each for each in self.comparisons if each.differs]

    @property
    def as_of(self) -> datetime | None:
        """The moment for which all that was compared holds: the oldest of them."""
        return min((each.as_of for each in self.comparisons if each.as_of), default=None)
