"""The treasurer stops online giving, and it holds at once."""

from hov_donate.defence.operations import (
    close_giving,
    reopen_giving,
)
from hov_donate.defence.processes import Attempt, Guard
from hov_donate.defence.rules import (
    ClosureReason,
    Outcome,
)
from hov_donate.staff.operations import add_member
from hov_donate.staff.rules import Role
from tests.support.street import SMALL


def test_the_treasurer_stops_online_giving_and_donors_read_why(street):
    parts = street.house.parts
    with parts.database.writing() as work:
        add_member(
            work, email="t@campaign.example", role=Role.TREASURER, password="x" * 20, language="en"
        )
    page_open_already = street.opens().text
    with parts.database.writing() as work:
        assert close_giving(work, reason=ClosureReason.ATTACK, member_id=1)
        assert not close_giving(work, reason=ClosureReason.OTHER, member_id=1)
    pressed = street.gives(page=page_open_already)
    assert pressed.status_code == 503
    assert 'value="rosa@people.example"' in pressed.text
    parts.guard.look_again()
    shown = street.opens()
    assert shown.status_code == 503
    for words in ("Giving by card is stopped", "stolen cards", "Give by bank transfer", "IBAN"):
        assert words in shown.text
    with parts.database.writing() as work:
        assert reopen_giving(work, member_id=1)
    parts.guard.look_again()
    assert street.gives().status_code == 303


def test_stopping_holds_at_once_in_a_process_that_has_not_heard_of_it(street):
    parts = street.house.parts
    with parts.database.writing() as work:
        add_member(
            work, email="t@campaign.example", role=Role.TREASURER, password="x" * 20, language="en"
        )
    other = Guard(parts.settings, parts.database, SMALL, writes_by_itself=False)
    assert other.admit(Attempt(None, "a@people.example")).outcome is Outcome.OPENED
    with parts.database.writing() as work:
        close_giving(work, reason=ClosureReason.REPAIR, member_id=1)
    verdict = other.admit(Attempt(None, "b@people.example"))
    assert (verdict.outcome, verdict.closed) == (Outcome.CLOSED, ClosureReason.REPAIR)
