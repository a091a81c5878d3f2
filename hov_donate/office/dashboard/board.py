"""The figures of the first room for one span of days, each beside the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.office.spans import Chosen
from hov_donate.reports.queries import figures
from hov_donate.reports.rules.figures import (
    Cash,
    Income,
    IncomeKind,
    Settled,
    by_currency,
    cash_of,
    income_of,
    received_by_currency,
)

NOTHING = 0


@dataclass(frozen=True)
class Beside:
    """A sum, and the one of the year before."""

    now: Money
    before: Money

    @property
    def change(self) -> Money:
        """How much more it is now; less is negative."""
        return self.now - self.before


@dataclass(frozen=True)
class IncomeRow:
    """What was given and invoiced in one currency, and what of it settled in which.

    `settled` is money received in the base currency, None where there was none; `elsewhere` what
    settled in another.
    """

    currency: str
    kinds: dict[IncomeKind, Money]
    total: Beside
    settled: Money | None
    elsewhere: tuple[Money, ...]

    def kind(self, kind: IncomeKind) -> Money:
        """What of it was of a kind; nothing where there was none."""
        return self.kinds.get(kind, Money(NOTHING, self.currency))


@dataclass(frozen=True)
class CashRow:
    """What came and went of the money kept in one currency."""

    currency: str
    now: Cash
    before: Cash


@dataclass(frozen=True)
class Board:
    """A span's figures. `days` are those that have come of it, `before` as many a year earlier."""

    chosen: Chosen
    days: Span
    before: Span
    base: str
    income: Sequence[IncomeRow]
    cash: Sequence[CashRow]

    @property
    def headline(self) -> CashRow:
        """Money kept in the base currency."""
        found = next((row for row in self.cash if row.currency == self.base), None)
        return found or CashRow(self.base, _no_cash(self.base), _no_cash(self.base))

    @property
    def own(self) -> IncomeRow:
        """What was given and invoiced in the base currency."""
        none = Money(NOTHING, self.base)
        found = (row for row in self.income if row.currency == self.base)
        return next(found, IncomeRow(self.base, {}, Beside(none, none), None, ()))

    @property
    def elsewhere(self) -> list[CashRow]:
        """Money kept in other currencies."""
        return [row for row in self.cash if row.currency != self.base]

    @property
    def kinds(self) -> list[IncomeKind]:
        """The kinds to tell: the usual four, and others where there is any."""
        others = any(IncomeKind.OTHER in row.kinds for row in self.income)
        return [kind for kind in IncomeKind if others or kind is not IncomeKind.OTHER]


def board(session: Session, chosen: Chosen, today: date, base: str) -> Board:
    """The figures of a span, up to today, and of as many days a year before."""
    days = chosen.span.until(today)
    before = days.a_year_before()
    now, then = income_of(figures.posted(session, days)), figures.income(session, before)
    settled = figures.settled(session, days)
    return Board(
        chosen=chosen,
        days=days,
        before=before,
        base=base,
        income=_income_rows(now, then, settled, base),
        cash=_cash_rows(cash_of(settled), figures.cash(session, before)),
    )


def _income_rows(
    now: Income, then: Income, settled: Sequence[Settled], base: str
) -> list[IncomeRow]:
    totals, before = by_currency(now), by_currency(then)
    received = received_by_currency(settled)
    currencies = {*totals, *before, *(given for given, _ in received)}
    rows = []
    for currency in sorted(currencies, key=lambda code: (code != base, code)):
        none = Money(NOTHING, currency)
        kinds = {kind: amount for (kind, code), amount in now.items() if code == currency}
        kept = {to: amount for (given, to), amount in received.items() if given == currency}
        elsewhere = tuple(kept[to] for to in sorted(kept) if to != base)
        total = Beside(totals.get(currency, none), before.get(currency, none))
        rows.append(IncomeRow(currency, kinds, total, kept.get(base), elsewhere))
    return rows


def _cash_rows(now: dict[str, Cash], then: dict[str, Cash]) -> list[CashRow]:
    return [
        CashRow(it, now.get(it) or _no_cash(it), then.get(it) or _no_cash(it))
        for it in sorted({*now, *then})
    ]


def _no_cash(currency: str) -> Cash:
    nothing = Money(NOTHING, currency)
    return Cash(nothing, nothing, nothing, nothing)
