"""What both kinds of journal have in common: the order of things, what is counted, the checksum."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import IO, Any, Protocol

from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.exports.journals.words import About
from hov_donate.exports.queries import Balances, closings, entries, kinds, opening
from hov_donate.exports.rules import Sum, Summary, Wanted
from hov_donate.ledger.chart import Account
from hov_donate.reports.rules.adding_up import CHECKSUM_DIGITS, DIGITS_TOGETHER

Progress = Callable[[int], None]
Names = Mapping[Account, str]
Carried = Mapping[tuple[Account, str, str], int]


class Journal(Protocol):
    """One way to write a journal, as pieces of text that end with a line."""

    def head(self, about: About, used: Iterable[tuple[Account, str]]) -> str:
        """What comes first: options, accounts and currencies."""

    def carried(self, day: date, balances: Carried) -> str:
        """What stood on each account before the span."""

    def entry(self, lines: Sequence[Any]) -> str:
        """One entry of the books."""

    def closing(self, day: date, balances: Balances) -> str:
        """What stands on each account at the end of a day."""

    def comment(self, text: str) -> str:
        """A line that says nothing to a program."""


class Written:
    """A file of text that is being written; knows the checksum of all that was."""

    def __init__(self, file: IO[bytes]) -> None:
        """Nothing is written yet."""
        self._text = io.TextIOWrapper(file, "utf-8", newline="\n")
        self._digest = sha256()

    def add(self, text: str) -> None:
        """One piece more."""
        self._digest.update(text.encode("utf-8"))
        self._text.write(text)

    def end(self) -> None:
        """Leave the file open to its owner."""
        self._text.flush()
        self._text.detach()

    @property
    def checksum(self) -> str:
        """As reports have it: 9f86-d081-884c-7d65."""
        digits = self._digest.hexdigest()[:CHECKSUM_DIGITS]
        starts = range(0, CHECKSUM_DIGITS, DIGITS_TOGETHER)
        return "-".join(digits[start : start + DIGITS_TOGETHER] for start in starts)


def names_of(session: Session, name: Callable[[Account, Any], str]) -> Names:
    """What each account is called in a journal."""
    return {account: name(account, kind) for account, kind in kinds(session).items()}


def write_journal(
    session: Session,
    wanted: Wanted,
    journal: Journal,
    about: About,
    file: IO[bytes],
    progress: Progress,
) -> Summary:
    """Write one, entry by entry; `progress` is told of every posting that was written."""
    written, months = Written(file), closings(session, wanted.span)
    written.add(journal.head(about, sorted(months[-1][1])))
    carried = opening(session, wanted.span.first)
    if carried:
        written.add(journal.carried(wanted.span.first, carried))
    count, postings, debits = 0, 0, dict[str, int]()
    for lines in entries(session, wanted):
        while lines[0].booked_on > months[0][0]:
            written.add(journal.closing(*months.pop(0)))
        written.add(journal.entry(lines))
        count, postings = count + 1, postings + len(lines)
        _add_debits(debits, lines)
        progress(postings)
    for month in months:
        written.add(journal.closing(*month))
    return _end(written, journal, count, debits)


def _add_debits(debits: dict[str, int], lines: Sequence[Any]) -> None:
    for line in lines:
        if line.amount_minor > 0:
            debits[line.currency] = debits.get(line.currency, 0) + line.amount_minor


def _end(written: Written, journal: Journal, count: int, debits: Mapping[str, int]) -> Summary:
    sums = [Sum("debit", Money(debits[currency], currency)) for currency in sorted(debits)]
    written.add(journal.comment(f"entries: {count}"))
    for each in sums:
        written.add(journal.comment(f"debits: {each.amount}"))
    checksum = written.checksum
    written.add(journal.comment(f"checksum of all lines before this one: {checksum}"))
    written.end()
    return Summary(count, sums, checksum)
