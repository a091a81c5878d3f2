"""The pages of one account in a file: each begins with what stood at the end of the one before."""

from collections.abc import Sequence
from datetime import date

from hov_donate.core.money import Money, total
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Statement

EARLIEST = date(1990, 1, 1)


def by_day(pages: Sequence[Statement]) -> Sequence[Statement]:
    """The pages from the oldest on; those of one day as they stand."""
    return sorted(pages, key=_day)


def in_order(pages: Sequence[Statement]) -> Sequence[Statement]:
    """The pages from the oldest on; those of one day as they stand, or the other way round.

    Raises UnreadableError where lines and pages do not lead from balance to balance.
    """
    newest_first = _day(pages[0]) > _day(pages[-1])
    likely, turned = by_day(pages), by_day(pages[::-1])
    if newest_first:
        likely, turned = turned, likely
    fault = _fault(likely, pages)
    if fault is None:
        return likely
    if _fault(turned, pages) is None:
        return turned
    raise fault


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
