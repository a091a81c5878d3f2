"""The audit log's head leaves the house when a month is closed, and says later what it was."""

import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from hov_donate.cli.audit import verify
from hov_donate.cli.house import House
from hov_donate.closing.operations import agree_to_reopen
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.outbox.operations import Claim
from hov_donate.staff.audit.queries import head
from hov_donate.staff.audit.rules import BEGINNING
from hov_donate.staff.rules import Role
from hov_donate.wiring.letters import letters
from tests.support.months import check_the_books
from tests.support.office import Desk, Office, office_settings
from tests.support.roles import desk_of, email_of
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HEAD = re.compile(r"^hov-donate audit verify --printed (\S+)$", re.MULTILINE)


@pytest.fixture
def desk(office: Office) -> Desk:
    """October and November have gifts; it is the first of December, and all agrees."""
    office.clock.moment = datetime(2026, 10, 20, 12, tzinfo=UTC)
    office.gift(GBP(100))
    office.clock.moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
    office.gift(GBP(20))
    office.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    check_the_books(office.database)
    for role in (Role.AUDITOR, Role.MEMBERSHIP_SECRETARY):
        desk_of(office, role)
    return office.signed_in()


def waiting(office: Office) -> list[OutboxMessage]:
    with office.database.reading() as session:
        kind = OutboxMessage.kind == MailKind.MONTH_CLOSED
        return list(session.scalars(select(OutboxMessage).where(kind).order_by(OutboxMessage.id)))


def read(office: Office, letter: OutboxMessage) -> tuple[str, str] | None:
    """To whom a letter goes, and its text."""
    claim = Claim(letter.id, 1, letter.kind, letter.object_id, None, letter.language, "0" * 32)
    mail = letters(office.parts.settings, office.parts.giving)(claim)
    if mail is None:
        return None
    body = mail.get_body(("plain",))
    assert body is not None
    return str(mail["To"]), body.get_content()


def close_together(desk: Desk, last: str = "2026-11") -> None:
    page = desk.get(f"/office/months/together?last={last}").text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    desk.post("/office/months/together", last=fields["last"], seen=fields["seen"])


def run_verify(office: Office, head_kept: str) -> tuple[int, str]:
    house = House(
        settings=lambda: office_settings("sqlite:///nowhere"),
        open_database=lambda _: office.database,
        parts=lambda *_, **__: pytest.fail("needs nothing of Stripe"),
        worker=lambda _: pytest.fail("needs no worker"),
    )
    done = CliRunner().invoke(verify, ["--printed", head_kept], obj=house)
    return done.exit_code, done.output


def test_closing_months_sends_one_letter_to_each_who_may_read_the_log(desk: Desk, office: Office):
    close_together(desk)
    found = [read(office, letter) for letter in waiting(office)]
    assert len(found) == 2
    addresses = {to for to, _ in filter(None, found)}
    assert addresses == {email_of(Role.AUDITOR), "treasurer@campaign.example"}
    for _, text in filter(None, found):
        assert "November 2026 is closed" in text
        with office.database.reading() as session:
            assert HEAD.findall(text) == [str(head(session))]


def test_a_head_from_a_letter_shows_later_that_the_log_was_written_anew(desk: Desk, office: Office):
    close_together(desk)
    letter = read(office, waiting(office)[0])
    assert letter is not None
    [kept] = HEAD.findall(letter[1])
    desk.get("/office/gifts?q=rosa@people.example")
    status, said = run_verify(office, kept)
    assert status == 0
    assert f"The head that was kept is row {kept.partition('-')[0]} of them." in said
    forget_log(office)
    desk.get("/office/gifts?q=rosa@people.example")
    assert run_verify(office, kept)[0] == 1


def forget_log(office: Office) -> None:
    """As somebody can who owns the machine."""
    with office.database.engine.begin() as connection:
        for name in ("audit_log", "audit_head"):
            triggers = connection.exec_driver_sql(
                f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{name}'"
            )
            for (trigger,) in triggers.all():
                connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql("DELETE FROM audit_log")
        connection.exec_driver_sql(f"UPDATE audit_head SET number = 0, seal = '{BEGINNING}'")


def test_no_letter_tells_of_a_month_that_is_open_again(desk: Desk, office: Office):
    close_together(desk)
    desk.get("/office/months/2026-11/reopen")
    desk.post("/office/months/2026-11/reopen", reason="A cheque twice", minute="12/2026, 4")
    with office.database.writing() as work:
        agree_to_reopen(work, request_id=1, actor="staff:9")
    assert [read(office, letter) for letter in waiting(office)] == [None, None]
