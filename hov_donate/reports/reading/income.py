"""The income statement: what came in and went out, by kind, with the year before, and by fund.

What was given stands in the currency in which it was given or invoiced; beside it what money came
and went for it, in the currency in which that is kept. Both are from daily sums.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.reports.asking import Asked, FilterError, called
from hov_donate.reports.queries import figures
from hov_donate.reports.reading.names import fund_word, funds
from hov_donate.reports.rules.figures import DISPUTES, FEES, INCOME, PAYERS, REFUNDS
from hov_donate.reports.rules.tables import Column, Group, Kind, Report, Row, Word


class Section(StrEnum):
    """A part of the statement, in the order in which they stand."""

    INCOME = "income"
    FROM_PAYERS = "from_payers"
    GIVEN_BACK = "given_back"
    FEES = "fees"
    SPENT = "spent"
    ELSEWHERE = "elsewhere"


SECTIONS = {
    Section.INCOME: N_("Income"),
    Section.FROM_PAYERS: N_("Money for invoices, and money not placed or accepted yet"),
    Section.GIVEN_BACK: N_("Given back"),
    Section.FEES: N_("Fees"),
    Section.SPENT: N_("Spent"),
    Section.ELSEWHERE: N_("Moved, and what was there before"),
}
SPENT = (Account.EXPENDITURE, Account.CONTRIBUTIONS, Account.ADJUSTMENTS)
# What counts as given or taken in its own currency; equity and liabilities do not.
NOMINAL = frozenset({*INCOME, *REFUNDS, *DISPUTES, *FEES, *SPENT, Account.FUND_TRANSFERS})
ORDER = [*INCOME, *PAYERS, *REFUNDS, *DISPUTES, *FEES, *SPENT]
OF_ACCOUNTS = {
    **dict.fromkeys(INCOME, Section.INCOME),
    **dict.fromkeys(PAYERS, Section.FROM_PAYERS),
    **dict.fromkeys((*REFUNDS, *DISPUTES), Section.GIVEN_BACK),
    **dict.fromkeys(FEES, Section.FEES),
    **dict.fromkeys(SPENT, Section.SPENT),
}
FROM_PAYERS = {
    Account.RECEIVABLES: N_("Paid for invoices"),
    Account.UNMATCHED_PAYMENTS: N_("Not placed yet"),
    Account.HELD_GIFTS: N_("Not accepted when it came"),
}
Key = tuple[Account, str]


@dataclass(frozen=True)
class Year:
    """Sums of one year: given by account and currency, settled by currency below that."""

    given: dict[Key, Money]
    settled: dict[Key, dict[str, Money]]

    def settled_in(self, key: Key, currency: str | None) -> Money | None:
        """What was settled in a currency."""
        return self.settled.get(key, {}).get(currency or "")


def income_statement(asked: Asked) -> Report:
    """By kind; `fund` in the address narrows it to one fund. Raises FilterError."""
    fund = asked.filters.get("fund") or None
    names = {row.code: fund_word(row, asked) for row in funds(asked.session)}
    if fund is not None and fund not in names:
        raise FilterError("fund", N_("Choose a fund from the list"))
    now, before = _years(asked)
    rows = list(_rows(asked, _read(asked, now, fund), _read(asked, before, fund)))
    groups = [
        Group(
            asked.own(section.value, SECTIONS[section]), [row for at, row in rows if at == section]
        )
        for section in Section
    ]
    report = _report(asked, "income-statement", N_("Income statement"), groups)
    return report if fund is None else _narrowed(report, names[fund].text, asked)


def income_by_fund(asked: Asked) -> Report:
    """The same, by fund."""
    rows = funds(asked.session)
    groups = (Group(fund_word(fund, asked), _of_fund(asked, fund)) for fund in rows)
    return _report(asked, "income-by-fund", N_("Income by fund"), groups, grouped=N_("Fund"))


def _of_fund(asked: Asked, fund: LedgerFund) -> Iterator[Row]:
    now, before = _years(asked)
    found = _rows(asked, _read(asked, now, fund.code), _read(asked, before, fund.code))
    return (row for _, row in found)


def _years(asked: Asked) -> tuple[Span, Span]:
    """As much of the span as has come, and as many days of the year before."""
    now = asked.span.until(asked.today)
    return now, now.a_year_before()


def _read(asked: Asked, span: Span, fund: str | None) -> Year:
    given = {
        (it.account, it.currency): it.net
        for it in figures.posted(asked.session, span, fund=fund)
        if it.account in NOMINAL and it.net.minor
    }
    settled: dict[Key, dict[str, Money]] = defaultdict(dict)
    for it in figures.settled(asked.session, span, fund=fund):
        if it.credit != it.debit:
            of = settled[it.account, it.currency]
            of[it.settled_in] = Money(it.credit - it.debit, it.settled_in)
    return Year(given, settled)


def _rows(asked: Asked, now: Year, before: Year) -> Iterator[tuple[Section, Row]]:
    keys = {*now.given, *before.given, *now.settled, *before.settled}
    for key in sorted(keys, key=lambda key: _place(key, asked.campaign.base_currency)):
        section = OF_ACCOUNTS.get(key[0], Section.ELSEWHERE)
        name = _name(asked, key[0])
        own = now.given.get(key), before.given.get(key)
        for currency in _currencies(now, before, key):
            given, own = own, (None, None)
            settled = now.settled_in(key, currency), before.settled_in(key, currency)
            yield section, (name, key[1], *given, *settled)


def _name(asked: Asked, account: Account) -> Word:
    """By its account; what payers brought is called by what they did."""
    own = FROM_PAYERS.get(account)
    return asked.own(account.value, own) if own else asked.word(account)


def _place(key: Key, base: str) -> tuple[int, str, bool, str]:
    """As accounts are listed, and the campaign's own currency first."""
    account, currency = key
    at = ORDER.index(account) if account in ORDER else len(ORDER)
    return at, account.value, currency != base, currency


def _currencies(now: Year, before: Year, key: Key) -> Sequence[str | None]:
    """In which it was settled: a row for each, or one where no money came or went."""
    return sorted({*now.settled.get(key, ()), *before.settled.get(key, ())}) or [None]


def _report(
    asked: Asked, code: str, title: str, groups: Iterable[Group], grouped: str = N_("Part")
) -> Report:
    _ = asked.speak.gettext
    now, before = _years(asked)
    this = called(now, asked.campaign) or _("these days")
    last = called(before, asked.campaign) or _("a year before")
    return Report(
        code,
        _(title),
        asked.span,
        (
            Column("line", _("What")),
            Column("currency", _("In")),
            Column("given", _("Given, %(year)s", year=this), Kind.MONEY),
            Column("given_last_year", _("Given, %(year)s", year=last), Kind.MONEY),
            Column("settled", _("Settled, %(year)s", year=this), Kind.MONEY),
            Column("settled_last_year", _("Settled, %(year)s", year=last), Kind.MONEY),
        ),
        groups,
        grouped=_(grouped),
        total=_("Net"),
        notes=_notes(asked, now, before),
    )


def _notes(asked: Asked, now: Span, before: Span) -> tuple[str, ...]:
    _ = asked.speak.gettext
    return (
        _(
            "Given: in the currency in which it was given or invoiced; a fee is income when it is"
            " asked for. Settled: the money that came and went for it, in the currency in which"
            " it is kept, as Stripe and the bank settled it. No rate is used."
        ),
        _(
            "The year before is %(first)s to %(last)s: as many days as %(from)s to %(to)s.",
            **{
                "first": asked.speak.date(before.first),
                "last": asked.speak.date(before.last),
                "from": asked.speak.date(now.first),
                "to": asked.speak.date(now.last),
            },
        ),
    )


def _narrowed(report: Report, fund: str, asked: Asked) -> Report:
    note = asked.speak.gettext("Of one fund: %(fund)s.", fund=fund)
    return replace(report, notes=(note, *report.notes))
