"""Whoever runs the server decides who enters the office."""

from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result

from hov_donate.cli.house import House
from hov_donate.cli.staff import staff
from hov_donate.config import Settings
from hov_donate.core.clock import Clock, SystemClock
from hov_donate.core.db import Database, UnitOfWork, make_engine
from hov_donate.staff.queries import member_by_email
from hov_donate.staff.secrets import StaffSecrets
from hov_donate.web.parts import Parts
from tests.support.doors import give_app
from tests.support.office import office_settings

Run = Callable[..., Result]


def nobody_reacts(work: UnitOfWork) -> None:
    assert not work.events


@pytest.fixture
def installation(database_url: str) -> Iterator[House]:
    engine = make_engine(database_url)
    yield House(
        settings=lambda: office_settings(database_url),
        open_database=lambda settings: Database(engine, SystemClock(), nobody_reacts),
        parts=build_parts_never,
        worker=lambda parts: pytest.fail("these commands need no worker"),
    )
    engine.dispose()


def build_parts_never(settings: Settings, clock: Clock | None = None) -> Parts:
    pytest.fail("these commands need nothing of Stripe")


@pytest.fixture
def run(installation: House) -> Run:
    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(staff, words, input=typed, obj=installation)

    return run


def password_of(installation: House, email: str) -> str:
    with installation.database.reading() as session:
        member = member_by_email(session, email)
    assert member is not None
    return member.password


def test_a_made_up_password_is_printed_once_and_kept_as_a_hash(
    run: Run, installation: House
) -> None:
    done = run("add", "Ana@Example.org", "--role", "treasurer")
    assert done.exit_code == 0, done.output
    password = done.output.split("shown only now: ")[1].strip()
    kept = password_of(installation, "ana@example.org")
    assert password not in kept
    assert PasswordHasher().verify(kept, password)


def test_a_password_can_come_from_another_program(run: Run, installation: House) -> None:
    done = run("add", "ana@example.org", "--password-stdin", typed="correct horse battery\n")
    assert done.exit_code == 0
    assert "horse" not in done.output
    assert PasswordHasher().verify(
        password_of(installation, "ana@example.org"), "correct horse battery"
    )


def test_a_password_can_be_typed_twice(run: Run) -> None:
    assert (
        run("add", "a@example.org", "--ask", typed="long enough 1\nlong enough 1\n").exit_code == 0
    )


def test_a_short_password_is_refused(run: Run) -> None:
    done = run("add", "ana@example.org", "--password-stdin", typed="short\n")
    assert done.exit_code == 1
    assert "at least 12 characters" in done.output


def test_nobody_is_added_twice(run: Run) -> None:
    assert run("add", "ana@example.org").exit_code == 0
    done = run("add", "ANA@example.org")
    assert done.exit_code == 1
    assert "may sign in already" in done.output


def test_everyone_is_listed_with_role_and_state(run: Run) -> None:
    run("add", "bo@example.org")
    run("add", "ana@example.org")
    assert run("disable", "bo@example.org").exit_code == 0
    first, second = run("list").output.splitlines()
    assert first.startswith("ana@example.org\ttreasurer\tactive\t")
    assert second.startswith("bo@example.org\ttreasurer\tdisabled\t")


def test_a_new_password_replaces_the_old_one(run: Run, installation: House) -> None:
    run("add", "ana@example.org")
    before = password_of(installation, "ana@example.org")
    assert run("reset-password", "ana@example.org").exit_code == 0
    assert password_of(installation, "ana@example.org") != before


def test_a_stranger_cannot_be_disabled(run: Run) -> None:
    done = run("disable", "nobody@example.org")
    assert done.exit_code == 1
    assert "nobody with the address" in done.output


def test_whoever_lost_telephone_and_codes_is_helped_from_the_server(
    run: Run, installation: House
) -> None:
    run("add", "ana@example.org")
    keys = StaffSecrets(office_settings("sqlite:///x").identity_keys)
    with installation.database.writing() as work:
        give_app(work, keys, 1)
    assert run("list").output.endswith("\ttwo factors\n")
    done = run("reset-second-factor", "ANA@example.org")
    assert "sets up a second factor at the next sign-in" in done.output
    assert run("list").output.endswith("\tpassword\n")
    assert run("reset-second-factor", "nobody@example.org").exit_code == 1


def test_roles_are_given_and_taken_from_the_server(run: Run) -> None:
    run("add", "ana@example.org", "--role", "administrator")
    done = run("roles", "ana@example.org", "--role", "treasurer", "--role", "administrator")
    assert done.output == "ana@example.org is now: treasurer, administrator.\n"
    assert "\tadministrator, treasurer\t" in run("list").output
    assert run("roles", "ana@example.org").exit_code == 2
    assert run("roles", "nobody@example.org", "--role", "treasurer").exit_code == 1
