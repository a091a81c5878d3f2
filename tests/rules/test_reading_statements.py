"""Statements of every format are read to the penny, or not at all."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hov_donate.core.money import Money
from hov_donate.reconciliation.statements.examples import examples
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Balance, Doubt, Format, Statement
from hov_donate.reconciliation.statements.profiles import Profile, unpacked
from hov_donate.reconciliation.statements.reading import (
    Expected,
    format_of,
    read_statement,
    same_account,
)
from hov_donate.reconciliation.statements.values import DayFormat, read_amount, read_day
from tests.support.statement_files import IBAN, Moved, camt_file, csv_file, mt940_file, ofx_file

EXPECTED = Expected(IBAN, "GBP", date(2026, 11, 24))
PLAIN = Profile(day="Date", amount="Amount", payer="Description", reference="Reference")
LINES = (
    Moved(date(2026, 11, 2), 6300, "UNITE LEEDS", "INV-2026-000123"),
    Moved(date(2026, 11, 3), -450, "SERVICE CHARGE"),
    Moved(date(2026, 11, 9), 1000, "A N OTHER", "GIFT"),
    Moved(date(2026, 11, 9), 1000, "A N OTHER", "GIFT"),
)


def read(content: bytes, profile: Profile | None = PLAIN, expected: Expected = EXPECTED):
    return read_statement(content, format_of(content), expected, profile)


def refused(content: bytes, profile: Profile | None = PLAIN) -> tuple[Fault, int]:
    with pytest.raises(UnreadableError) as caught:
        read(content, profile)
    return caught.value.fault, caught.value.line


def told(statement: Statement):
    return [
        Moved(line.booked_on, line.amount.minor, line.payer, line.reference)
        for line in statement.lines
    ]


@pytest.mark.parametrize(
    ("write", "form"),
    [
        (csv_file, Format.CSV),
        (ofx_file, Format.OFX),
        (camt_file, Format.CAMT),
        (mt940_file, Format.MT940),
    ],
)
def test_every_format_says_the_same(write, form: Format) -> None:
    content = write(LINES)
    assert format_of(content) is form
    assert told(read(content)) == list(LINES)


@pytest.mark.parametrize("write", [camt_file, mt940_file])
def test_balances_are_read_and_a_lost_line_is_noticed(write) -> None:
    statement = read(write(LINES, opening=-10_000))
    assert statement.opening == Balance(Money(-10_000, "GBP"), date(2026, 11, 24))
    assert statement.closing == Balance(Money(-2_150, "GBP"), date(2026, 11, 24))
    assert refused(write(LINES[1:], closing=7850))[0] is Fault.DOES_NOT_ADD_UP


def test_an_ofx_file_states_its_balance_and_its_account() -> None:
    statement = read(ofx_file(LINES))
    assert statement.closing == Balance(Money(7850, "GBP"), date(2026, 11, 24))
    assert statement.account == "202015 55555555"
    assert refused(ofx_file(LINES, account="77777777"))[0] is Fault.OTHER_ACCOUNT


def test_an_ofx_file_may_be_xml_and_hold_signs_of_its_own() -> None:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200"?><OFX><BANKMSGSRSV1>'
        "<STMTTRNRS><STMTRS><CURDEF>GBP</CURDEF><BANKTRANLIST><STMTTRN><DTPOSTED>20261102</DTPOSTED>"
        "<TRNAMT>+1200,5</TRNAMT><NAME>O&apos;Neill &amp; Söhne</NAME></STMTTRN></BANKTRANLIST>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()
    assert told(read(content)) == [Moved(date(2026, 11, 2), 120_050, "O'Neill & Söhne")]


def test_an_empty_value_of_an_old_ofx_file_swallows_nothing() -> None:
    content = ofx_file([Moved(date(2026, 11, 2), 500, "", "")])
    assert [line.amount.minor for line in read(content).lines] == [500]


def test_pending_entries_are_not_on_the_statement_yet() -> None:
    content = camt_file(LINES[:1], closing=0).replace(b"<Cd>BOOK</Cd>", b"<Cd>PDNG</Cd>")
    assert read(content).lines == ()


def test_a_batch_of_many_payments_is_one_line_with_all_their_references() -> None:
    more = b"<TxDtls><RmtInf><Ustrd>7KQM3XPA</Ustrd></RmtInf></TxDtls></NtryDtls>"
    content = camt_file(LINES[:1]).replace(b"</NtryDtls>", more)
    assert read(content).lines[0].reference == "INV-2026-000123 7KQM3XPA"


@pytest.mark.parametrize("version", ["camt.052.001.08", "camt.054.001.08"])
def test_reports_within_the_day_are_no_statement(version: str) -> None:
    content = camt_file(LINES).replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt")
    assert refused(content)[0] is Fault.NOT_A_STATEMENT


def test_entities_are_refused_before_they_grow() -> None:
    bomb = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aa">]>\n<x>&a;</x>'
    assert refused(bomb) == (Fault.DEFINES_ENTITIES, 2)
    deep = b"<a>" * 5000 + b"</a>" * 5000
    assert refused(deep)[0] is Fault.NOT_WELL_FORMED


def test_money_booked_back_goes_the_other_way() -> None:
    content = mt940_file(LINES[:1], closing=-6300).replace(b"C63,00N", b"RC63,00N")
    assert read(content).lines[0].amount == Money(-6300, "GBP")


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("ABNANL2A\n940\nABNANL2A\n", "-\n"),
        ("0000 01INGBNL2AXXXX00001\n0000 01INGBNL2AXXXX00001\n940 00\n", "-XXX\n"),
        (":940:\n", ""),
        ("{1:F01ABNANL2A}{2:I940ABNANL2AXXXN}{3:{108:X}}{4:\n", "-}{5:{CHK:123}}\n"),
    ],
)
def test_what_banks_write_around_mt940_is_no_field_of_it(head: str, foot: str) -> None:
    first, second = (mt940_file(LINES[:1], opening).decode() for opening in (0, 6300))
    bodies = [each.removesuffix("-\n") for each in (first, second)]
    whole = "".join(f"{head}{body}{foot}" for body in bodies)
    statement = read(whole.encode())
    assert told(statement) == [LINES[0], LINES[0]]
    assert statement.closing
    assert statement.closing.amount == Money(12_600, "GBP")
    dashed = whole.replace("INV-2026-000123", "INV-\n-\n2026-000123").encode()
    assert told(read(dashed)) == told(statement)


def test_a_line_booked_in_january_may_count_from_december() -> None:
    content = mt940_file([Moved(date(2025, 12, 31), 100, "X")]).replace(
        b":61:2512311231", b":61:2512310102"
    )
    line = read(content).lines[0]
    assert (line.booked_on, line.value_on) == (date(2026, 1, 2), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        ("utf-8", "auto"),
        ("utf-8-sig", "auto"),
        ("utf-16", "auto"),
        ("cp1252", "auto"),
        ("cp850", "cp850"),
    ],
)
def test_encodings_are_told_apart(written: str, encoding: str) -> None:
    content = csv_file([replace(LINES[0], payer="Müller Ñandú £")]).decode().encode(written)
    assert read(content, replace(PLAIN, encoding=encoding)).lines[0].payer == "Müller Ñandú £"


def test_bytes_that_stand_for_nothing_are_named_by_their_line() -> None:
    content = csv_file(LINES).replace(b"SERVICE", b"SERV\x81CE")
    assert refused(content) == (Fault.NOT_TEXT, 3)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("31/02/2026,X,,1.00", Fault.BAD_DAY),
        (",X,,1.00", Fault.NO_DAY),
        ("02/11/2026,X,,", Fault.NO_AMOUNT),
        ("02/11/2026,X,,abc", Fault.BAD_AMOUNT),
        ("02/11/2026,X,,1.234", Fault.TOO_MANY_DECIMALS),
        ('02/11/2026,X,,"1,23"', Fault.BAD_AMOUNT),
        ("02/11/2026,X", Fault.TOO_FEW_COLUMNS),
        ("02/11/2036,X,,1.00", Fault.IN_THE_FUTURE),
        ('02/11/2026,"X,,1.00', Fault.BROKEN_QUOTES),
        ("Total,,,64.00", Fault.BAD_DAY),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_file_with_its_line(row: str, fault: Fault) -> None:
    content = csv_file(LINES[:2]) + row.encode() + b"\n" + csv_file(LINES[2:], header="")[2:]
    assert refused(content) == (fault, 4)


def test_a_row_over_two_lines_does_not_shift_the_numbers() -> None:
    content = b'Date,Description,Reference,Amount\n02/11/2026,"two\nlines",,1.00\nx,y,,1.00\n'
    assert refused(content) == (Fault.BAD_DAY, 4)


def test_money_in_and_out_may_have_columns_of_their_own() -> None:
    profile = Profile(day="1", payer="2", money_in="3", money_out="4", balance="5")
    rows = b"D,T,In,Out,B\n02/11/2026,A,63.00,,163.00\n03/11/2026,B,,-4.50,158.50\n"
    statement = read(rows, profile)
    assert [line.amount.minor for line in statement.lines] == [6300, -450]
    assert statement.opening == Balance(Money(10_000, "GBP"), date(2026, 11, 2))
    assert statement.closing == Balance(Money(15_850, "GBP"), date(2026, 11, 3))
    assert refused(rows + b"04/11/2026,C,1,1,0\n", profile) == (Fault.TWO_AMOUNTS, 4)
    assert refused(rows + b"04/11/2026,C,,,0\n", profile) == (Fault.NO_AMOUNT, 4)


def test_a_column_may_say_which_way_the_money_went() -> None:
    profile = Profile(
        day="Buchungstag", amount="Betrag", direction="S/H", out_words="S", in_words="H, Haben",
        payer="Wer", delimiter="semicolon", decimal_mark="comma", footer_rows=1,
    )  # fmt: skip
    rows = (
        "Buchungstag;Wer;Betrag;S/H\n02.11.26;A;1.234,50;H\n03.11.26;B;0,99;S\nSumme;;1.233,51;H\n"
    )
    assert [line.amount.minor for line in read(rows.encode("cp1252"), profile).lines] == [
        123_450,
        -99,
    ]
    for unknown in ("Soll", ""):
        other = rows.replace("0,99;S", f"0,99;{unknown}").encode("cp1252")
        assert refused(other, profile) == (Fault.BAD_DIRECTION, 3)
    kept_before = replace(profile, in_words="")
    assert refused(rows.encode("cp1252"), kept_before) == (Fault.BAD_DIRECTION, 2)
    assert kept_before.mends == ("in_words",)
    assert replace(profile, in_words="H, s").mends == ("out_words",)


def test_the_word_for_the_way_may_stand_in_the_amounts_own_cell() -> None:
    profile = Profile(
        day="Day", amount="Sum", direction="Sum", balance="Left", out_words="DR", in_words="cr"
    )

    def table(*rows: str) -> bytes:
        return "\n".join(["Day,Sum,Left", *rows, ""]).encode()

    statement = read(table("02/11/2026,5.00CR,1.00 CR", "02/11/2026,4.00 DR,3.00 DR"), profile)
    assert [line.amount.minor for line in statement.lines] == [500, -400]
    assert statement.closing
    assert statement.closing.amount == Money(-300, "GBP")
    for cell in ("5.00", "5.00 EB", "CR", "CR 5.00"):
        fault, line = refused(table("02/11/2026,4.00 DR,", f"02/11/2026,{cell},"), profile)
        assert fault in {Fault.BAD_DIRECTION, Fault.NO_AMOUNT, Fault.BAD_AMOUNT}
        assert line == 3


def test_day_and_month_that_seem_swapped_are_told() -> None:
    turned = replace(PLAIN, day_format=DayFormat.MONTH_DAY_YEAR)
    header = b"Date,Description,Reference,Amount\n"
    months = header + b"10/01/2026,X,,1\n11/01/2026,X,,1\n01/02/2026,X,,1\n"
    assert read(months).doubts == ()
    assert read(months, turned).doubts == (Doubt.DAYS_MAY_BE_SWAPPED,)


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("1,234.56", ".", 123_456), ("1.234,56", ",", 123_456), ("1 234,56", ",", 123_456),
        ("-4.50", ".", -450), ("4.50-", ".", -450), ("(4.50)", ".", -450),
        ("\u22124.50", ".", -450), ("£1,000", ".", 100_000), ("-£4.5", ".", -450),
        ("£-4.5", ".", -450), ("4,50 GBP", ",", 450),
        ("+.5", ".", 50), ("1'000.00", ".", 100_000), ("5.100", ".", None), ("1,23", ".", None),
        ("1.234.56", ".", None), ("--4", ".", None), ("-(4)", ".", None), ("1e5", ".", None),
        ("1,23,456.78", ".", 12_345_678), ("1,23,45.78", ".", None), ("1.23.456", ",", None),
        ("5.1000", ".", 510), ("١٢", ".", None), (".", ".", None), ("9" * 16, ".", None),
        ("0.00", ".", 0),
    ],
)  # fmt: skip
def test_amounts_are_read_exactly_or_not_at_all(text: str, mark: str, minor: int | None) -> None:
    if minor is None:
        with pytest.raises(UnreadableError):
            read_amount(text, "GBP", mark, 1)
    else:
        assert read_amount(text, "GBP", mark, 1) == Money(minor, "GBP")


@pytest.mark.parametrize(
    ("text", "currency", "fault"),
    [
        ("100.00 USD", "GBP", Fault.OTHER_CURRENCY), ("€250.00", "GBP", Fault.OTHER_CURRENCY),
        ("£1", "USD", Fault.OTHER_CURRENCY), ("GBP 1.00 EUR", "GBP", Fault.OTHER_CURRENCY),
        ("100.00 DEB", "GBP", Fault.BAD_AMOUNT), ("100.00DBT", "GBP", Fault.BAD_AMOUNT),
        ("CRD 100.00", "GBP", Fault.BAD_AMOUNT), ("100.00 DR", "GBP", Fault.BAD_AMOUNT),
        ("100.00 CR", "GBP", Fault.BAD_AMOUNT), ("$100.00", "CAD", None), ("¥100", "JPY", None),
        ("£100.00 GBP", "GBP", None), ("100.00 CHF", "CHF", None),
        ("100.00 kr", "SEK", None), ("100 kr.", "DKK", None), ("zł 100.00", "PLN", None),
        ("US$100.00", "USD", None), ("-₹-100", "INR", Fault.BAD_AMOUNT), ("₹100", "INR", None),
        ("￥100", "JPY", None), ("100.00", "JPY", None), ("100.00 kr", "GBP", Fault.BAD_AMOUNT),
        ("100.50", "JPY", Fault.TOO_MANY_DECIMALS), ("100.000", "JPY", Fault.TOO_MANY_DECIMALS),
        ("100.00 D", "GMD", Fault.BAD_AMOUNT), ("100.00 S", "SOS", Fault.BAD_AMOUNT),
        ("kr.10", "DKK", Fault.BAD_AMOUNT), ("100.00 C$", "USD", Fault.BAD_AMOUNT),
    ],
)  # fmt: skip
def test_only_the_accounts_own_code_or_sign_may_stand_beside_an_amount(
    text: str, currency: str, fault: Fault | None
) -> None:
    if fault is None:
        assert read_amount(text, currency, ".", 1).major == 100
        return
    with pytest.raises(UnreadableError) as caught:
        read_amount(text, currency, ".", 7)
    assert (caught.value.fault, caught.value.line) == (fault, 7)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("02/11/2026", "dmy"), ("11/02/2026", "mdy"), ("2026-11-02", "ymd"), ("2.11.26", "dmy"),
        ("02 Nov 2026", "dmy"), ("02-Nov-26", "dmy"), ("20261102", "ymd"), ("02112026", "dmy"),
        ("2026-11-02T23:59:00Z", "ymd"), ("02/11/2026 09:15", "dmy"), ("2 nov. 2026", "dmy"),
        ("02112026 10:00", "dmy"), ("021126", "dmy"),
    ],
)  # fmt: skip
def test_days_are_read_as_the_profile_says(text: str, form: str) -> None:
    assert read_day(text, DayFormat(form), 1) == date(2026, 11, 2)


def test_files_without_a_number_or_with_a_part_of_it_are_of_our_account() -> None:
    for written in (
        "",
        "GB33 BUKB 2020 1555 5555 55",
        "20-20-15 55555555",
        "55555555",
        "BUKB 55555555",
    ):
        assert same_account(written, IBAN)
    for written in ("GB94BARC10201530093459", "20-20-15 77777777", "5555"):
        assert not same_account(written, IBAN)


def test_every_example_can_be_used() -> None:
    assert len(examples()) > 5
    for name, profile in examples().values():
        assert name
        assert profile.mends == ()
        assert unpacked(profile.packed()) == profile


def test_what_cannot_be_read_names_no_payer_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    broken = mt940_file(LINES[:1]).replace(b"C63,00NTRF", b"C63,00NTRFUNITE\nLEEDS\nLEEDS\nLEEDS")
    assert refused(broken)[0] is Fault.BAD_TAG
    assert "LEEDS" not in caplog.text


WRITERS = (csv_file, ofx_file, camt_file, mt940_file)
letters = st.characters(codec="ascii", categories=["Lu", "Nd"])
moved = st.builds(
    Moved,
    st.dates(date(2020, 1, 1), date(2026, 11, 24)),
    st.integers(-10_000_000, 10_000_000).filter(bool),
    st.text(letters, min_size=1, max_size=12),
    st.text(letters, min_size=1, max_size=12),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WRITERS), st.lists(moved, min_size=1, max_size=8))
def test_what_was_written_is_read(write, lines: list[Moved]) -> None:
    assert told(read(write(lines))) == lines


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(WRITERS), st.data())
def test_a_damaged_file_is_whole_or_refused_and_never_breaks_the_reader(write, data) -> None:
    content = bytearray(write(LINES))
    at = data.draw(st.integers(0, len(content) - 1))
    size = data.draw(st.integers(0, 12))
    content[at : at + size] = data.draw(st.binary(max_size=12))
    try:
        statement = read(bytes(content))
    except UnreadableError:
        return
    if write in {camt_file, mt940_file} and statement.opening and statement.closing:
        sums = sum(line.amount.minor for line in statement.lines)
        assert statement.opening.amount.minor + sums == statement.closing.amount.minor


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_rubbish_is_refused_in_words(content: bytes) -> None:
    with suppress(UnreadableError):
        read(content)
