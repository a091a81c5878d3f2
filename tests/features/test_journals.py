"""Journals: beancount and hledger take them, and come to the same totals as the books."""

import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hov_donate.core.i18n import translator
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.exports.journals.words import in_beancount, in_hledger
from hov_donate.exports.making import make
from hov_donate.exports.queries import closings, kinds
from hov_donate.exports.rules import Format, Subject, Summary, Wanted
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.operations import EntryFacts, NewEntry
from hov_donate.ledger.rules import Line
from hov_donate.reports.writing.stamp import Stamp
from tests.support.booked import at_stripe, book, elsewhere
from tests.support.journals import (
    bean_check,
    beancount_totals,
    hledger_check,
    hledger_totals,
)
from tests.support.office import Office
from tests.support.words import EUR, GBP, NOON

SPAN = Span(date(2026, 1, 1), date(2026, 11, 30))
BOTH = pytest.mark.parametrize("format_", [Format.BEANCOUNT, Format.HLEDGER])
CHECKS = {Format.BEANCOUNT: bean_check, Format.HLEDGER: hledger_check}
TOTALS = {Format.BEANCOUNT: beancount_totals, Format.HLEDGER: hledger_totals}
NAMES = {Format.BEANCOUNT: in_beancount, Format.HLEDGER: in_hledger}
HOSTILE = 'charge"; \\ | include "/etc/passwd", x: y'


@dataclass
class Books:
    """Books of two years: three currencies, a fund, what came before the span, and after it."""

    office: Office
    folder: Path

    def journal(self, format_: Format, span: Span = SPAN) -> tuple[Path, Summary]:
        file, path = io.BytesIO(), self.folder / f"books.{format_}"
        wanted = Wanted(Subject.JOURNAL, format_, span)
        with self.office.database.reading() as session:
            stamp = Stamp("Campaign \"'; \\", "Europe/London", NOON, translator("en"))
            summary = make(session, wanted, stamp, file, lambda _: None)
        path.write_bytes(file.getvalue())
        return path, summary

    def totals(self, format_: Format, span: Span = SPAN) -> dict[tuple[str, str], Decimal]:
        with self.office.database.reading() as session:
            names = {it: NAMES[format_](it, kind) for it, kind in kinds(session).items()}
            _, balances = closings(session, span)[-1]
        return {
            (names[account], currency): Money(minor, currency).major
            for (account, currency), minor in balances.items()
        }


def sent_by_someone_odd(day: date) -> NewEntry:
    """What another system may have written where we keep only keys."""
    facts = EntryFacts(
        stripe_balance_transaction_id=None,
        reporting_category=HOSTILE,
        source_id='po_1"\n  Assets:Bank  1.00 GBP',
        payment_reference=None,
        occurred_at=NOON,
        booked_on=day,
        available_on=day,
        gross_minor=0,
        fee_minor=0,
        net_minor=0,
        currency="GBP",
        gift_minor=None,
        gift_currency=None,
        exchange_rate=None,
    )
    lines = [Line(Account.BANK, GBP(7)), Line(Account.OTHER_INCOME, GBP(-7))]
    return NewEntry(facts, lines)


@pytest.fixture
def books(office: Office, tmp_path: Path) -> Books:
    with office.database.writing() as work:
        work.session.add(LedgerFund(code="delegation", names={}, restricted=True))
    gifts, regular, fee = Account.DONATIONS, Account.RECURRING_DONATIONS, GBP("0.50")
    book(
        office.database,
        at_stripe(gifts, GBP(20), fee, day=date(2025, 6, 1)),
        at_stripe(gifts, GBP("17.20"), fee, EUR(20), day=date(2025, 12, 31)),
        at_stripe(gifts, GBP(5), GBP("0.27"), fund="delegation", day=date(2025, 12, 31)),
        at_stripe(gifts, GBP(20), fee, day=date(2026, 1, 1)),
        at_stripe(regular, GBP("8.61"), fee, EUR(10), fund="delegation", day=date(2026, 1, 31)),
        at_stripe(gifts, Money(500, "JPY"), Money(20, "JPY"), day=date(2026, 2, 1)),
        at_stripe(gifts, GBP("25.03"), fee, Money(10500, "KWD"), day=date(2026, 2, 2)),
        elsewhere(
            Line(Account.PAYOUTS_IN_TRANSIT, GBP(30)),
            Line(Account.STRIPE, GBP(-30)),
            day=date(2026, 8, 31),
        ),
        sent_by_someone_odd(date(2026, 8, 31)),
        at_stripe(gifts, GBP(999), fee, day=date(2026, 12, 1)),
    )
    return Books(office, tmp_path)


@BOTH
def test_the_journal_is_taken_and_comes_to_the_same_totals(books: Books, format_: Format) -> None:
    path, summary = books.journal(format_)
    assert CHECKS[format_](path) == ""
    expected = books.totals(format_)
    found = TOTALS[format_](path)
    assert {key: found.get(key, 0) for key in expected} == expected
    assert {key for key, number in found.items() if number} <= set(expected)
    assert summary.rows == 6


@BOTH
def test_a_span_in_the_middle_begins_with_what_was_there(books: Books, format_: Format) -> None:
    span = Span(date(2026, 1, 15), date(2026, 2, 14))
    path, summary = books.journal(format_, span)
    assert CHECKS[format_](path) == ""
    expected = books.totals(format_, span)
    assert {key: it for key, it in TOTALS[format_](path).items() if it} == {
        key: it for key, it in expected.items() if it
    }
    assert summary.rows == 3


@BOTH
def test_a_penny_that_is_moved_in_one_line_is_found(books: Books, format_: Format) -> None:
    path, _ = books.journal(format_)
    text = path.read_text("utf-8")
    assert "19.50 GBP" in text
    path.write_text(text.replace("  19.50 GBP", "  19.51 GBP", 1), "utf-8")
    assert CHECKS[format_](path) != ""


@BOTH
def test_a_penny_that_is_moved_in_two_lines_of_an_entry_is_found(
    books: Books, format_: Format
) -> None:
    path, _ = books.journal(format_)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (at,) = [number for number, line in enumerate(lines) if re.search(r" 19\.50 GBP$", line)]
    assert " -20.00 GBP" in lines[at + 2]
    lines[at] = lines[at].replace("19.50", "19.51")
    lines[at + 2] = lines[at + 2].replace("-20.00", "-20.01")
    path.write_text("".join(lines), "utf-8")
    assert CHECKS[format_](path) != ""


@BOTH
def test_an_empty_span_is_a_journal_too(office: Office, tmp_path: Path, format_: Format) -> None:
    path, summary = Books(office, tmp_path).journal(format_)
    assert CHECKS[format_](path) == ""
    assert summary.rows == 0


@BOTH
def test_nothing_that_was_written_elsewhere_becomes_a_line_of_its_own(
    books: Books, format_: Format
) -> None:
    path, _ = books.journal(format_)
    lines = path.read_text("utf-8").splitlines()
    assert not [line for line in lines if line.lstrip().startswith("include")]
    assert len([line for line in lines if line.lstrip().lower().startswith("assets:bank ")]) == (
        # Posted once, and asserted at the end of August, September, October and November.
        1 if format_ is Format.BEANCOUNT else 5
    )


def test_funds_are_told_posting_by_posting(books: Books) -> None:
    text = books.journal(Format.BEANCOUNT)[0].read_text("utf-8")
    assert "#fund-delegation" in text
    assert text.count('fund: "delegation"') >= 4
    assert "; fund: delegation" in books.journal(Format.HLEDGER)[0].read_text("utf-8")


def test_a_journal_carries_its_count_sums_and_checksum(books: Books) -> None:
    path, summary = books.journal(Format.HLEDGER)
    text = path.read_text("utf-8")
    assert f"; entries: {summary.rows}\n" in text
    assert "; debits: JPY 500\n" in text
    assert text.endswith(f"before this one: {summary.checksum}\n")
