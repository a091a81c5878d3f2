"""Exports: tables, statements, what the worker makes, and the command."""

import csv
import io
import os
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hov_donate.app import build_worker
from hov_donate.cli import house as cli
from hov_donate.cli.export import export as export_command
from hov_donate.core.i18n import translator
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.exports import making, processes
from hov_donate.exports.making import make
from hov_donate.exports.models import Export, ExportStatus
from hov_donate.exports.operations import Asking, ask_for, note_progress, take_next
from hov_donate.exports.processes import file_of, make_one, make_waiting
from hov_donate.exports.rules import ExportRefusedError, Format, Subject, Summary, Wanted
from hov_donate.ledger.chart import Account
from hov_donate.reports.writing.checking import check
from hov_donate.reports.writing.stamp import Stamp
from tests.support.assembly import Assembly
from tests.support.booked import at_stripe, book
from tests.support.office import NOON, Office
from tests.support.words import EUR, GBP

SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def made(office: Office, subject: Subject, format_: Format, **more: Any) -> tuple[bytes, Summary]:
    file, wanted = io.BytesIO(), Wanted(subject, format_, more.pop("span", SPAN), **more)
    wanted.check()
    with office.database.reading() as session:
        stamp = Stamp("Campaign", "Europe/London", NOON, translator("en"))
        summary = make(session, wanted, stamp, file, lambda _: None)
    return file.getvalue(), summary


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def some_books(office: Office) -> None:
    book(
        office.database,
        at_stripe(Account.DONATIONS, GBP(20), GBP("0.50"), day=date(2025, 12, 31)),
        at_stripe(Account.DONATIONS, GBP(20), GBP("0.50"), day=date(2026, 1, 1)),
        at_stripe(Account.DONATIONS, GBP("8.61"), GBP("0.31"), EUR(10), day=date(2026, 5, 3)),
        at_stripe(Account.DONATIONS, Money(500, "JPY"), Money(20, "JPY"), day=date(2026, 5, 4)),
    )


def test_every_posting_is_a_row_and_both_sides_come_to_the_same(office: Office) -> None:
    some_books(office)
    data, summary = made(office, Subject.POSTINGS, Format.ROWS)
    found = rows(data)
    assert len(found) == summary.rows == 3 + 5 + 3
    sums = {(it.name, it.amount.currency): it.amount.minor for it in summary.sums}
    for currency in ("GBP", "EUR", "JPY"):
        assert sums["debit", currency] == sums["credit", currency] > 0
    first = found[0]
    assert (first["day"], first["account"], first["debit"]) == ("2026-01-01", "stripe", "19.50")
    assert re.fullmatch(r"2026-11-24T\d\d:\d\d:\d\dZ", first["occurred_at"])
    narrowed, _ = made(
        office, Subject.POSTINGS, Format.ROWS, account=Account.STRIPE, currency="GBP"
    )
    assert [row["debit"] for row in rows(narrowed)] == ["19.50", "8.30"]


def test_a_file_with_its_sums_is_checked_as_a_report_is(office: Office) -> None:
    some_books(office)
    data, summary = made(office, Subject.POSTINGS, Format.CSV)
    text = data.decode("utf-8-sig")
    found = check(io.StringIO(text, newline=""))
    assert (found.code, found.count, found.checksum) == ("postings", 11, summary.checksum)
    assert found.faults == []
    assert check(io.StringIO(text.replace("19.50", "19.51"), newline="")).faults


def test_gifts_tell_what_stripe_made_of_them_and_never_who_gave(office: Office) -> None:
    reference = office.gift(GBP("12.34"))
    office.hear(reference, GBP("12.34"), refunded=200)
    again = office.gift(EUR(20))
    office.ask(GBP(99))
    data, _ = made(office, Subject.GIFTS, Format.ROWS)
    first, second = rows(data)
    assert first["contact"] == second["contact"]
    del first["contact"]
    assert first == {
        "reference": reference,
        "day": "2026-11-24",
        "amount": "12.34",
        "amount_currency": "GBP",
        "kind": "once",
        "fund": "general",
        "status": "partly_refunded",
        "refunded": "2.00",
        "refunded_currency": "GBP",
        "settled": "12.34",
        "settled_currency": "GBP",
        "fee": "0.38",
        "fee_currency": "GBP",
        "net": "11.96",
        "net_currency": "GBP",
        "method": "card",
    }
    assert second["reference"] == again
    assert "Brien" not in data.decode()
    assert "example.org" not in data.decode()


def test_gifts_are_of_the_campaigns_days(office: Office) -> None:
    office.clock.moment = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    office.gift(GBP(5))
    july = Span(date(2026, 7, 1), date(2026, 7, 31))
    assert [row["day"] for row in rows(made(office, Subject.GIFTS, Format.ROWS, span=july)[0])] == [
        "2026-07-01"
    ]


def test_invoices_and_money_received_have_no_names(assembly: Assembly) -> None:
    affiliation = assembly.branch("=Union", branch="Dock 7")
    received = assembly.pay(assembly.term(affiliation, paid=None), date(2026, 2, 1))
    assembly.bounce(received, date(2026, 2, 9))
    invoices, _ = made(assembly.office, Subject.INVOICES, Format.ROWS)
    (row,) = rows(invoices)
    assert (row["affiliate"], row["amount"], row["owed"]) == (str(affiliation), "63.00", "63.00")
    money, _ = made(assembly.office, Subject.RECEIVED, Format.ROWS)
    (row,) = rows(money)
    assert (row["amount"], row["reversed"], row["why"]) == ("63.00", "2026-02-09", "bounced")
    for text in (invoices.decode(), money.decode()):
        assert "Union" not in text
        assert "the branch" not in text


def statement(office: Office, format_: Format, **more: Any) -> tuple[bytes, dict[str, int]]:
    asked = {"account": Account.STRIPE, "currency": "GBP", **more}
    data, summary = made(office, Subject.STATEMENT, format_, **asked)
    return data, {it.name: it.amount.minor for it in summary.sums}


def test_a_statement_for_xero_goes_from_what_was_there_to_what_is_there(office: Office) -> None:
    some_books(office)
    office.gift(GBP(7))
    data, sums = statement(office, Format.XERO)
    found = rows(data)
    assert list(found[0]) == ["Date", "Amount", "Payee", "Description", "Reference"]
    assert [row["Date"] for row in found] == ["01/01/2026", "03/05/2026", "24/11/2026"]
    assert all(all(row.values()) for row in found)
    moved = sum(Money.of_major(row["Amount"], "GBP").minor for row in found)
    assert sums["before"] == 1950
    assert sums["before"] + moved == sums["after"]
    assert moved == sums["moved"]


def test_a_statement_for_quickbooks_has_three_columns_and_nothing_else(office: Office) -> None:
    some_books(office)
    data, _ = statement(office, Format.QUICKBOOKS)
    assert data.decode("ascii").splitlines()[0] == "Date,Description,Amount"
    assert all(re.fullmatch(r"-?\d+\.\d\d", row["Amount"]) for row in rows(data))
    assert not re.search(r"[£$€#]", data.decode())


def test_what_is_too_much_for_one_import_is_an_archive_of_files(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_books(office)
    whole, sums = statement(office, Format.XERO)
    monkeypatch.setattr("hov_donate.exports.statements.LINES", 1)
    data, again = statement(office, Format.XERO)
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.namelist() == ["xero-001.csv", "xero-002.csv"]
    parts = [row for name in archive.namelist() for row in rows(archive.read(name))]
    assert parts == rows(whole)
    assert again == sums


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(Subject.POSTINGS, Format.XERO, SPAN),
        Wanted(Subject.JOURNAL, Format.HLEDGER, SPAN, currency="GBP"),
        Wanted(Subject.GIFTS, Format.CSV, SPAN, account=Account.STRIPE),
        Wanted(Subject.STATEMENT, Format.XERO, SPAN, account=Account.STRIPE),
        Wanted(Subject.STATEMENT, Format.XERO, SPAN, account=Account.DONATIONS, currency="GBP"),
    ],
)
def test_what_makes_no_sense_is_refused(wanted: Wanted) -> None:
    with pytest.raises(ExportRefusedError):
        wanted.check()


def test_more_rows_than_a_workbook_holds_are_refused() -> None:
    wanted = Wanted(Subject.POSTINGS, Format.XLSX, SPAN)
    wanted.check_size(1_000_000)
    with pytest.raises(ExportRefusedError):
        wanted.check_size(1_048_001)


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    """Where the office keeps what the worker made."""
    parts = office.parts
    settings = replace(parts.settings, instance_folder=tmp_path / "instance")
    office.parts = replace(parts, settings=settings)
    office.app.extensions["hov_donate"] = office.parts
    return tmp_path / "instance" / "exports"


def ask(office: Office, **more: Any) -> int:
    wanted = Wanted(Subject.POSTINGS, Format.CSV, SPAN)
    told = {"form": "f1", "asked_by": "staff:1", "language": "en", **more}
    asking = Asking(wanted, **told, rows=11)
    with office.database.writing() as work:
        return ask_for(work, asking=asking).id


def kept(office: Office, number: int) -> Export:
    with office.database.reading() as session:
        return session.get_one(Export, number)


def test_the_worker_makes_what_waits_into_a_folder_of_its_own(office: Office, folder: Path) -> None:
    some_books(office)
    number = ask(office)
    assert ask(office) == number
    make_waiting(office.database, office.parts.settings)
    it = kept(office, number)
    assert (it.status, it.rows_done, it.problem) == (ExportStatus.MADE, 11, None)
    file = file_of(office.parts.settings, it)
    text = file.read_bytes().decode("utf-8-sig")
    assert check(io.StringIO(text, newline="")).checksum == it.checksum
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert file.stat().st_size == it.bytes_made
    office.clock.advance(timedelta(hours=24))
    make_waiting(office.database, office.parts.settings)
    assert kept(office, number).status is ExportStatus.EXPIRED
    assert list(folder.iterdir()) == []


def test_what_a_killed_worker_left_is_made_anew_and_the_late_one_notes_nothing(
    office: Office, folder: Path
) -> None:
    some_books(office)
    number = ask(office)
    with office.database.writing() as work:
        dead = take_next(work)
    assert dead is not None
    folder.mkdir(parents=True)
    (folder / f"{number}.csv.1.part").write_text("half a file")
    assert not make_one(office.database, office.parts.settings)
    office.clock.advance(timedelta(minutes=3))
    assert make_one(office.database, office.parts.settings)
    with office.database.writing() as work:
        assert not note_progress(work, export=dead, rows=5)
    assert kept(office, number).status is ExportStatus.MADE
    assert [file.name for file in folder.iterdir()] == [f"{number}.csv"]


def test_a_failure_is_told_and_leaves_no_file(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask(office)

    def full(*_: object) -> Summary:
        raise OSError("No space left on device")

    monkeypatch.setattr(processes, "make", full)
    with pytest.raises(OSError, match="No space"):
        make_waiting(office.database, office.parts.settings)
    it = kept(office, number)
    assert (it.status, it.problem) == (ExportStatus.FAILED, "OSError: No space left on device")
    assert list(folder.iterdir()) == []


def test_it_says_how_far_it_is(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_books(office)
    number = ask(office)
    monkeypatch.setattr(processes, "ASKED_CLOCK_EVERY", 1)
    seen: list[int] = []
    whole: Callable[..., Summary] = making.make

    def slowly(*args: Any) -> Summary:
        def tell(done: int) -> None:
            office.clock.advance(timedelta(seconds=3))
            args[-1](done)
            seen.append(kept(office, number).rows_done)

        return whole(*args[:-1], tell)

    monkeypatch.setattr(processes, "make", slowly)
    make_waiting(office.database, office.parts.settings)
    assert seen == list(range(1, 12))


def test_somebody_looks_and_takes_a_small_export_away(office: Office) -> None:
    some_books(office)
    desk = office.signed_in()
    query = "subject=statement&format=xero&account=stripe&currency=GBP"
    query += "&from=2026-01-01&to=2026-12-31"
    page = desk.get(f"/office/exports?{query}").text
    assert "£19.50" in page
    assert "xero-stripe-gbp_2026-01-01_2026-12-31.csv" in page
    answer = desk.get(f"/office/exports/file?{query}")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data == statement(office, Format.XERO)[0]
    answer.close()
    wrong = desk.get("/office/exports?subject=statement&format=xlsx")
    assert wrong.status_code == 422
    assert "Choose a format that there is for it" in wrong.text
    assert desk.get("/office/exports/file?subject=statement&format=xlsx").status_code == 400


def test_a_large_one_is_made_by_the_worker_for_who_asked(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_books(office)
    desk = office.signed_in()
    monkeypatch.setattr("hov_donate.office.exports.found.AT_ONCE", 5)
    asked = {"subject": "postings", "format": "csv", "from": "2026-01-01", "to": "2026-12-31"}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    assert "too much to wait for" in desk.get(f"/office/exports?{query}").text
    assert desk.get(f"/office/exports/file?{query}").status_code == 400
    to = desk.post("/office/exports", form="abc", **asked).headers["Location"]
    assert "0 of 11 rows" in desk.get(to).text
    assert desk.get(f"{to}/file").status_code == 404
    make_waiting(office.database, office.parts.settings)
    assert "SHA-256" in desk.get(to).text
    answer = desk.get(f"{to}/file")
    assert check(io.StringIO(answer.data.decode("utf-8-sig"), newline="")).faults == []
    answer.close()
    other = ask(office, form="f2", asked_by="staff:99")
    make_waiting(office.database, office.parts.settings)
    assert desk.get(f"/office/exports/{other}/file").status_code == 403


def typed(office: Office, *words: str) -> Any:
    installation = cli.House(
        settings=lambda: office.parts.settings,
        open_database=lambda _: office.database,
        parts=lambda *_: office.parts,
        worker=build_worker,
    )
    return CliRunner().invoke(export_command, words, obj=installation)


def test_the_command_writes_the_same_file_and_tells_what_it_came_to(
    office: Office, tmp_path: Path
) -> None:
    some_books(office)
    file = tmp_path / "books.journal"
    year = ("--from", "2026-01-01", "--to", "2026-12-31")
    done = typed(office, "hledger", *year, "--out", str(file))
    assert done.exit_code == 0, done.stderr
    assert "3 entries" in done.stderr
    assert "debit: GBP" in done.stderr
    assert file.read_text("utf-8").splitlines()[-1].startswith("; checksum")
    again = typed(office, "hledger", "--from", "2026-01-01", "--out", str(file))
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert os.listdir(tmp_path).count("books.journal") == 1


@only_sqlite
def test_the_command_refuses_what_makes_no_sense(office: Office, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "x.csv"))
    late = typed(office, "postings", "--from", "2026-02-01", "--to", "2026-01-01", *out)
    assert (late.exit_code, "must not come before" in late.stderr) == (2, True)
    bare = typed(office, "xero", "--from", "2026-01-01", *out)
    assert (bare.exit_code, "has only one" in bare.stderr) == (2, True)
    assert not (tmp_path / "x.csv").exists()
