"""A demo from its first start to its end, as a person at this machine has it."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.queries.standing import appeal_at, counts, texts
from hov_donate.campaign.appeals.rules import Capacity, SignatureStatus
from hov_donate.campaign.events.queries import held
from hov_donate.campaign.press.queries import countries
from hov_donate.cli.demo.campaign.story import DECIDE
from hov_donate.cli.demo.statement import FILE as STATEMENT
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.clock import SystemClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.money import Money
from hov_donate.exports.journals.words import in_beancount, in_hledger
from hov_donate.ledger.chart import Account, AccountKind
from hov_donate.reconciliation.bank.rules.kinds import SettlementKind
from hov_donate.wiring.reactions import reactions
from tests.support.journals import (
    bean_check,
    beancount_totals,
    hledger_check,
    hledger_totals,
)
from tests.support.treasurer import Treasurer

PROGRAM = str(Path(sys.executable).with_name("hov-donate"))
# Seeding takes some ten seconds; a machine that is busy with tests needs longer.
PATIENCE_SECONDS = 180.0


def three_free_ports() -> int:
    """The first of three neighbouring ports on which nothing listens."""
    for first in range(21000 + os.getpid() % 500 * 20, 60000, 3):
        try:
            for port in range(first, first + 3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no three free ports")


@dataclass
class Terminal:
    """Where the demo is started, and its neighbour where other commands are typed."""

    folder: Path
    port: int = field(default_factory=three_free_ports)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        ours = ("STRIPE_", "MAIL_", "DATABASE_", "SECRET_KEY", "IDENTITY_", "PUBLIC_", "PORT")
        inherited = {name: it for name, it in os.environ.items() if not name.startswith(ours)}
        emptied = {"STRIPE_SECRET_KEY": "", "DATABASE_URL": "", "MAIL_URL": "", "PUBLIC_URL": ""}
        return {**inherited, **emptied, "INSTANCE_FOLDER": str(self.folder), **more}

    def start(self) -> subprocess.Popen[str]:
        """Start the demo and wait until it says how to stop it."""
        with (self.folder / "said").open("w") as said:
            demo = subprocess.Popen(
                [PROGRAM, "demo", "run"],
                env=self.environment(PORT=str(self.port)),
                stdout=said,
                stderr=subprocess.PIPE,
                text=True,
            )
        self.started.append(demo)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while "Ctrl-C stops everything" not in self.said():
            assert demo.poll() is None, demo.stderr and demo.stderr.read()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        return demo

    def said(self) -> str:
        return (self.folder / "said").read_text()

    def type(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Type a command beside the demo; where it listens, it finds out by itself."""
        return subprocess.run(
            [PROGRAM, *words],
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(tmp_path)
    yield opened
    for demo in opened.started:
        if demo.poll() is None:
            demo.terminate()
        demo.wait(PATIENCE_SECONDS)


def children(parent: int) -> dict[int, str]:
    """The processes that a process has started, with their commands."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = (line.split(None, 2) for line in listed.stdout.splitlines())
    return {int(pid): command for pid, its_parent, command in rows if int(its_parent) == parent}


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def look_at(terminal: Terminal) -> None:
    """The site answers, and commands beside it find it."""
    site = f"http://127.0.0.1:{terminal.port}"
    assert requests.get(f"{site}/healthz", timeout=10).status_code == 200
    assert f"{site}/donate" in terminal.said()
    sign_in = json.loads(terminal.type("demo", "sign-in").stdout)
    assert sign_in["url"] == f"{site}/office/"
    assert sign_in["password"] in terminal.said()


def come_into_the_office(terminal: Terminal) -> None:
    """The two steps that the README tells of."""
    sign_in = json.loads(terminal.type("demo", "sign-in").stdout)
    visitor = requests.Session()

    def send(path: str, **typed: str) -> requests.Response:
        page = visitor.get(sign_in["url"], timeout=10).text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        fields = {"csrf_token": token, **typed}
        return visitor.post(f"{sign_in['url']}{path}", fields, timeout=10)

    send("sign-in", email=sign_in["email"], password=sign_in["password"])
    code = terminal.type("demo", "code").stdout.strip()
    assert "What needs a person" in send("second-step/code", code=code).text


def has_affiliates_in_every_state(terminal: Terminal) -> None:
    """What the demo promises of bodies and members."""
    with closing(sqlite3.connect(terminal.folder / "hov-donate.sqlite")) as books:

        def ask(question: str) -> list[tuple[object, ...]]:
            return books.execute(question).fetchall()

        bodies = "FROM affiliations WHERE organisation_id IS NOT NULL"
        assert ask(f"SELECT count(*), count(DISTINCT country) {bodies}") == [(120, 30)]
        assert ask("SELECT count(*) FROM affiliations WHERE details_id IS NOT NULL") == [(400,)]
        assert {row[0] for row in ask(f"SELECT status {bodies}")} == set(AffiliationStatus)
        assert len(ask(f"SELECT DISTINCT arrears_stage {bodies}")) >= 3
        assert len(ask("SELECT DISTINCT scale_id FROM affiliation_terms")) == 3
        assert ask("SELECT taken_at IS NULL FROM conferences ORDER BY id") == [(0,), (1,)]
        assert ("planned",) in ask("SELECT status FROM renewal_runs")
        back = "SELECT kind FROM outbox_messages WHERE status = 'came_back'"
        assert ask(back) == [("affiliation_reminder",)]
        for table in (
            *("affiliation_promises", "organisation_merges", "affiliation_credit_uses"),
            *("affiliation_credit_notes", "affiliation_money_reversals"),
            *("affiliation_invoice_payments", "conference_delegates"),
        ):
            assert ask(f"SELECT count(*) FROM {table}") > [(0,)], table


def is_read_by_other_programs(terminal: Terminal) -> None:
    """Its years leave as journals, and other programs come to our totals, to the penny."""
    for word, name, check, totals in (
        ("beancount", in_beancount, bean_check, beancount_totals),
        ("hledger", in_hledger, hledger_check, hledger_totals),
    ):
        journal = terminal.folder / f"books.{word}"
        told = terminal.type("export", word, "--from", "2020-01-01", "--out", str(journal))
        assert told.returncode == 0, told.stderr
        assert check(journal) == ""
        found = {key: number for key, number in totals(journal).items() if number}
        assert found == {
            (name(Account(account), AccountKind(kind)), currency): Money(minor, currency).major
            for account, kind, currency, minor in balances(terminal)
        }
        assert len(found) > 30


@contextmanager
def books_of(terminal: Terminal) -> Iterator[tuple[Database, Settings]]:
    """The demo's own database, beside it."""
    settings = Settings.from_environment(
        {"INSTANCE_FOLDER": str(terminal.folder), "STRIPE_SECRET_KEY": "sk_test_demo"}
    )
    engine = make_engine(settings.database_url)
    yield Database(engine, SystemClock(), reactions(settings)), settings
    engine.dispose()


def its_bank_and_books_agree_to_the_penny(terminal: Terminal) -> None:
    """A treasurer brings the statement in: most of it is certain, and little is left to say."""
    with books_of(terminal) as (database, settings):
        treasurer = Treasurer(database, settings, IdentitySeal(settings.identity_keys))
        treasurer.brings_in((terminal.folder / STATEMENT).read_bytes())
        lines = len(treasurer.open_lines())
        assert treasurer.confirms_what_is_exact() > lines * 4 // 5
        # The twins and the thanks for an evening are like nothing here.
        assert treasurer.settles_the_rest()[SettlementKind.GIFT] >= 3
        [row] = treasurer.compares()
        assert (row.outside, row.difference) == (Money(0, "GBP"), Money(0, "GBP"))
        assert treasurer.unshown() == []


def has_a_year_in_public(terminal: Terminal) -> None:
    """What the demo promises of appeals and events comes out of the queries that figures use."""
    with books_of(terminal) as (database, settings), database.reading() as session:
        appeal = appeal_at(session, DECIDE)
        assert appeal is not None
        assert set(texts(session, appeal.id)) == set(settings.campaign.languages)
        signed = {row.country: row.confirmed for row in counts(session, appeal.id)}
        assert (len(signed), sum(signed.values())) == (65, 1463)
        assert {"AF", "VN"} <= set(signed)
        states = set(session.scalars(select(Signature.status).distinct()))
        assert states == set(SignatureStatus) - {SignatureStatus.REPLACED}
        leaders = select(func.count()).where(Signature.capacity == Capacity.ORGANISATION)
        assert session.scalar(leaders) == 16
        places = held(session, begun_before=database.clock.now())
        assert (len(places), len({it.country for it in places})) == (33, 20)
        assert len(countries(session, frozenset())) >= 10
    site = f"http://127.0.0.1:{terminal.port}"
    assert "1,463" in requests.get(f"{site}/ar/appeals/{DECIDE}", timeout=10).text
    told = requests.get(f"{site}/numbers.json", timeout=10).json()["figures"]
    figures = {it["figure"]: it["value"] for it in told}
    achieved = ("people", "countries", "events", "event_countries")
    assert [figures[it] for it in achieved] == [1463, 65, 33, 20]
    # Of organisations that decided, together; members of leaders' organisations are not added.
    assert figures["workers"] > 5_000_000


def balances(terminal: Terminal) -> list[tuple[str, str, str, int]]:
    """What stands on every account by the postings themselves."""
    with closing(sqlite3.connect(terminal.folder / "hov-donate.sqlite")) as books:
        return books.execute(
            "SELECT account, kind, currency, SUM(amount_minor) FROM ledger_postings"
            " JOIN ledger_accounts ON code = account GROUP BY account, currency"
            " HAVING SUM(amount_minor) <> 0"
        ).fetchall()


def test_the_demo_starts_serves_beside_other_commands_and_stops(terminal):
    demo = terminal.start()
    look_at(terminal)
    come_into_the_office(terminal)
    has_affiliates_in_every_state(terminal)
    has_a_year_in_public(terminal)
    told = terminal.type("reconcile")
    rows = [line.split() for line in told.stdout.splitlines() if line.startswith("GBP")]
    assert {row[-1] for row in rows} == {"0.00"}
    assert told.returncode == 0, told.stdout + told.stderr
    is_read_by_other_programs(terminal)
    its_bank_and_books_agree_to_the_penny(terminal)
    assert "is running" in terminal.type("demo", "reset").stderr
    second = terminal.type("demo", "run", PORT=str(terminal.port + 10))
    assert (second.returncode, "running already" in second.stderr) == (1, True)

    started = children(demo.pid)
    assert len(started) == 2, started
    demo.send_signal(signal.SIGINT)
    assert (demo.wait(30), demo.communicate()[1].count("Traceback")) == (0, 0)
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert not any(listens(terminal.port + each) for each in range(3))
    assert "STRIPE_SECRET_KEY is missing" in terminal.type("reconcile").stderr

    demo = terminal.start()
    look_at(terminal)
    [simulator] = [pid for pid, it in children(demo.pid).items() if " simulator " in it]
    os.kill(simulator, signal.SIGKILL)
    assert demo.wait(30) == 1
    assert "The simulator was killed by signal 9" in demo.communicate()[1]
    assert not any(listens(terminal.port + each) for each in range(3))


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_taken_port_is_named_before_anything_starts(terminal, which):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", terminal.port + which))
        taken.listen()
        told = terminal.type("demo", "run", PORT=str(terminal.port))
    assert f"Port {terminal.port + which} is taken by another program" in told.stderr
    assert (len(told.stderr.splitlines()), told.returncode) == (1, 1)
    assert list(terminal.folder.iterdir()) == []
