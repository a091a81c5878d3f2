"""When something stands still, the treasurer hears of it once, and it gets right by itself."""

from datetime import timedelta

import pytest
import requests

from hov_donate.core.jobs import make_due
from hov_donate.payments.rules import PaymentStatus
from hov_donate.reports.queries import facts, sweeps
from hov_donate.reports.rules import Light, Subject, checks
from hov_donate.wiring.jobs import SWEEP
from tests.support.house import House


def work(house: House, **after: float) -> None:
    """Some time later a worker looks around, and does what is due."""
    house.clock.skip(timedelta(**after))
    house.worker.run_due_jobs()
    house.worker.drain()


def lights(house: House) -> dict[Subject, Light]:
    """Everything that is not green."""
    zone = house.parts.settings.campaign.time_zone
    with house.parts.database.reading() as session:
        found = checks(facts(session, house.clock.now(), zone))
    return {check.subject: check.light for check in found if check.light is not Light.GREEN}


def alerts(house: House) -> list[str]:
    """What the treasurer was told, newest first."""
    return [mail.text for mail in house.mails() if mail.subject == "Something needs a look"]


@pytest.fixture
def watched(house: House) -> House:
    """A worker has run, and all is well."""
    work(house, minutes=0)
    work(house, minutes=1)
    assert lights(house) == {}
    assert alerts(house) == []
    return house


def test_a_worker_that_stands_still_is_told_of_once_and_catches_up(watched: House) -> None:
    gift = watched.give("20")
    watched.pay(gift)
    watched.simulator.control.wait_idle(10)
    watched.clock.skip(timedelta(minutes=30))
    late = {Subject.WORKER, Subject.EVENTS_WAITING}
    assert lights(watched) == dict.fromkeys(late, Light.AMBER)

    work(watched)
    (letter,) = alerts(watched)
    assert "The worker" in letter
    assert "Stripe's events waiting" in letter
    assert "hov-donate worker" in letter
    assert watched.payment(gift).status is PaymentStatus.PAID

    work(watched, minutes=1)
    assert lights(watched) == {}
    for _ in range(3):
        work(watched, minutes=1)
    assert len(alerts(watched)) == 1


def test_an_endpoint_that_is_switched_off_is_red_until_it_is_on_again(watched: House) -> None:
    endpoints = f"{watched.simulator.url}/v1/webhook_endpoints"
    key = (watched.simulator.api_key, "")
    (ours,) = requests.get(endpoints, auth=key, timeout=10).json()["data"]

    def switch(disabled: str) -> None:
        change = {"disabled": disabled}
        address = f"{endpoints}/{ours['id']}"
        requests.post(address, change, auth=key, timeout=10).raise_for_status()

    switch("true")
    work(watched, minutes=9, seconds=30)
    assert lights(watched) == {Subject.ENDPOINT: Light.RED}
    (letter,) = alerts(watched)
    assert "switch the endpoint on again" in letter
    switch("false")
    work(watched, minutes=9)
    assert lights(watched) == {Subject.ENDPOINT: Light.RED}
    work(watched, minutes=1, seconds=30)
    assert lights(watched) == {}
    assert len(alerts(watched)) == 1


def test_a_gift_that_no_event_told_of_is_found_when_a_person_asks_for_a_look(
    watched: House,
) -> None:
    watched.simulator.control.set_webhook_policy(drop=1.0)
    gift = watched.give("20")
    watched.pay(gift)
    work(watched)
    assert watched.payment(gift).status is PaymentStatus.PENDING

    with watched.parts.database.writing() as asked:
        make_due(asked, name=SWEEP)
    work(watched)
    assert watched.payment(gift).status is PaymentStatus.PAID
    with watched.parts.database.reading() as session:
        newest, *earlier = sweeps(session)
    assert newest.finished_at is not None
    assert newest.differed
    assert len(earlier) == 1
    work(watched, minutes=1)
    assert lights(watched) == {Subject.SWEEP_FINDINGS: Light.AMBER}
    (letter,) = alerts(watched)
    assert "All put right" in letter
