"""Only who agreed is remembered, and nobody is forgotten before the promise allows it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.operations import forget
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import Identity
from hov_donate.donations.processes import REMEMBERED_FOR, forget_strangers
from hov_donate.donations.queries import details_to_forget
from hov_donate.inbox.processes import apply_waiting
from hov_donate.payments.models import CheckoutAttempt, Payment
from tests.support.house import House

YES = {"keep_details": "on"}


def paid(house: House, **more: str) -> Payment:
    payment = house.give("20", **more)
    house.pay(payment)
    house.let_everything_arrive()
    return payment


def days_later(house: House, days: int) -> None:
    """As if everything written so far had been written so many days ago."""
    with house.parts.database.writing() as work:
        for details in work.session.scalars(select(ContactDetails)):
            details.recorded_at -= timedelta(days=days)
        for payment in work.session.scalars(select(Payment)):
            payment.paid_at = payment.paid_at and payment.paid_at - timedelta(days=days)


def who(house: House, payment: Payment) -> Identity | None:
    with house.parts.database.reading() as session:
        details_id = session.get_one(Payment, payment.id).details_id
        return identity(session, house.parts.seal, details_id)


def test_who_agreed_is_remembered(house):
    payment = paid(house, **YES)
    days_later(house, 400)
    forget_strangers(house.parts.database)
    assert who(house, payment) is not None


def test_who_did_not_agree_is_forgotten_after_thirty_days_and_the_gift_stays(house):
    payment = paid(house)
    days_later(house, 29)
    forget_strangers(house.parts.database)
    assert who(house, payment) is not None
    days_later(house, 2)
    _close_pages(house)
    forget_strangers(house.parts.database)
    assert who(house, payment) is None
    assert house.payment(payment).status.received


def _close_pages(house: House) -> None:
    """As if Stripe's pages had closed long ago."""
    with house.parts.database.writing() as work:
        for attempt in work.session.scalars(select(CheckoutAttempt)):
            attempt.expires_at -= timedelta(days=400)


def test_a_tick_taken_away_before_paying_does_not_count(house):
    page = house.donor.get(f"{house.site.url}/en/donate").text
    house.send(page, amount="20", currency="GBP", **YES)
    house.send(page, amount="20", currency="GBP")
    payment = house.newest_payment()
    house.pay(payment)
    house.let_everything_arrive()
    days_later(house, 400)
    _close_pages(house)
    forget_strangers(house.parts.database)
    assert who(house, payment) is None


def test_a_strangers_tick_does_not_keep_the_owner_of_an_address(house):
    payment = paid(house, email="owner@people.example")
    house.fill_in("5", email="owner@people.example", name="Somebody Else", **YES)
    days_later(house, 400)
    _close_pages(house)
    forget_strangers(house.parts.database)
    assert who(house, payment) is None


def test_nobody_is_forgotten_while_stripes_page_is_open(house):
    payment = house.give("20", **YES)
    days_later(house, 31)
    forget_strangers(house.parts.database)
    house.pay(payment)
    house.let_everything_arrive()
    assert who(house, payment) is not None
    assert len(house.mails()) == 1


def test_nobody_is_forgotten_before_the_receipt_is_sent(house):
    payment = house.give("20")
    days_later(house, 31)
    house.pay(payment)
    house.simulator.control.wait_idle(10)
    while apply_waiting(house.parts.database, house.worker.syncs):
        pass
    _close_pages(house)
    forget_strangers(house.parts.database)
    house.worker.drain()
    assert len(house.mails()) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_gives_again_while_being_forgotten_is_not_forgotten(house):
    paid(house)
    days_later(house, 31)
    _close_pages(house)
    with house.parts.database.writing() as work:
        batch = details_to_forget(work.session, work.now - REMEMBERED_FOR)
        assert batch
        again = house.give("30", **YES)
        forget(work, details_ids=batch)
    house.pay(again)
    house.let_everything_arrive()
    assert who(house, again) is not None
