"""A line or a page that got lost stops its file, wherever the bank states what stood there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from hov_donate.core.money import Money
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Balance, Statement
from hov_donate.reconciliation.statements.profiles import Profile
from hov_donate.reconciliation.statements.reading import Expected, format_of, read_statement
from tests.support.statement_files import IBAN, Moved, camt_file, mt940_file, ofx_file
from tests.support.words import GBP

EXPECTED = Expected(IBAN, "GBP", date(2026, 11, 24))
BALANCED = Profile(day="Day", amount="Sum", payer="Who", balance="Balance")
# Two on one day, two on the next; £100 stood there before.
ROWS = (
    "02/11/2026,A,63.00,163.00",
    "02/11/2026,B,-4.50,158.50",
    "03/11/2026,C,10.00,168.50",
    "03/11/2026,D,10.00,178.50",
)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (9, 10, 11))


def read(
    content: bytes, profile: Profile | None = BALANCED, expected: Expected = EXPECTED
) -> Statement:
    return read_statement(content, format_of(content), expected, profile)


def refused(content: bytes, expected: Expected = EXPECTED) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read(content, expected=expected)
    return caught.value


def table(rows: Sequence[str]) -> bytes:
    return "\n".join(["Day,Who,Sum,Balance", *rows, ""]).encode()


def bare(row: str) -> str:
    """A row whose bank says nothing of the balance."""
    return row[: row.rindex(",") + 1]


A, B, C, D = ROWS
WRITTEN = {
    "oldest first": ROWS,
    "newest first": ROWS[::-1],
    "days newest first, lines oldest first": (C, D, A, B),
    "only at the end of a day": (bare(A), B, bare(C), D),
    "only at the end of a day, newest first": (D, bare(C), B, bare(A)),
    "that of a day's end in each of its rows": (bare(A) + "158.50", B, bare(C) + "178.50", D),
    "that of a day's end in each of its rows, newest first": (
        (D, bare(C) + "178.50", B, bare(A) + "158.50")
    ),
    "only below a day, newest first": (bare(D), bare(C) + "178.50", bare(B), bare(A) + "158.50"),
}


@pytest.mark.parametrize("rows", WRITTEN.values(), ids=WRITTEN.keys())
def test_running_balances_are_followed_however_a_bank_writes_them(rows: Sequence[str]) -> None:
    statement = read(table(rows))
    assert statement.opening == Balance(GBP("100"), date(2026, 11, 2))
    assert statement.closing == Balance(GBP("178.50"), date(2026, 11, 3))


def test_a_row_that_got_lost_between_two_balances_stops_the_file() -> None:
    for rows, line in (((A, B, D), 4), ((D, B, A), 2), ((A, C, D), 3), ((bare(A), B, D), 4)):
        fault = refused(table(rows))
        assert (fault.fault, fault.line) == (Fault.DOES_NOT_FOLLOW, line)
    fault = refused(table((A, B.replace("158.50", "185.50"), C, D)))
    assert (fault.fault, fault.line, fault.shown) == (Fault.DOES_NOT_FOLLOW, 3, "GBP 185.50")


def test_a_balance_that_no_line_leads_to_is_no_end() -> None:
    statement = read(table((A, B, bare(C))))
    assert (statement.opening, statement.closing) == (None, None)
    assert read(table(tuple(map(bare, ROWS)))).closing is None


def test_ends_that_can_be_read_in_two_ways_are_not_stated() -> None:
    """All of these are whole, but what stood there first and last depends on their order."""
    returned = ("02/11/2026,RETURNED,-100.00,500.00", "02/11/2026,CHEQUE,100.00,600.00")
    pending = ("02/11/2026,A,10.00,110.00", "02/11/2026,PENDING,-5.00,")
    for rows in (returned, pending):
        for ordered in (rows, rows[::-1]):
            statement = read(table(ordered))
            assert len(statement.lines) == 2
            assert (statement.opening, statement.closing) == (None, None)
    earlier = "01/11/2026,CHEQUE,100.00,600.00"
    dated = read(table((returned[0], earlier)))
    assert (dated.opening, dated.closing) == (
        Balance(GBP("500"), date(2026, 11, 1)),
        Balance(GBP("500"), date(2026, 11, 2)),
    )


def test_the_end_of_a_day_in_each_of_its_rows_proves_days_not_rows() -> None:
    repeated = (bare(A) + "158.50", B, bare(C) + "178.50", D)
    more = (*repeated, "04/11/2026,E,1.00,180.50", "04/11/2026,F,1.00,180.50")
    assert read(table(more)).opening == Balance(GBP("100"), date(2026, 11, 2))
    for lost, line in ((2, 4), (3, 4), (5, 6)):
        fault = refused(table([row for at, row in enumerate(more) if at != lost]))
        assert (fault.fault, fault.line) == (Fault.DOES_NOT_FOLLOW, line)
    without_payment = (A, "02/11/2026,RETURNED,100.00,163.00", "03/11/2026,C,10.00,173.00")
    for rows in (repeated[:2], without_payment):
        assert refused(table(rows)).fault is Fault.DOES_NOT_FOLLOW


def test_a_line_that_got_lost_is_not_hidden_by_turning_its_day_round() -> None:
    first, last = "01/11/2026,A,-10.00,90.00", "03/11/2026,D,20.00,110.00"
    lost, unproved = "02/11/2026,B,10.00,100.00", "03/11/2026,C,-10.00,"
    whole = (first, lost, unproved, last)
    for rows, line in ((whole, 4), (whole[::-1], 2)):
        assert read(table(rows)).closing == Balance(GBP("110"), date(2026, 11, 3))
        fault = refused(table([row for row in rows if row != lost]))
        assert (fault.fault, fault.line) == (Fault.DOES_NOT_FOLLOW, line)
    # Where the file itself has it behind the last balance, it is only not proved yet.
    assert read(table((first, lost, "03/11/2026,D,20.00,120.00", unproved))).closing is None


# A day's page, with what stood there before.
Page = tuple[date, int, Sequence[Moved]]


def camt_pages(*pages: Page) -> bytes:
    """Several statements in one message."""
    whole = [
        camt_file(lines, opening).decode().replace("2026-11-24", day.isoformat())
        for day, opening, lines in pages
    ]
    start, end = whole[0].index("<Stmt>"), "</BkToCstmrStmt></Document>\n"
    bodies = [page[start:].removesuffix(end) for page in whole]
    return (whole[0][:start] + "\n".join(bodies) + end).encode()


def mt940_pages(*pages: Page) -> bytes:
    return b"".join(
        mt940_file(lines, opening).replace(b"C261124GBP", f"C{day:%y%m%d}GBP".encode())
        for day, opening, lines in pages
    )


ONE: Page = (MONDAY, 0, [Moved(MONDAY, 1000, "A", "x")])
TWO: Page = (TUESDAY, 1000, [Moved(TUESDAY, 8000, "B", "y")])
THREE: Page = (WEDNESDAY, 9000, [Moved(WEDNESDAY, 3000, "C", "z")])
EVENING: Page = (WEDNESDAY, 12_000, [Moved(WEDNESDAY, 500, "D", "z")])


@pytest.mark.parametrize("write", [camt_pages, mt940_pages])
def test_a_page_begins_with_what_the_one_before_ended_with(write) -> None:
    for pages in (
        (ONE, TWO, THREE, EVENING),
        (EVENING, THREE, TWO, ONE),
        (THREE, EVENING, ONE, TWO),
    ):
        statement = read(write(*pages))
        assert statement.opening == Balance(GBP("0"), MONDAY)
        assert statement.closing == Balance(GBP("125"), WEDNESDAY)
    quiet = (WEDNESDAY, 1000, [Moved(WEDNESDAY, 3000, "C", "z")])
    assert len(read(write(ONE, quiet)).lines) == 2


@pytest.mark.parametrize(("write", "begins"), [(camt_pages, b"<Stmt>"), (mt940_pages, b":20:")])
def test_a_page_that_is_missing_is_named_with_both_sums(write, begins: bytes) -> None:
    fault = refused(write(ONE, THREE))
    assert fault.fault is Fault.PAGE_MISSING
    assert fault.values == {"page": 2, "ended": GBP("10"), "begins": GBP("90")}
    lines = write(ONE, THREE).split(b"\n")
    assert fault.line == [at for at, line in enumerate(lines, 1) if begins in line][1]
    assert refused(write(ONE, ONE)).fault is Fault.PAGE_MISSING


@pytest.mark.parametrize("write", [camt_pages, mt940_pages])
def test_pages_of_a_day_are_put_in_order_by_what_they_begin_with(write) -> None:
    night: Page = (WEDNESDAY, 12_500, [Moved(WEDNESDAY, 100, "E", "z")])
    for pages in ((EVENING, THREE, night), (ONE, TWO, night, THREE, EVENING)):
        statement = read(write(*pages))
        assert statement.closing == Balance(GBP("126"), WEDNESDAY)
        assert len(statement.lines) == len(pages)
    assert refused(write(ONE, TWO, night, THREE)).fault is Fault.PAGE_MISSING


def test_interim_balances_are_the_ends_of_the_pages_between() -> None:
    def paged(first: Page, last: Page) -> bytes:
        """Two pages of a day: the balance between them is no opening and no closing one."""
        head, tail = camt_pages(first, last).rsplit(b"<Stmt>", 1)
        return head.replace(b"CLBD", b"ITBD") + b"<Stmt>" + tail.replace(b"OPBD", b"ITBD")

    statement = read(paged(THREE, EVENING))
    assert statement.opening == Balance(GBP("90"), WEDNESDAY)
    assert statement.closing == Balance(GBP("125"), WEDNESDAY)
    assert refused(paged(ONE, THREE)).fault is Fault.PAGE_MISSING


def test_pages_that_state_no_balance_between_lead_to_the_last_all_the_same() -> None:
    whole = camt_pages(THREE, EVENING)
    between = whole.replace(b"CLBD", b"XPCD", 1)
    at = between.rindex(b"OPBD")
    between = between[:at] + b"XPCD" + between[at + 4 :]
    assert read(between).closing == Balance(GBP("125"), WEDNESDAY)
    assert refused(between.replace(b">30.00<", b">31.00<")).fault is Fault.DOES_NOT_ADD_UP


def test_an_end_tag_that_is_missing_loses_no_line() -> None:
    lines = [Moved(MONDAY, minor, "A", "x") for minor in (1000, 2000, 3000)]
    parts = ofx_file(lines).split(b"</STMTTRN>\n")
    second = 1 + sum(part.count(b"\n") for part in parts[:1]) + 1
    unclosed = b"</STMTTRN>\n".join([parts[0], parts[1] + parts[2], parts[3]])
    fault = refused(unclosed)
    assert (fault.fault, fault.line) == (Fault.NOT_WELL_FORMED, second)
    unopened = ofx_file(lines).replace(b"</STMTTRN>\n<STMTTRN>", b"</STMTTRN>\n", 1)
    assert refused(unopened).fault is Fault.NOT_WELL_FORMED
    run_together = ofx_file(lines).replace(b"</STMTTRN>\n<STMTTRN>", b"", 1)
    assert refused(run_together).fault is Fault.NOT_WELL_FORMED
    deep = b"<OFX>" + b"<BAL>" * 5000 + b"</BAL>" * 5000 + b"</OFX>"
    assert refused(deep).fault is Fault.NOT_WELL_FORMED
    closed_values = ofx_file(lines).replace(b"<NAME>A\n", b"<NAME>A</NAME>\n")
    assert len(read(closed_values).lines) == 3


def test_an_ofx_file_whose_bank_left_its_balance_empty_states_none() -> None:
    lines = [Moved(MONDAY, 1000, "A", "x")]
    for written, instead in ((b"<BALAMT>10.00", b"<BALAMT>"), (b">20261124<", b">00000000<")):
        assert written in ofx_file(lines)
        statement = read(ofx_file(lines).replace(written, instead))
        assert (len(statement.lines), statement.closing) == (1, None)


def test_a_thousand_in_an_ofx_file_is_not_read_as_one() -> None:
    def of(written: bytes, currency: str = "GBP") -> tuple[bytes, Expected]:
        content = ofx_file([Moved(MONDAY, 100_000, "A", "x")])
        content = content.replace(b"1000.00\n<FITID>", written + b"\n<FITID>")
        content = content.replace(b"<CURDEF>GBP", b"<CURDEF>" + currency.encode())
        return content, replace(EXPECTED, currency=currency)

    for written in (b"1,000", b"-1,000", b"1.000"):
        assert refused(*of(written)).fault is Fault.TOO_MANY_DECIMALS
    for written, minor in ((b"1000,00", 100_000), (b"1000.0", 100_000), (b"1,00", 100)):
        content, expected = of(written)
        assert read(content, expected=expected).lines[0].amount.minor == minor
    content, expected = of(b"1,250", "KWD")
    assert read(content, expected=expected).lines[0].amount == Money(1250, "KWD")


def test_a_field_without_end_is_refused() -> None:
    lines = [Moved(MONDAY, 1000, "A", "x")]
    told = mt940_file(lines).replace(b"?20x", b"?20x" + b"\ny" * 60)
    assert read(told).lines[0].reference == "x" + "y" * 60
    endless = mt940_file(lines).replace(b"?20x", b"?20x" + b"\ny" * 400_000)
    fault = refused(endless)
    assert (fault.fault, fault.line) == (Fault.FIELD_TOO_LONG, 6)
