"""The commands of whoever runs the server: what they print, and with which status they end."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import stripe
from click import Command
from click.testing import CliRunner
from sqlalchemy import select

from hov_donate.affiliations.operations.entries import Entry, book_all
from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.app import create_app
from hov_donate.cli import house as cli
from hov_donate.cli.demo import demo
from hov_donate.cli.demo.seed import SEED
from hov_donate.cli.doctor import doctor, endpoint_faults
from hov_donate.cli.migrate import migrate
from hov_donate.cli.reconcile import reconcile
from hov_donate.cli.simulator import simulator
from hov_donate.config import Settings, SettingsError
from hov_donate.config.running_demo import kept_for_other_commands
from hov_donate.contacts.sealing import Identity
from hov_donate.core.clock import SystemClock
from hov_donate.core.jobs import claim_due
from hov_donate.core.migrations import head, revision_of
from hov_donate.donations.placing import Giver, make_gift
from hov_donate.gateway.port import RemoteEndpoint
from hov_donate.gateway.version import API_VERSION
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.outbox.operations import put_out
from hov_donate.payments.models import Payment
from hov_donate.reconciliation.models import Payout
from hov_donate.wiring.syncs import EVENT_TYPES
from tests.support.affiliates import Affiliates
from tests.support.house import House
from tests.support.words import GBP

NOTHING_LISTENS = "127.0.0.1:9"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def give_one(house: House) -> None:
    house.pay(house.give("20.00"))
    house.let_everything_arrive()


def test_reconcile_prints_stripes_balance_and_ours_and_no_difference(shell, house):
    give_one(house)
    done = shell.type(reconcile)
    [row] = [line.split() for line in done.stdout.splitlines() if line.startswith("GBP")]
    balance = str(house.stripes_balance()["GBP"]).split()[1]
    assert row == ["GBP", balance, balance, "0.00"]
    assert "unmatched payments: 0" in done.stdout
    assert done.exit_code == 0


@only_sqlite
def test_reconcile_before_the_first_gift_finds_nothing_amiss(shell):
    done = shell.type(reconcile)
    assert "unmatched payments: 0" in done.stdout
    assert done.exit_code == 0


def test_reconcile_ends_with_1_while_a_payment_is_unmatched(shell, house):
    house.simulator.control.make_stray_payment(1500, "gbp")
    house.let_everything_arrive()
    done = shell.type(reconcile)
    [stray] = house.unmatched()
    assert f"unmatched: GBP 15.00 {stray.stripe_payment_intent_id}" in done.stdout
    assert "unmatched payments: 1" in done.stdout
    assert done.exit_code == 1


def test_reconcile_ends_with_0_again_once_staff_has_placed_the_payment(shell, house):
    house.simulator.control.make_stray_payment(1234, "gbp")
    house.let_everything_arrive()
    [money] = house.unmatched()
    giver = Giver(Identity("Ada", "ada@people.example"), "en")
    make_gift(house.parts.giving, unmatched_id=money.id, giver=giver, actor="staff:1")
    done = shell.type(reconcile)
    assert done.exit_code == 0


def test_reconcile_holds_what_affiliates_owe_against_the_books(shell, house):
    parts = house.parts
    affiliates = Affiliates(parts.database, parts.settings, parts.seal)
    branch = affiliates.branch()
    affiliates.receive(branch, GBP("20.00"), (affiliates.invoice(branch), GBP("20.00")))
    done = shell.type(reconcile)
    owed = done.stdout.partition("owed − credit")[2]
    assert owed.splitlines()[1].split() == ["GBP", "30.00", "30.00", "0.00"]
    assert done.exit_code == 0

    with parts.database.writing() as work:
        lines = [Line(Account.RECEIVABLES, GBP("1.00")), Line(Account.DONATIONS, GBP("-1.00"))]
        stray = Entry(OwnEntry.INVOICE, "of nobody", lines, date(2026, 11, 24))
        book_all(work, entries=[stray])
    done = shell.type(reconcile)
    assert done.stdout.partition("owed − credit")[2].splitlines()[1].split()[-1] == "-1.00"
    assert done.exit_code == 1


def test_reconcile_ends_with_1_when_a_payouts_items_are_another_sum(shell, house):
    with house.parts.database.writing() as work:
        work.session.add(
            Payout(
                stripe_payout_id="po_short",
                amount_minor=2000,
                currency="GBP",
                status="paid",
                arrival_date=date(2026, 11, 24),
                created_at=work.now,
                items=1,
                items_minor=1999,
            )
        )
    done = shell.type(reconcile)
    assert "payout does not add up: po_short GBP 20.00, its items 19.99" in done.stdout
    assert done.exit_code == 1


@only_sqlite
def test_reconcile_ends_with_2_when_stripe_is_away(shell, house):
    house.simulator.stop()
    done = shell.type(reconcile)
    assert "Stripe cannot be reached" in done.stderr
    assert "Nothing is lost" in done.stderr
    assert done.exit_code == 2


def test_doctor_finds_nothing_in_a_healthy_house(shell):
    done = shell.type(doctor)
    assert {line[:2] for line in done.stdout.splitlines()} == {"ok"}
    assert done.exit_code == 0


@only_sqlite
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"stripe_webhook_secrets": ()}, "!!  webhook secret: missing"),
        ({"stripe_secret_key": ""}, "!!  Stripe key: missing"),
        ({"stripe_api_base": f"http://{NOTHING_LISTENS}"}, "!!  Stripe: Stripe cannot be reached"),
        ({"stripe_secret_key": "no key"}, "!!  Stripe: Stripe refuses"),
        (
            {"public_url": "https://other.example", "trusted_proxies": 1},
            "!!  webhook endpoint: missing",
        ),
        ({"mail_url": "pigeon:coop"}, "!!  mail: "),
        ({"mail_url": f"smtp://{NOTHING_LISTENS}"}, "!!  mail: "),
        ({"database_url": "sqlite:////nowhere/at/all"}, "!!  database: cannot be opened"),
        ({"database_url": "sqlite://"}, "!!  migrations: at nothing"),
    ],
)
def test_doctor_names_each_fault_and_what_to_do(shell, changes, fault):
    done = shell.type(doctor, **changes)
    lines = done.stdout.splitlines()
    [found] = [number for number, line in enumerate(lines) if line.startswith("!!")]
    assert lines[found].startswith(fault)
    assert lines[found + 1].startswith("      → ")
    assert done.exit_code == 1


@only_sqlite
def test_doctor_asks_for_the_proxy_that_must_stand_before_a_public_site(shell):
    alone = shell.type(doctor, public_url="https://ours.example")
    assert "!!  proxies: none is trusted" in alone.stdout
    behind = shell.type(doctor, public_url="https://ours.example", trusted_proxies=1)
    assert "proxies" not in behind.stdout


def test_doctor_judges_the_best_of_several_endpoints_with_our_address(shell, house):
    client = stripe.StripeClient(
        house.simulator.api_key, base_addresses={"api": house.simulator.url}
    )
    url = f"{house.site.url}/stripe/webhook"
    [good] = client.v1.webhook_endpoints.list().data
    old = client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["payout.paid"]})
    client.v1.webhook_endpoints.update(old.id, {"disabled": True})
    assert shell.type(doctor).exit_code == 0
    client.v1.webhook_endpoints.update(good.id, {"disabled": True})
    assert "!!  webhook endpoint: disabled" in shell.type(doctor).stdout
    client.v1.webhook_endpoints.update(
        good.id, {"disabled": False, "enabled_events": ["payout.paid"]}
    )
    assert "!!  webhook endpoint: does not send" in shell.type(doctor).stdout


@pytest.mark.parametrize(
    ("version", "fault"),
    [
        (API_VERSION, ""),
        ("2020-08-27", "speaks API version 2020-08-27"),
        (None, "speaks the account's default API version, whichever that is"),
    ],
)
def test_an_endpoint_speaks_the_version_of_the_pinned_library(version, fault):
    endpoint = RemoteEndpoint("https://ours.example", True, frozenset(EVENT_TYPES), version)
    assert [found for found, _ in endpoint_faults(endpoint)] == [fault][: bool(fault)]
    assert stripe.api_version == API_VERSION


@only_sqlite
@pytest.mark.parametrize("command", ["sign-in", "code"])
def test_outside_the_demo_there_is_no_sign_in(shell, command):
    done = shell.type(demo, command)
    assert done.stderr == "There is no demo here. `make run` starts one.\n"
    assert done.exit_code == 2


@only_sqlite
def test_a_running_demo_is_not_emptied(shell, house):
    give_one(house)
    with kept_for_other_commands(house.parts.settings.instance_folder, {}):
        done = shell.type(demo, "reset")
    assert done.stderr.startswith("The demo is running: stop it first")
    assert done.exit_code == 2
    assert house.newest_payment().paid_at


def test_a_demo_is_emptied_with_letters_that_older_schemas_do_not_know(shell, house):
    give_one(house)
    database = house.parts.database
    with database.writing() as work:
        claim_due(work, schedule=SEED)
        put_out(work, kind=MailKind.WATCH_ALERT, object_id="1", details_id=None, language="en")
    done = shell.type(demo, "reset")
    assert (done.exit_code, done.stderr) == (0, "")
    assert revision_of(database.engine) == head()
    with database.reading() as session:
        assert not session.scalars(select(OutboxMessage)).all()
        assert not session.scalars(select(Payment)).all()


@only_sqlite
def test_gifts_that_the_demo_did_not_invent_are_not_thrown_away(shell, house):
    give_one(house)
    done = shell.type(demo, "reset")
    assert "gifts that the demo did not invent" in done.stderr
    assert done.exit_code == 2


def refuse_live_settings() -> Settings:
    return Settings.from_environment({"STRIPE_SECRET_KEY": "sk_live_1"})


def never(*_: object, **__: object) -> Any:
    pytest.fail("nothing may be built beside a live key")


@pytest.mark.parametrize(
    ("command", "words", "who"),
    [
        (simulator, [], "The simulator"),
        (demo, ["run"], "The demo"),
        (demo, ["reset"], "The demo"),
    ],
)
def test_what_only_pretends_refuses_a_live_key_before_anything_else(
    command: Command, words: list[str], who: str
) -> None:
    with pytest.raises(SettingsError):
        refuse_live_settings()
    installation = cli.House(
        settings=refuse_live_settings, open_database=never, parts=never, worker=never
    )
    done = CliRunner().invoke(command, words, obj=installation)
    assert done.stderr.startswith(f"{who} refuses a live Stripe key")
    assert len(done.stderr.splitlines()) == 1
    assert done.exit_code == 2


@pytest.fixture
def empty(tmp_path: Path, simulator_settings: Callable[[str], Settings]) -> Settings:
    """An installation whose database was never migrated."""
    return simulator_settings(f"sqlite:///{tmp_path / 'empty.sqlite'}")


@pytest.fixture
def simulator_settings(tmp_path: Path) -> Callable[[str], Settings]:
    def settings(database_url: str) -> Settings:
        return Settings.from_environment(
            {
                "DATABASE_URL": database_url,
                "STRIPE_SECRET_KEY": "sk_test_simulator",
                "STRIPE_API_BASE": f"http://{NOTHING_LISTENS}",
                "INSTANCE_FOLDER": str(tmp_path),
            }
        )

    return settings


def test_migrate_makes_an_empty_database_fit_to_serve(empty):
    installation = cli.House(settings=lambda: empty, open_database=never, parts=never, worker=never)
    browser = create_app(empty, SystemClock()).test_client()
    before = browser.get("/healthz")
    assert (before.status_code, before.text) == (
        503,
        "the database is at nothing: run hov-donate migrate\n",
    )
    for _ in range(2):
        done = CliRunner().invoke(migrate, obj=installation)
        assert (done.exit_code, done.stdout) == (0, f"database: at revision {head()}\n")
    after = browser.get("/healthz")
    assert (after.status_code, after.text) == (200, "ok\n")


def test_a_database_that_cannot_be_read_is_not_healthy(simulator_settings):
    app = create_app(simulator_settings("postgresql://nobody@127.0.0.1:9/none"))
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.text.startswith("the database does not answer")


def test_a_database_that_does_not_answer_is_named_in_one_line(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("hov-donate")
    url = f"postgresql://nobody@{NOTHING_LISTENS}/nothing"
    done = subprocess.run(
        [program, "migrate"],
        env={**os.environ, "DATABASE_URL": url, "INSTANCE_FOLDER": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("The database cannot be used: ")
    assert "Traceback" not in done.stderr
