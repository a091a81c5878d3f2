"""The pages of one account in a file: each begins with what stood at the end of the one before."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from hov_donate.core.money import Money, total
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Balance, Statement

EARLIEST = date(1990, 1, 1)


def by_day(pages: Sequence[Statement]) -> Sequence[Statement]:
    """The pages from the oldest on; those of one day as they stand."""
    return sorted(pages, key=_day)


def in_order(pages: Sequence[Statement]) -> Sequence[Statement]:
    """The pages from the oldest on; those of one day as they stand, or as one follows another.

    Raises UnreadableError where lines and pages do not lead from balance to balance.
    """
    newest_first = _day(pages[0]) > _day(pages[-1])
    likely, turned = by_day(pages), by_day(pages[::-1])
    if newest_first:
        likely, turned = turned, likely
    fault = _fault(likely, pages)
    if fault is None:
        return likely
    for ordered in (turned, _chained(likely)):
        if _fault(ordered, pages) is None:
            return ordered
    raise fault


def _chained(dated: Sequence[Statement]) -> Sequence[Statement]:
    """The pages of each day as one begins with what another ended with, as far as they do."""
    ordered: list[Statement] = []
    for _, group in groupby(dated, _day):
        stood = ordered[-1].closing if ordered else None
        ordered += _chain(list(group), stood)
    return ordered


def _chain(pages: Sequence[Statement], before: Balance | None) -> Iterator[Statement]:
    """A day's pages, beginning after a balance, or else with what none of them ends with."""
    ends = {page.closing.amount for page in pages if page.closing}
    first = next((page for page in pages if page.opening and page.opening.amount not in ends), None)
    stood = before.amount if before else first.opening.amount if first and first.opening else None
    waiting: dict[Money | None, list[Statement]] = defaultdict(list)
    for page in reversed(pages):
        waiting[page.opening.amount if page.opening else None].append(page)
    while waiting[stood]:
        page = waiting[stood].pop()
        stood = page.closing.amount if page.closing else None
        yield page
    yield from (page for left in waiting.values() for page in left)


def _fault(ordered: Sequence[Statement], as_written: Sequence[Statement]) -> UnreadableError | None:
    """Where something got lost; what a page does not state is as its neighbours have it."""
    stood: Money | None = None
    for page in ordered:
        begins = page.opening.amount if page.opening else stood
        if begins is not None:
            if stood is not None and begins != stood:
                return _gap(page, as_written, stood, begins)
            stood = begins + total((line.amount for line in page.lines), begins.currency)
        if page.closing:
            if stood is not None and stood != page.closing.amount:
                return UnreadableError(Fault.DOES_NOT_ADD_UP, page.number)
            stood = page.closing.amount
    return None


def _gap(
    page: Statement, as_written: Sequence[Statement], ended: Money, begins: Money
) -> UnreadableError:
    place = next(number for number, each in enumerate(as_written, 1) if each is page)
    values: dict[str, int | Money] = {"page": place, "ended": ended, "begins": begins}
    return UnreadableError(Fault.PAGE_MISSING, page.number, values=values)


def _day(page: Statement) -> date:
    if page.closing and page.closing.on:
        return page.closing.on
    return max((line.booked_on for line in page.lines), default=EARLIEST)
