"""A long bank statement: looked at, brought in and matched, beside reading and writing its rows."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from bench.databases import Fresh, migrated, with_floor_table
from bench.figures import Figure, Sizes, tell
from bench.floor import floor_engine
from bench.over_http import installation
from hov_donate.app import build_parts
from hov_donate.config import Settings
from hov_donate.core.db import make_engine
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.reconciliation.bank.models import BankImport, BankLine
from hov_donate.reconciliation.bank.operations import confirm_import, open_account
from hov_donate.reconciliation.bank.processes import Statements
from hov_donate.reconciliation.bank.rules.kinds import ImportStatus
from hov_donate.reconciliation.statements.profiles import Profile
from hov_donate.web.parts import Parts

PROFILE = Profile(day="Date", amount="Amount", payer="Description", reference="Reference")
FIRST_DAY = date(2026, 1, 1)
A_DAY = 200
STAFF = "staff:1"
ROWS = Table(
    "floor_lines",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("booked_on", String(10), nullable=False),
    Column("amount", String(20), nullable=False),
    Column("payer", String(80), nullable=False),
    Column("reference", String(80), nullable=False),
)


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """Lines a second of a statement that nobody has seen, and of the same one again."""
    url = migrated(fresh, "statement_site")
    engine = make_engine(url)
    parts = build_parts(Settings.from_environment(installation(folder, url)), engine)
    content, count = _statement(sizes.lines), sizes.lines
    bare_read, bare_write = _bare(fresh, content)
    yield from _measured(parts, database, content, count, bare_read, bare_write)
    engine.dispose()


def _measured(
    parts: Parts, database: str, content: bytes, count: int, bare_read: float, bare_write: float
) -> Iterator[Figure]:
    statements = Statements(parts.settings, parts.database, parts.seal)
    with parts.database.writing() as work:
        account = open_account(
            work,
            name="Bench",
            number="",
            opening=Money(0, "GBP"),
            opening_on=None,
            actor=STAFF,
        )
    began = time.perf_counter()
    kept = statements.look(content, account_id=account.id, profile=PROFILE, actor=STAFF)
    yield Figure("statement_looked_at", database, _rate(count, began), bare_read, "lines/s")
    with parts.database.writing() as work:
        confirm_import(work, import_id=kept.id, actor=STAFF)
    began = time.perf_counter()
    statements.step(kept.id)
    yield Figure("statement_brought_in", database, _rate(count, began), bare_write, "lines/s")
    began = time.perf_counter()
    statements.go_on(kept.id)
    yield Figure("statement_matched", database, _rate(count, began), bare_write, "lines/s")
    began = time.perf_counter()
    again = statements.look(content, account_id=account.id, profile=PROFILE, actor=STAFF)
    yield Figure("statement_known", database, _rate(count, began), bare_read, "lines/s")
    _check(parts, kept.id, again, count)
    tell(f"statement, {database}: {count} lines are there once")


def _rate(count: int, began: float) -> float:
    return count / (time.perf_counter() - began)


def _statement(count: int) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["Date", "Description", "Reference", "Amount"])
    for number in range(count):
        day = FIRST_DAY + timedelta(days=number // A_DAY)
        payer, reference = f"PAYER {number % 5000}", f"{new_reference()} FEE"
        writer.writerow([f"{day:%d/%m/%Y}", payer, reference, f"{number % 900 + 1}.00"])
    return file.getvalue().encode()


def _bare(fresh: Fresh, content: bytes) -> tuple[float, float]:
    """Rows a second that `csv` reads, and that one transaction writes."""
    began = time.perf_counter()
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]
    read = _rate(len(rows), began)
    engine = floor_engine(with_floor_table(fresh, "statement_floor"))
    ROWS.create(engine)
    named = [
        {"booked_on": row[0], "payer": row[1], "reference": row[2], "amount": row[3]}
        for row in rows
    ]
    began = time.perf_counter()
    with engine.begin() as connection:
        connection.execute(insert(ROWS), named)
    write = _rate(len(rows), began)
    engine.dispose()
    return read, write


def _check(parts: Parts, import_id: int, again: BankImport, count: int) -> None:
    with parts.database.reading() as session:
        done = session.get_one(BankImport, import_id)
        there = session.scalar(select(func.count()).select_from(BankLine))
    if (done.status, there, again.fresh) != (ImportStatus.DONE, count, 0):
        raise RuntimeError(f"{done.status}: {there} of {count} lines, {again.fresh} new again")
