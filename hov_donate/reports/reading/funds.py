"""Month by month, fund by fund: what was there, came, went, was moved, and is there then."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.reports.asking import Asked
from hov_donate.reports.queries.funds import in_funds_before, minutes, moved
from hov_donate.reports.reading.names import fund_word, funds
from hov_donate.reports.rules.figures import DISPUTES, FEES, INCOME, REFUNDS
from hov_donate.reports.rules.tables import Column, Group, Kind, Report, Row, Word


class Movement(StrEnum):
    """How a fund grows or shrinks; a column each, in this order."""

    IN = "in"
    BACK = "refunds"
    FEES = "fees"
    SPENT = "spent"
    EXCHANGED = "exchanged"
    TRANSFERRED = "transfers"


OF_ACCOUNTS = {
    **dict.fromkeys(INCOME, Movement.IN),
    **dict.fromkeys((*REFUNDS, *DISPUTES), Movement.BACK),
    **dict.fromkeys(FEES, Movement.FEES),
    Account.CURRENCY_EXCHANGE: Movement.EXCHANGED,
    Account.FUND_TRANSFERS: Movement.TRANSFERRED,
    # What was there before the books began is moved into them.
    Account.OPENING_BALANCES: Movement.TRANSFERRED,
}
Month = tuple[date, str]
Named = Mapping[tuple[str, date, str], Sequence[str]]
Sums = Mapping[str, Mapping[Month, Mapping[Movement, int]]]


@dataclass(frozen=True)
class Line:
    """A month of a fund in a currency, in minor units."""

    month: date
    currency: str
    opening: int
    moved: Mapping[Movement, int]

    @property
    def closing(self) -> int:
        """What is there when the month is over."""
        return self.opening + sum(self.moved.values())

    @property
    def tells(self) -> bool:
        """Whether anything was there, or moved."""
        return bool(self.opening or any(self.moved.values()))


def monthly_by_fund(asked: Asked) -> Report:
    """Every fund's months. One that is restricted and falls below zero is marked, loudly."""
    _ = asked.speak.gettext
    opening, sums = in_funds_before(asked.session, asked.span.first), _sums(asked)
    named = minutes(asked.session, asked.span)
    groups = [
        _group(asked, fund, list(_lines(asked, fund.code, opening, sums[fund.code])), named)
        for fund in funds(asked.session)
    ]
    return Report(
        "monthly-by-fund",
        _("Monthly by fund"),
        asked.span,
        (
            Column("month", _("Month")),
            Column("opening", _("Opening"), Kind.MONEY, summed=False),
            Column("in", _("In"), Kind.MONEY),
            Column("refunds", _("Refunds and disputes"), Kind.MONEY),
            Column("fees", _("Fees"), Kind.MONEY),
            Column("spent", _("Spent"), Kind.MONEY),
            Column("exchanged", _("Exchanged"), Kind.MONEY),
            Column("transfers", _("Transfers"), Kind.MONEY),
            Column("minutes", _("By which minute")),
            Column("closing", _("Closing"), Kind.MONEY, summed=False),
            Column("warning", _("Watch out")),
        ),
        groups,
        grouped=_("Fund"),
        total=_("Moved in all"),
        notes=(
            _(
                "What was given in one currency and settled in another leaves the one and comes to"
                " the other under Exchanged, as it was settled. A fee for affiliation counts when"
                " it is asked for."
            ),
            _("A restricted fund may never be below zero."),
        ),
    )


def _sums(asked: Asked) -> Sums:
    found: dict[str, dict[Month, dict[Movement, int]]] = defaultdict(
        lambda: defaultdict(lambda: dict.fromkeys(Movement, 0))
    )
    for it in moved(asked.session, asked.span):
        kind = OF_ACCOUNTS.get(it.account, Movement.SPENT)
        found[it.fund][it.month, it.amount.currency][kind] += it.amount.minor
    return found


def _lines(
    asked: Asked,
    fund: str,
    opening: Mapping[tuple[str, str], Money],
    sums: Mapping[Month, Mapping[Movement, int]],
) -> Iterator[Line]:
    """A line for each currency and month that has anything to tell, each from the one before."""
    there = {currency: each.minor for (of, currency), each in opening.items() if of == fund}
    currencies = {*there, *(currency for _, currency in sums)}
    nothing = dict.fromkeys(Movement, 0)
    for currency in sorted(currencies, key=lambda it: (it != asked.campaign.base_currency, it)):
        left = there.get(currency, 0)
        for month in asked.span.until(asked.today).months():
            line = Line(month.first, currency, left, sums.get((month.first, currency), nothing))
            left = line.closing
            if line.tells:
                yield line


def _group(asked: Asked, fund: LedgerFund, lines: list[Line], named: Named) -> Group:
    by = [", ".join(named.get((fund.code, it.month, it.currency), [])) for it in lines]
    rows = [_row(asked, it, minute, fund) for it, minute in zip(lines, by, strict=True)]
    warning = N_("Restricted, and below zero") if any(_wrong(fund, it) for it in lines) else ""
    return Group(fund_word(fund, asked), rows, asked.speak.gettext(warning))


def _wrong(fund: LedgerFund, line: Line) -> bool:
    return fund.restricted and line.closing < 0


def _row(asked: Asked, line: Line, minute: str, fund: LedgerFund) -> Row:
    def money(minor: int) -> Money:
        return Money(minor, line.currency)

    return (
        Word(f"{line.month:%Y-%m}", asked.speak.month(line.month)),
        money(line.opening),
        *(money(line.moved[each]) if line.moved[each] else None for each in Movement),
        minute,
        money(line.closing),
        asked.own("below_zero", N_("Below zero")) if _wrong(fund, line) else None,
    )
