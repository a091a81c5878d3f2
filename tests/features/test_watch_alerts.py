"""When the treasurer hears that something turned: once for each trouble, and when it gets worse."""

from datetime import timedelta

import pytest

from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.reports.models import EndpointLook
from hov_donate.reports.operations import watch
from tests.support.office import Office
from tests.support.watched import look, payout, put, unmatched

# Where each test begins: everything is in order.
pytestmark = pytest.mark.usefixtures("in_order")


@pytest.fixture
def in_order(office: Office) -> None:
    put(office, look())
    assert letters_after(office, minutes=1) == 0


def endpoint(office: Office, **how: object) -> None:
    """Stripe says something else about the endpoint."""
    with office.database.writing() as work:
        seen = work.session.get_one(EndpointLook, 1)
        seen.looked_at = work.now
        for name, value in how.items():
            setattr(seen, name, value)


def letters_after(office: Office, **span: float) -> int:
    """How many letters were sent, once everything was looked at after so long."""
    office.clock.advance(timedelta(**span))
    with office.database.writing() as work:
        watch(work, settings=office.parts.settings)
        sent = work.session.query(OutboxMessage).filter_by(kind=MailKind.WATCH_ALERT)
        return sent.update({OutboxMessage.status: OutboxStatus.SENT})


def test_one_letter_tells_of_a_trouble_and_another_when_it_gets_worse(office: Office) -> None:
    endpoint(office, missing="refund.failed")
    assert letters_after(office, minutes=1) == 1
    assert letters_after(office, minutes=1) == 1
    endpoint(office, enabled=False)
    assert letters_after(office, minutes=1) == 2
    assert letters_after(office, minutes=1) == 2
    endpoint(office, enabled=True)
    assert letters_after(office, minutes=1) == 2


def test_what_comes_and_goes_within_the_hour_is_one_trouble(office: Office) -> None:
    for _ in range(4):
        endpoint(office, enabled=False)
        assert letters_after(office, minutes=10) == 1
        endpoint(office, enabled=True)
        assert letters_after(office, minutes=50) == 1


def test_what_was_in_order_for_an_hour_and_turns_again_is_told_again(office: Office) -> None:
    endpoint(office, enabled=False)
    assert letters_after(office, minutes=1) == 1
    endpoint(office, enabled=True)
    assert letters_after(office, minutes=59) == 1
    endpoint(office)
    assert letters_after(office, minutes=1) == 1
    endpoint(office, enabled=False)
    assert letters_after(office, minutes=1) == 2
    history = office.signed_in().get("/office/watch").text
    history = history.partition("When something was not in order")[2]
    assert history.count("Needs you now") == 2
    assert history.count("not yet") == 1


def test_what_turns_at_one_moment_is_in_one_letter(office: Office) -> None:
    endpoint(office, enabled=False)
    assert letters_after(office, days=15) == 1


def test_what_has_a_letter_of_its_own_gets_another_only_when_urgent(office: Office) -> None:
    put(office, unmatched(), payout(1, "failed"))
    assert letters_after(office, minutes=1) == 0
    office.clock.advance(timedelta(days=15))
    endpoint(office)
    assert letters_after(office, minutes=0) == 1
