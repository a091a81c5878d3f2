"""Running balances, as CSV files have them: between two of them no line can be missing unnoticed.

Banks write one in every row or only in some, like the last one of a day, and their newest line
first as often as last. Which order a file has is found out by what leads from balance to balance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hov_donate.core.money import Money
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Balance, StatementLine


@dataclass(frozen=True)
class Step:
    """A line, and what its bank says stood on the account after it; None where it does not."""

    line: StatementLine
    after: Money | None

    @property
    def day(self) -> date:
        """When it was booked."""
        return self.line.booked_on


def ends_of(steps: Sequence[Step]) -> tuple[Balance | None, Balance | None]:
    """The first and the last balance; None where no row has one, or the newest has none.

    Raises UnreadableError, with its line, where in no order each balance follows from the one
    before.
    """
    if all(step.after is None for step in steps):
        return None, None
    ordered = min(_orders(steps), key=_doubtful)
    astray = next(_astray(ordered), None)
    if astray is not None:
        raise UnreadableError(Fault.DOES_NOT_FOLLOW, astray.line.number, str(astray.after))
    end = ordered[-1]
    if end.after is None or ordered[0].day > end.day:
        return None, None
    return _opening(ordered), Balance(end.after, end.day)


def _orders(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    """In what orders lines may have been booked: as the file has them, or turned round.

    A day may stand among others that are in order while its own lines are not; and the one balance
    of a day, wherever it stands, is that of its end.
    """
    for found in (steps, steps[::-1]):
        yield found
        yield sorted(found, key=lambda step: step.day)
        yield sorted(found, key=lambda step: (step.day, step.after is not None))


def _doubtful(ordered: Sequence[Step]) -> tuple[int, bool, bool]:
    """What speaks against an order; of one that is right, a lost line breaks one link only."""
    broken = sum(1 for _ in _astray(ordered))
    return broken, ordered[0].day > ordered[-1].day, ordered[-1].after is None


def _astray(ordered: Sequence[Step]) -> Iterator[Step]:
    """The steps whose balance does not follow from the one before."""
    # In minor units: it is asked of many orders, and files are long.
    stood: int | None = None
    for step in ordered:
        if stood is not None:
            stood += step.line.amount.minor
        if step.after is not None:
            if stood is not None and stood != step.after.minor:
                yield step
            stood = step.after.minor


def _opening(ordered: Sequence[Step]) -> Balance:
    moved = 0
    for step in ordered:
        moved += step.line.amount.minor
        if step.after is not None:
            return Balance(step.after - Money(moved, step.after.currency), ordered[0].day)
    raise ValueError("no step has a balance")
