"""The books for hledger, 1.25 and newer (hledger.org/hledger.html, section Journal)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from hov_donate.core.money import exponent
from hov_donate.core.spans import DAY
from hov_donate.exports.journals.words import ROOTS, About, decimal, in_hledger, one_line, word
from hov_donate.exports.journals.writing import Carried, names_of
from hov_donate.exports.queries import Balances, kinds
from hov_donate.exports.reading.postings import utc
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import GENERAL_FUND

# In a description `|` parts payee and note and `;` begins a comment; in one, `,` ends a tag.
_MARKS = str.maketrans({";": " ", "|": " ", ",": " "})


class Hledger:
    """Writes hledger's transactions."""

    def __init__(self, session: Session) -> None:
        """Accounts are called by where they stand in the chart."""
        self.names = names_of(session, in_hledger)
        self.types = {
            account: ROOTS[kind][0].upper() if ROOTS[kind] != "income" else "R"
            for account, kind in kinds(session).items()
        }

    def comment(self, text: str) -> str:
        """A comment of its own line."""
        return f"; {one_line(text)}\n"

    def head(self, about: About, used: Iterable[tuple[Account, str]]) -> str:
        """Each account with its type, and each currency with its decimals."""
        pairs = list(used)
        accounts = dict.fromkeys(account for account, _ in pairs)
        said = (
            f"{about.campaign}, {about.span.first} to {about.span.last}",
            f"days of {about.time_zone}; made at {utc(about.made_at)}",
        )
        return "".join(
            (
                *map(self.comment, said),
                "decimal-mark .\n",
                *(f"commodity {_form(it)}\n" for it in sorted({each for _, each in pairs})),
                *(f"account {self.names[it]}  ; type: {self.types[it]}\n" for it in accounts),
            )
        )

    def carried(self, day: date, balances: Carried) -> str:
        """One transaction of the day before."""
        head = f"\n{day - DAY} * Carried forward\n"
        lines = (
            self._posting(account, minor, currency, fund)
            for (account, currency, fund), minor in balances.items()
        )
        return head + "".join(lines)

    def entry(self, lines: Sequence[Any]) -> str:
        """One transaction; what it is about and the funds of its postings are tags."""
        it = lines[0]
        told = {
            "entry": str(it.entry_id),
            "category": it.category,
            "occurred": utc(it.occurred_at),
            "source": it.source,
            "transaction": it.transaction,
            "gift": it.reference,
        }
        tags = ", ".join(f"{name}: {_plain(text)}" for name, text in told.items() if text)
        return "".join(
            (
                f"\n{it.booked_on} * ({it.entry_id}) {_plain(it.category)}\n",
                f"    ; {tags}\n",
                *(
                    self._posting(line.account, line.amount_minor, line.currency, line.fund)
                    for line in lines
                ),
            )
        )

    def closing(self, day: date, balances: Balances) -> str:
        """Nothing is posted, and what stands on each account is asserted, to the penny."""
        lines = (
            f"    {self.names[account]}  {decimal(0, currency)} = {decimal(minor, currency)}\n"
            for (account, currency), minor in sorted(balances.items())
        )
        text = "".join(lines)
        return f"\n{day} * Balances at the end of the day\n{text}" if text else ""

    def _posting(self, account: Account, minor: int, currency: str, fund: str) -> str:
        line = f"    {self.names[account]}  {decimal(minor, currency)}"
        return f"{line}\n" if fund == GENERAL_FUND else f"{line}  ; fund: {word(fund)}\n"


def _form(currency: str) -> str:
    """How a currency is written: 1000.00 GBP, and `1000. JPY` without decimals."""
    return f"1000.{'0' * exponent(currency)} {currency}"


def _plain(text: str) -> str:
    return one_line(text.translate(_MARKS))
