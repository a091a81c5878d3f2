"""A file of a bank, whatever it was written in, as one account's statement that adds up."""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hov_donate.reconciliation.statements.camt import read_camt
from hov_donate.reconciliation.statements.csv_files import read_csv
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Format, Statement
from hov_donate.reconciliation.statements.mt940 import read_mt940
from hov_donate.reconciliation.statements.ofx import read_ofx
from hov_donate.reconciliation.statements.pages import EARLIEST, by_day, in_order
from hov_donate.reconciliation.statements.profiles import Profile

LARGEST_FILE = 10 * 1024 * 1024
MOST_LINES = 100_000
# Banks east of ours are a day ahead.
AHEAD = timedelta(days=1)
_READERS = {Format.CAMT: read_camt, Format.OFX: read_ofx, Format.MT940: read_mt940}
# So much of the account's number has to agree: UK banks leave the sort code out.
LEAST_DIGITS = 6


@dataclass(frozen=True)
class Expected:
    """What a file has to agree with: the account's number and currency, and today's date."""

    number: str
    currency: str
    today: date


def format_of(content: bytes) -> Format:
    """What a file was written in, as it begins; what is nothing else is CSV."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content[:4000].decode("utf-16" if wide else "latin-1", "ignore")
    beginning = text.lstrip("\ufeffï»¿ \t\r\n")
    if re.match(r"(?i)OFXHEADER\s*:|<OFX>", beginning) or "<OFX>" in beginning.upper():
        return Format.OFX
    if beginning.startswith("<"):
        return Format.CAMT
    if re.search(r"(?m)^:20:", beginning):
        return Format.MT940
    return Format.CSV


def read_statement(
    content: bytes, form: Format, expected: Expected, profile: Profile | None = None
) -> Statement:
    """The one account's statement in a file. Raises UnreadableError: then nothing of it is taken.

    Where the bank states balances, lines and pages must lead from the first to the last.
    """
    if not content.strip():
        raise UnreadableError(Fault.EMPTY)
    if len(content) > LARGEST_FILE:
        raise UnreadableError(Fault.TOO_LARGE)
    if form is Format.CSV:
        if profile is None:
            raise UnreadableError(Fault.NO_PROFILE)
        pages = [read_csv(content, profile, expected.currency)]
    else:
        pages = _READERS[form](content, expected.currency)
    _check_account(pages)
    # An OFX file's balance is that of the day of its export, whatever days its lines are of.
    ordered = by_day(pages) if form is Format.OFX else in_order(pages)
    whole = _joined(pages, ordered)
    _check(whole, expected)
    return whole


def _check_account(pages: Sequence[Statement]) -> None:
    other = next((page for page in pages if page.account != pages[0].account), None)
    if other:
        raise UnreadableError(Fault.SEVERAL_ACCOUNTS, _first_line([other]), other.account)


def _joined(pages: Sequence[Statement], ordered: Sequence[Statement]) -> Statement:
    """The lines in the order of the file, between the first balance and the last."""
    return Statement(
        lines=tuple(line for page in pages for line in page.lines),
        account=pages[0].account,
        opening=ordered[0].opening,
        closing=ordered[-1].closing,
        doubts=tuple(dict.fromkeys(doubt for page in pages for doubt in page.doubts)),
    )


def _first_line(pages: Iterable[Statement]) -> int:
    return next((line.number for page in pages for line in page.lines), 0)


def _check(statement: Statement, expected: Expected) -> None:
    if len(statement.lines) > MOST_LINES:
        raise UnreadableError(Fault.TOO_MANY_LINES)
    if not statement.lines and statement.closing is None:
        raise UnreadableError(Fault.EMPTY)
    if not same_account(statement.account, expected.number):
        raise UnreadableError(Fault.OTHER_ACCOUNT, 0, statement.account)
    for line in statement.lines:
        if line.booked_on > expected.today + AHEAD:
            raise UnreadableError(Fault.IN_THE_FUTURE, line.number, line.booked_on.isoformat())
        if line.booked_on < EARLIEST:
            raise UnreadableError(Fault.BAD_DAY, line.number, line.booked_on.isoformat())


def same_account(written: str, ours: str) -> bool:
    """Whether a file's number may be that of our account; a file without one may.

    IBANs agree in full. UK files have sort code and number, or the number alone, which is how an
    IBAN ends; an OFX file puts a bank's code before it.
    """
    theirs, known = (re.sub(r"[^0-9A-Z]", "", text.upper()) for text in (written, ours))
    if not theirs or not known:
        return True
    if known in theirs or (len(theirs) >= LEAST_DIGITS and known.endswith(theirs)):
        return True
    last = re.sub(r"[^0-9A-Z]", "", written.upper().split()[-1])
    return len(last) >= LEAST_DIGITS and known.endswith(last)
