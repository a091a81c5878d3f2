"""Running balances, as CSV files have them: between two of them no line can be missing unnoticed.

Banks write one in every row or only in some, like the last one of a day, or that in each of its
rows; and their newest line first as often as last. Which order a file has is found out by what
leads from balance to balance.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    """The first and the last balance; None where no row has one, or the file leaves them open.

    Where its lines may have been booked in several orders, they are stated only if all of them
    agree. Raises UnreadableError, with its line, where in no order each balance follows from the
    one before.
    """
    if all(step.after is None for step in steps):
        return None, None
    orders = list(_orders(_said_once(steps)))
    whole = [ordered for ordered in orders if next(_astray(ordered), None) is None]
    if not whole:
        # Of the order that is right, a lost line breaks one link only.
        astray = next(_astray(min(orders, key=lambda ordered: sum(1 for _ in _astray(ordered)))))
        raise UnreadableError(Fault.DOES_NOT_FOLLOW, astray.line.number, str(astray.after))
    ends = {_ends(ordered) for ordered in whole}
    return ends.pop() if len(ends) == 1 else (None, None)


def _said_once(steps: Sequence[Step]) -> Sequence[Step]:
    """With each day's balance in one row only, where a bank repeats its end in every row.

    The first day does not tell: in another file, its rows look so without the payment that one of
    them brings back.
    """
    last = {step.day: step for step in steps}
    if any(step.after is None or step.after != last[step.day].after for step in steps):
        return steps
    first = min(last)
    if all(step is last[step.day] for step in steps if step.day > first):
        return steps
    return [step if step is last[step.day] else replace(step, after=None) for step in steps]


def _orders(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    """In what orders lines may have been booked: as the file has them, or turned round.

    A day may stand among others that are in order while its own lines are not; and the one balance
    of a day, wherever it stands, is that of its end. Time never runs backwards from day to day. A
    row stands behind the last balance of its day only where the file has it there: turned round,
    it would be proved by nothing, and a line that got lost before that balance would be hidden.
    """
    turned = steps[::-1]
    if steps[0].day > steps[-1].day:
        steps, turned = turned, steps
    days = [step.day for step in steps]
    one_day, jumbled = days[0] == days[-1], days != sorted(days)
    yield steps
    if one_day or jumbled:
        yield turned
    for found in (steps, turned):
        dated = sorted(found, key=lambda step: step.day)
        if one_day or _unproved(dated) <= _unproved(steps):
            yield dated
        yield _balance_last(dated)


def _unproved(ordered: Sequence[Step]) -> set[int]:
    """The lines behind the last balance of their day, where it has one."""
    last = {step.day: at for at, step in enumerate(ordered) if step.after is not None}
    return {step.line.number for at, step in enumerate(ordered) if at > last.get(step.day, at)}


def _balance_last(dated: Sequence[Step]) -> Sequence[Step]:
    """With the one balance of a day at its end; where a day has more, they stand as they are."""
    stated = Counter(step.day for step in dated if step.after is not None)
    return sorted(
        dated, key=lambda step: (step.day, step.after is not None and stated[step.day] == 1)
    )


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


def _ends(ordered: Sequence[Step]) -> tuple[Balance | None, Balance | None]:
    end = ordered[-1]
    if end.after is None or ordered[0].day > end.day:
        return None, None
    return _opening(ordered), Balance(end.after, end.day)


def _opening(ordered: Sequence[Step]) -> Balance:
    moved = 0
    for step in ordered:
        moved += step.line.amount.minor
        if step.after is not None:
            return Balance(step.after - Money(moved, step.after.currency), ordered[0].day)
    raise ValueError("no step has a balance")
