"""Whether all that a term asks for came."""

from collections.abc import Sequence
from dataclasses import dataclass


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


def covered(fee: int, invoices: Sequence[Asked]) -> bool:
    """Whether a term is paid for: it costs nothing, or nothing that was asked for it is owed.

    A fee that was waived is as good as paid; one that was called back was never asked for.
    """
    if not fee:
        return True
    asked = [each for each in invoices if not each.called_back]
    owed = sum(each.fee - each.corrected - each.waived for each in asked)
    return bool(asked) and sum(each.settled for each in asked) >= owed
