"""The audit log keeps who did what, and shows when somebody has meddled with it."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from hov_donate.cli.audit import verify as verify_command
from hov_donate.cli.house import House
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, UnitOfWork, make_engine
from hov_donate.ledger.models import LedgerFund
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.audit.queries import Wrong, head, verify
from hov_donate.staff.audit.rules import BEGINNING, MOST_CHANGES, AuditKind, Deed, Fault, Head
from hov_donate.staff.audit.watching import witness
from hov_donate.staff.models import StaffMember
from hov_donate.staff.operations import add_member, disable_member
from hov_donate.staff.rules import Role
from tests.support.office import office_settings
from tests.support.words import NOON

ROSA = "rosa@campaign.example"


def about() -> Deed:
    return Deed(actor="staff:7", action="office.fund", subject="fund relief")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine: Engine) -> Database:
    return Database(engine, FixedClock(NOON), lambda _: None, witness(about))


def fund(work: UnitOfWork, code: str) -> LedgerFund:
    found = LedgerFund(code=code, names={"en": code}, restricted=False)
    work.session.add(found)
    return found


def open_funds(database: Database, *codes: str) -> None:
    for code in codes:
        with database.writing() as work:
            fund(work, code)


def rows(database: Database) -> list[AuditRow]:
    with database.reading() as session:
        return list(session.scalars(select(AuditRow).order_by(AuditRow.number)))


def look(database: Database, printed: Head | None = None) -> Wrong | None:
    with database.reading() as session:
        return verify(session, printed).wrong


def test_what_a_page_adds_changes_and_removes_is_noted_without_its_help(database: Database) -> None:
    open_funds(database, "relief")
    with database.writing() as work:
        work.session.get_one(LedgerFund, "relief").restricted = True
    with database.writing() as work:
        work.session.delete(work.session.get_one(LedgerFund, "relief"))
    added, changed, removed = (row.changes for row in rows(database))
    name = {"table": "ledger_funds", "key": "relief"}
    fresh = {"code": "relief", "restricted": False}
    assert added == [{**name, "did": "added", "after": fresh, "hidden": ["names"]}]
    apart = {"before": {"restricted": False}, "after": {"restricted": True}}
    assert changed == [{**name, "did": "changed", **apart}]
    assert removed[0]["did"] == "removed"
    assert removed[0]["before"]["restricted"] is True
    first = rows(database)[0]
    assert (first.actor, first.action, first.subject) == ("staff:7", "office.fund", "fund relief")
    assert (first.at, first.kind, first.left_out) == (NOON, AuditKind.CHANGED, 0)


def test_what_is_sent_past_the_session_is_noted_with_what_was_there_before(
    database: Database,
) -> None:
    open_funds(database, "one", "two")
    with database.writing() as work:
        work.session.execute(
            update(LedgerFund).where(LedgerFund.code != "general").values(restricted=True)
        )
    with database.writing() as work:
        work.session.connection().execute(
            insert(LedgerFund),
            [{"code": it, "names": {}, "restricted": False} for it in ("three", "four")],
        )
    bulk, added = (row.changes for row in rows(database)[2:])
    assert sorted(each["key"] for each in bulk) == ["one", "two"]
    assert all(each["before"] == {"restricted": False} for each in bulk)
    assert all(each["after"] == {"restricted": True} for each in bulk)
    assert [each["key"] for each in added] == ["three", "four"]


def test_what_is_written_as_it_was_already_is_no_change(database: Database) -> None:
    open_funds(database, "one")
    with database.writing() as work:
        work.session.execute(update(LedgerFund).values(restricted=False))
        work.session.get_one(LedgerFund, "one").restricted = False
    assert len(rows(database)) == 1


def test_a_statement_that_changes_too_many_rows_is_noted_by_their_number(
    database: Database,
) -> None:
    with database.writing() as work:
        for each in range(MOST_CHANGES + 7):
            fund(work, f"fund-{each}")
    with database.writing() as work:
        work.session.execute(update(LedgerFund).values(restricted=True))
    found = {"table": "ledger_funds", "did": "changed", "rows": MOST_CHANGES + 8}
    assert rows(database)[1].changes == [found]


def test_only_the_first_of_very_many_changes_are_told_and_the_others_counted(
    database: Database,
) -> None:
    with database.writing() as work:
        for each in range(MOST_CHANGES + 7):
            fund(work, f"fund-{each}")
    (row,) = rows(database)
    assert (len(row.changes), row.left_out) == (MOST_CHANGES, 7)


def test_no_name_address_or_password_gets_into_the_log(database: Database) -> None:
    seal = IdentitySeal(office_settings("sqlite:///nowhere").identity_keys)
    with database.writing() as work:
        add_member(work, email=ROSA, role=Role.TREASURER, password="a very long password")
        record_details(work, identity=Identity("Rosa Núñez", ROSA), consents=(), seal=seal)
    with database.writing() as work:
        disable_member(work, email=ROSA)
    first, second = rows(database)
    assert "rosa" not in f"{first.changes}{second.changes}".lower()
    assert "$argon2" not in f"{first.changes}"
    (shut,) = second.changes
    assert (shut["before"], shut["after"]) == ({"active": True}, {"active": False})
    assert shut["hidden"] == ["fs_uniquifier"]
    assert "staff_member_roles" in [each["table"] for each in first.changes]


def test_what_is_undone_leaves_no_row_and_no_gap(database: Database) -> None:
    open_funds(database, "one")
    with pytest.raises(DBAPIError):
        open_funds(database, "one")
    open_funds(database, "three")
    assert [row.number for row in rows(database)] == [1, 2]
    assert look(database) is None


def test_what_nobody_does_leaves_no_row(engine: Engine) -> None:
    machine = Database(engine, FixedClock(NOON), lambda _: None, witness(lambda: None))
    open_funds(machine, "one")
    assert rows(machine) == []


def test_many_writers_at_once_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda each: open_funds(database, f"fund-{each}"), range(24)))
    found = rows(database)
    assert [row.number for row in found] == list(range(1, 25))
    assert all(later.previous == row.seal for row, later in pairwise(found))
    assert look(database) is None


WRITER = """
import sys
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from tests.features.test_audit_log import NOON, about, open_funds, witness
database = Database(make_engine(sys.argv[1]), FixedClock(NOON), lambda _: None, witness(about))
for each in range(100_000):
    open_funds(database, f"fund-{each}")
"""


def test_a_writer_killed_at_any_moment_leaves_the_chain_whole(
    database: Database, database_url: str
) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, database_url])
    deadline = time.monotonic() + 60
    while len(rows(database)) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    found = rows(database)
    assert len(found) >= 5
    with database.reading() as session:
        funds = session.scalars(select(LedgerFund.code).where(LedgerFund.code != "general")).all()
    assert len(funds) == len(found)
    assert look(database) is None
    open_funds(database, "afterwards")
    assert look(database) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'staff:8' WHERE number = 1",
        "DELETE FROM audit_log WHERE number = 2",
        "UPDATE audit_head SET number = 1",
        "UPDATE audit_head SET number = number + 1",
        "DELETE FROM audit_head",
        "INSERT INTO audit_log SELECT number + 5, at, kind, actor, action, subject, reason, people,"
        " changes, left_out, previous, seal FROM audit_log WHERE number = 1",
    ],
)
def test_the_database_lets_rows_only_be_added_at_the_end(
    database: Database, engine: Engine, statement: str
) -> None:
    open_funds(database, "one", "two")
    with pytest.raises(DBAPIError, match="audit_"), engine.begin() as connection:
        connection.execute(text(statement))
    assert look(database) is None


@pytest.mark.parametrize("table", ["audit_log", "audit_head"])
def test_on_postgresql_the_log_cannot_be_emptied_at_once(
    database: Database, engine: Engine, table: str
) -> None:
    open_funds(database, "one")
    if engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="append_only"), engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {table}"))
    assert look(database) is None


def meddle(engine: Engine, *statements: str) -> None:
    """Do what only someone can who may take the triggers away."""
    tables = ("audit_log", "audit_head")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.scalars(triggers).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("UPDATE audit_log SET actor = 'staff:8' WHERE number = 2", Wrong(2, Fault.ALTERED)),
        ("UPDATE audit_log SET changes = '[]' WHERE number = 3", Wrong(3, Fault.ALTERED)),
        ("DELETE FROM audit_log WHERE number = 2", Wrong(2, Fault.MISSING)),
        ("UPDATE audit_log SET previous = seal WHERE number = 3", Wrong(3, Fault.MOVED)),
        ("DELETE FROM audit_log WHERE number = 4", Wrong(4, Fault.CUT_OFF)),
        ("UPDATE audit_head SET number = 3", Wrong(5, Fault.CUT_OFF)),
    ],
)
def test_whoever_meddles_with_the_log_is_found_out_by_the_first_wrong_row(
    database: Database, engine: Engine, statement: str, wrong: Wrong
) -> None:
    open_funds(database, "one", "two", "three", "four")
    meddle(engine, statement)
    assert look(database) == wrong


def test_a_log_written_anew_is_told_by_the_head_that_was_printed(
    database: Database, engine: Engine
) -> None:
    open_funds(database, "one", "two")
    with database.reading() as session:
        printed = head(session)
    open_funds(database, "three")
    assert look(database, printed) is None
    assert Head.parse(f" {str(printed).upper()} ") == printed
    other = Head(printed.number, "0" * 64)
    assert look(database, other) == Wrong(2, Fault.OTHER_HEAD)
    emptied = f"UPDATE audit_head SET number = 0, seal = '{BEGINNING}'"
    meddle(engine, "DELETE FROM audit_log", emptied)
    assert look(database) is None
    assert look(database, printed) == Wrong(1, Fault.CUT_OFF)


def run_verify(database: Database, *words: str) -> tuple[int, str]:
    house = House(
        settings=lambda: office_settings("sqlite:///nowhere"),
        open_database=lambda _: database,
        parts=lambda *_, **__: pytest.fail("needs nothing of Stripe"),
        worker=lambda _: pytest.fail("needs no worker"),
    )
    done = CliRunner().invoke(verify_command, words, obj=house)
    return done.exit_code, done.output


def test_the_command_reckons_the_chain_and_names_the_first_wrong_row(
    database: Database, engine: Engine
) -> None:
    open_funds(database, "one", "two", "three")
    with database.reading() as session:
        end = head(session)
    status, said = run_verify(database)
    assert status == 0
    assert said == f"Rows: 3, each sealed to the one before.\nHead: {end}\n"
    assert run_verify(database, "--printed", str(end))[0] == 0
    assert run_verify(database, "--printed", "nonsense")[0] == 2
    meddle(engine, "UPDATE audit_log SET reason = 'none' WHERE number = 2")
    status, said = run_verify(database)
    assert (status, said.splitlines()[0]) == (1, "Row 2 was altered.")


def test_reckoning_remembers_no_row(database: Database) -> None:
    open_funds(database, *(f"fund-{each}" for each in range(30)))
    with database.reading() as session:
        assert verify(session).rows == 30
        assert not any(isinstance(each, AuditRow | StaffMember) for each in session)
