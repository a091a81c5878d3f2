"""Whether all that a term asks for came, and what holds until it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Asked:
    """What became of the fee on one invoice of a term, in minor units; gifts are left out.

    `settled` is all the money that came for the invoice: it pays the fee first. `corrected` and
    `waived` are what credit notes took off the fee for these reasons, `called_back` that others
    took the whole sum off, as if it had never been asked for.
    """

    fee: int
    settled: int = 0
    corrected: int = 0
    waived: int = 0
    called_back: bool = False

    @property
    def owed(self) -> int:
        """What money has to come for it."""
        return self.fee - self.corrected - self.waived


@dataclass(frozen=True)
class Mark:
    """The paid-up mark of a term that took the place of one that was paid for.

    It holds through `until`, the day on which the new invoice is due, while at least `minor` is
    here: what had paid the term before, in minor units.
    """

    minor: int
    until: date


def covered(fee: int, invoices: Sequence[Asked]) -> bool:
    """Whether a term is paid for: it costs nothing, or nothing that was asked for it is owed.

    A fee that was waived is as good as paid; one that was called back was never asked for.
    """
    if not fee:
        return True
    asked = _asked(invoices)
    return bool(asked) and _settled(asked) >= sum(each.owed for each in asked)


def held_until(mark: Mark | None, invoices: Sequence[Asked]) -> date | None:
    """The last day on which a mark holds, by the money that is here; None where it does not."""
    asked = _asked(invoices)
    if mark is None or not asked or _settled(asked) < mark.minor:
        return None
    return mark.until


def paying(invoices: Sequence[Asked]) -> int:
    """How much money pays the fee that these invoices ask for, in minor units."""
    asked = _asked(invoices)
    return min(_settled(asked), sum(each.owed for each in asked))


def _asked(invoices: Sequence[Asked]) -> list[Asked]:
    return [each for each in invoices if not each.called_back]


def _settled(invoices: Sequence[Asked]) -> int:
    return sum(each.settled for each in invoices)
