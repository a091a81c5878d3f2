"""The books for beancount 2 and 3 (beancount.github.io/docs/beancount_language_syntax.html).

Balances are asserted without any tolerance: by itself, beancount would let a penny pass.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from hov_donate.core.spans import DAY
from hov_donate.exports.journals.words import About, decimal, in_beancount, one_line, word
from hov_donate.exports.journals.writing import Carried, names_of
from hov_donate.exports.queries import Balances
from hov_donate.exports.reading.postings import utc
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import GENERAL_FUND


class Beancount:
    """Writes beancount's directives."""

    def __init__(self, session: Session) -> None:
        """Accounts are called by where they stand in the chart."""
        self.names = names_of(session, in_beancount)

    def comment(self, text: str) -> str:
        """A comment of its own line."""
        return f"; {one_line(text)}\n"

    def head(self, about: About, used: Iterable[tuple[Account, str]]) -> str:
        """Options; each account opened the day before, in the currencies that it has."""
        before = about.span.first - DAY
        currencies: dict[Account, list[str]] = {}
        for account, currency in used:
            currencies.setdefault(account, []).append(currency)
        every = sorted({each for some in currencies.values() for each in some})
        said = (
            f"{about.campaign}, {about.span.first} to {about.span.last}",
            f"days of {about.time_zone}; made at {utc(about.made_at)}",
        )
        return "".join(
            (
                *map(self.comment, said),
                f"option {_quoted('title')} {_quoted(about.campaign)}\n",
                *(f"option {_quoted('operating_currency')} {_quoted(it)}\n" for it in every),
                *(f"{before} commodity {currency}\n" for currency in every),
                *(
                    f"{before} open {self.names[account]} {','.join(some)}\n"
                    for account, some in currencies.items()
                ),
            )
        )

    def carried(self, day: date, balances: Carried) -> str:
        """One transaction of the day before."""
        head = f'\n{day - DAY} * "Carried forward"\n'
        lines = (
            self._posting(account, minor, currency, fund)
            for (account, currency, fund), minor in balances.items()
        )
        return head + "".join(lines)

    def entry(self, lines: Sequence[Any]) -> str:
        """One transaction; funds are tags, what an entry is about is a link and metadata."""
        it = lines[0]
        funds = sorted({line.fund for line in lines} - {GENERAL_FUND})
        marks = [f" #fund-{word(fund)}" for fund in funds]
        if it.reference:
            marks.append(f" ^{word(it.reference)}")
        told = {
            "entry": str(it.entry_id),
            "category": it.category,
            "occurred": utc(it.occurred_at),
            "source": it.source,
            "transaction": it.transaction,
        }
        return "".join(
            (
                f"\n{it.booked_on} * {_quoted(it.category)}{''.join(marks)}\n",
                *(f"  {name}: {_quoted(text)}\n" for name, text in told.items() if text),
                *(
                    self._posting(line.account, line.amount_minor, line.currency, line.fund)
                    for line in lines
                ),
            )
        )

    def closing(self, day: date, balances: Balances) -> str:
        """What the next day begins with."""
        lines = (
            f"{day + DAY} balance {self.names[account]}  {_exactly(minor, currency)}\n"
            for (account, currency), minor in sorted(balances.items())
        )
        return "\n" + "".join(lines)

    def _posting(self, account: Account, minor: int, currency: str, fund: str) -> str:
        line = f"  {self.names[account]}  {decimal(minor, currency)}\n"
        return line if fund == GENERAL_FUND else f"{line}    fund: {_quoted(fund)}\n"


def _exactly(minor: int, currency: str) -> str:
    number = decimal(minor, currency).partition(" ")[0]
    return f"{number} ~ 0 {currency}"


def _quoted(text: str) -> str:
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
