"""`hov-donate bounces read`: from a pipe, from files, from maildirs; what it says, how it ends."""

import mailbox
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hov_donate.app import build_worker
from hov_donate.cli.bounces import bounces
from hov_donate.cli.house import House
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.outbox.models import MailKind, OutboxStatus
from hov_donate.outbox.rules.parts import MOST_BYTES
from tests.support.life import Life
from tests.support.office import Office
from tests.support.reports_of_servers import report
from tests.support.returned import PostOffice, token_of

Type = Callable[..., Result]


@pytest.fixture
def post_office(office: Office, branches: Life) -> PostOffice:
    """A mail server that took all letters about a branch; the last one is its invoice."""
    opened = PostOffice(office.parts)
    branches.affiliated()
    opened.empty()
    return opened


def machine(database: Database, office: Office) -> House:
    return House(
        settings=lambda: office.parts.settings,
        open_database=lambda settings: database,
        parts=lambda settings, clock=None: office.parts,
        worker=build_worker,
    )


@pytest.fixture
def typed(office: Office) -> Type:
    """Types the command, and pipes something into it."""

    def run(*places: object, piped: bytes | None = None) -> Result:
        words = ["read", *map(str, places)]
        house = machine(office.database, office)
        return CliRunner().invoke(bounces, words, input=piped, obj=house)

    return run


def invoice(post_office: PostOffice) -> str:
    """What the invoice's Message-ID is made of."""
    token = post_office.newest(MailKind.INVOICE_ISSUED).token
    assert token in {token_of(mail) for mail in post_office.taken}
    return token or ""


def status(post_office: PostOffice) -> OutboxStatus:
    return post_office.newest(MailKind.INVOICE_ISSUED).status


def test_a_mail_server_pipes_a_report_in(typed: Type, post_office: PostOffice) -> None:
    raw = report("postfix", invoice(post_office))
    done = typed(piped=raw)
    assert (done.exit_code, done.stdout) == (0, "A letter came back: it is noted.\n")
    assert status(post_office) is OutboxStatus.CAME_BACK
    again = typed(piped=raw)
    assert again.exit_code == 0
    assert again.stdout == "This report was read before: nothing changes.\n"


@pytest.mark.parametrize(
    ("name", "token", "told"),
    [
        ("late", "", "is late or has arrived"),
        ("person", "", "no mail server's report"),
        ("qmail", "0" * 32, "about no letter of ours"),
    ],
)
def test_what_is_about_no_letter_that_came_back_is_told_and_is_no_fault(
    typed: Type, post_office: PostOffice, name: str, token: str, told: str
) -> None:
    done = typed(piped=report(name, token or invoice(post_office)))
    assert done.exit_code == 0
    assert told in done.stdout
    assert done.stdout.count("\n") == 1
    assert status(post_office) is OutboxStatus.SENT


@pytest.mark.parametrize("raw", [b"", b"hello", b"\xff" * 1000, b"\n" * MOST_BYTES])
def test_what_is_no_mail_ends_with_1_and_one_sentence(
    typed: Type, post_office: PostOffice, raw: bytes
) -> None:
    done = typed(piped=raw)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith("standard input is not a mail (it ")
    assert done.stderr.endswith("): nothing is noted.\n")
    assert done.stderr.count("\n") == 1


def test_a_report_larger_than_anybody_reads_is_read_to_its_end_and_noted(
    typed: Type, post_office: PostOffice
) -> None:
    raw = report("postfix", invoice(post_office)) + b"JVBERi0xLjQK\n" * MOST_BYTES
    assert typed(piped=raw).stdout == "A letter came back: it is noted.\n"


def test_maildirs_and_files_are_read_and_left_as_they_are(
    typed: Type, post_office: PostOffice, tmp_path: Path
) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    box = mailbox.Maildir(mails / "box")
    token = invoice(post_office)
    for name in ("exchange", "late", "holiday"):
        box.add(report(name, token))
    seen = mailbox.MaildirMessage(report("qmail", token))
    seen.set_subdir("cur")
    box.add(seen)
    file = mails / "one.eml"
    file.write_bytes(b"no mail")
    before = {it: it.read_bytes() for it in mails.rglob("*") if it.is_file()}
    done = typed(mails / "box", file)
    assert done.stdout.splitlines() == [
        "letters that came back: 1",
        "reports read before: 1",
        "nothing to note: 2",
        "could not be read: 1",
    ]
    assert f"{file} is not a mail" in done.stderr
    assert done.exit_code == 1
    assert {it: it.read_bytes() for it in mails.rglob("*") if it.is_file()} == before
    assert typed(mails / "box").exit_code == 0
    assert status(post_office) is OutboxStatus.CAME_BACK


def test_a_folder_that_is_no_maildir_and_a_file_that_is_not_there_end_with_2(
    typed: Type, post_office: PostOffice, tmp_path: Path
) -> None:
    for place, told in ((tmp_path, "is no maildir"), (tmp_path / "x", "does not exist")):
        done = typed(place)
        assert done.exit_code == 2
        assert told in done.stderr


def test_a_file_that_cannot_be_read_is_named(typed: Type, post_office: PostOffice) -> None:
    # Its first bytes are nobody's: reading them is an error whoever reads.
    place = Path("/proc/self/mem")
    done = typed(place)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{place} cannot be read (")
    assert done.stderr.count("\n") == 1


def test_without_a_database_a_mail_server_is_told_to_try_again(
    office: Office, post_office: PostOffice, tmp_path: Path
) -> None:
    nowhere = make_engine(f"sqlite:///{tmp_path / 'missing' / 'x.sqlite'}")
    database = Database(nowhere, FixedClock(office.clock.now()), lambda work: None)
    raw = report("postfix", invoice(post_office))
    done = CliRunner().invoke(bounces, ["read"], input=raw, obj=machine(database, office))
    assert done.exit_code == 75
    assert done.stderr.startswith("The database cannot be used: ")
    assert done.stderr.count("\n") == 1
