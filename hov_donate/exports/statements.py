"""An account of money as a bank's statement, in CSV that Xero and QuickBooks Online take.

Xero (its help "Import a CSV bank statement", as accountants repeat it, e.g.
taxhelp.theaccountancycloud.com, article 22000180105): unique headings in row 1, one column of
signed amounts, no column of balances and no empty one, a new file after 1,000 lines.
QuickBooks Online (quickbooks.intuit.com/learn-support/en-uk, "Manually upload transactions" and
"Format CSV files in Excel"): Date, Description and Amount in this order, dd/mm/yyyy, no zero, no
currency signs and thousands separators, 350 KB at most, in English.

Neither knows a line about the file, so the balances before and after are told beside it.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO, Any

from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spreadsheets import harmless
from hov_donate.exports.queries import count_of_postings, postings, standing
from hov_donate.exports.rules import ExportRefusedError, Format, Sum, Summary, Wanted
from hov_donate.ledger.chart import Account
from hov_donate.reports.rules.adding_up import Checksum

LINES = 1000
HEADINGS = {
    Format.XERO: ("Date", "Amount", "Payee", "Description", "Reference"),
    Format.QUICKBOOKS: ("Date", "Description", "Amount"),
}
WHO = {Account.STRIPE: "Stripe"}
Progress = Callable[[int], None]


def in_parts(rows: int) -> bool:
    """Whether so many lines are more than one file: then the export is an archive of files."""
    return rows > LINES


def write_statement(
    session: Session, wanted: Wanted, file: IO[bytes], progress: Progress
) -> Summary:
    """Write it: one line for each movement on the account, oldest first.

    What stood there before, and all lines, add up to what stands there after.
    """
    if not wanted.currency:
        raise ExportRefusedError("currency", "a statement has one currency")
    lines = _Lines(session, wanted, wanted.currency, progress)
    if in_parts(count_of_postings(session, wanted)):
        _write_parts(lines, file)
    else:
        _write_one(lines, file)
    before, after = (Money(minor, wanted.currency) for minor in standing(session, wanted))
    moved = Money(lines.moved, wanted.currency)
    sums = (Sum("before", before), Sum("moved", moved), Sum("after", after))
    return Summary(lines.count, sums, str(lines.checksum))


class _Lines:
    """The lines of a statement, which are read once, and what they come to."""

    def __init__(self, session: Session, wanted: Wanted, currency: str, progress: Progress) -> None:
        self.wanted, self.currency, self.progress = wanted, currency, progress
        self.headings = HEADINGS[wanted.format]
        self.count = self.moved = 0
        span = (wanted.span.first.isoformat(), wanted.span.last.isoformat())
        self.checksum = Checksum(wanted.format.value, span, self.headings)
        self._postings = postings(session, wanted)

    def read(self) -> Iterator[list[str]]:
        """Each line."""
        for it in self._postings:
            told = self._told(it)
            line = [told[heading] for heading in self.headings]
            self.count += 1
            self.moved += it.amount_minor
            self.checksum.add(line)
            self.progress(self.count)
            yield line

    def _told(self, it: Any) -> dict[str, str]:
        what = it.category.replace("_", " ").capitalize()
        amount = Money(it.amount_minor, self.currency)
        reference = it.reference or it.transaction or it.source or str(it.entry_id)
        account = self.wanted.account
        return {
            "Date": f"{it.booked_on:%d/%m/%Y}",
            "Amount": f"{amount.major:f}",
            "Payee": "Giver" if it.reference else WHO.get(account, "Bank"),  # type: ignore[arg-type]
            "Description": harmless(f"{what} {it.reference}" if it.reference else what),
            "Reference": harmless(reference),
        }


def _write_one(lines: _Lines, file: IO[bytes]) -> None:
    _write_lines(lines.headings, lines.read(), file)


def _write_parts(lines: _Lines, file: IO[bytes]) -> None:
    rows, number = lines.read(), 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        while some := list(islice(rows, LINES)):
            number += 1
            name = f"{lines.wanted.format}-{number:03}.csv"
            with archive.open(name, "w") as part:
                _write_lines(lines.headings, iter(some), part)


def _write_lines(headings: tuple[str, ...], rows: Iterator[list[str]], file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, "ascii", "replace", newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    text.flush()
    text.detach()
