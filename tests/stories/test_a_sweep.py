"""Every night everything at Stripe is looked through, so that no lost event matters."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.ledger.chart import Account
from hov_donate.payments.models import Dispute, FraudWarning, Refund
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from hov_donate.reconciliation.models import SweepStep
from hov_donate.reconciliation.queries import unfinished_sweep
from tests.support import monthly
from tests.support.house import House
from tests.support.words import GBP


def everything_agrees(house: House) -> None:
    assert house.books(Account.STRIPE) == house.stripes_balance()
    assert house.books(Account.SUSPENSE) == {}


def test_gifts_of_which_no_event_came_are_found(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    paid, abandoned = house.give("20"), house.give("30")
    house.pay(paid)
    house.simulator.control.advance(7200)

    done = house.sweep()
    assert done.finished
    assert done.differed > 0
    assert house.payment(paid).status is PaymentStatus.PAID
    assert house.payment(abandoned).status is PaymentStatus.EXPIRED
    house.worker.drain()
    assert len(house.mails()) == 1
    everything_agrees(house)


def test_a_second_sweep_finds_nothing(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    house.pay(house.give("20"))
    house.sweep()
    assert house.sweep().differed == 0
    everything_agrees(house)


@pytest.fixture
def deaf(house):
    """Stripe makes no events at all: nothing is delivered, and none are listed."""
    house.simulator.control.set_webhook_policy(drop=1.0)
    parts = house.parts
    sweeper = replace(parts.sweeper, event_types=frozenset())
    house.site.app.extensions["hov_donate"] = replace(parts, sweeper=sweeper)
    return house


def kept(house: House, model):
    with house.parts.database.reading() as session:
        return session.scalars(select(model)).all()


def test_without_any_event_a_gift_a_closed_page_and_a_refund_are_found(deaf):
    paid, abandoned = deaf.give("20"), deaf.give("30")
    deaf.pay(paid)
    deaf.sweep()
    deaf.simulator.control.refund(deaf.intent_of(paid), 500)
    deaf.simulator.control.advance(7200)
    deaf.sweep()
    assert deaf.payment(paid).status is PaymentStatus.PARTLY_REFUNDED
    assert deaf.payment(abandoned).status is PaymentStatus.EXPIRED
    assert len(kept(deaf, Refund)) == 1
    everything_agrees(deaf)


def test_without_any_event_a_dispute_an_inquiry_and_a_warning_are_found(deaf):
    disputed, asked, warned = deaf.give("20"), deaf.give("30"), deaf.give("40")
    for payment in (disputed, asked, warned):
        deaf.pay(payment)
    deaf.sweep()
    deaf.simulator.control.open_dispute(deaf.intent_of(disputed))
    deaf.simulator.control.open_dispute(deaf.intent_of(asked), inquiry=True)
    deaf.simulator.control.warn_of_fraud(deaf.intent_of(warned))
    deaf.sweep()
    assert deaf.payment(disputed).status is PaymentStatus.DISPUTED
    assert len(kept(deaf, Dispute)) == 2
    assert len(kept(deaf, FraudWarning)) == 1
    everything_agrees(deaf)


def test_without_any_event_nothing_is_alive_here_and_dead_there(deaf):
    """The nightly comparison of all monthly gifts is what finds it."""
    monthly.begun(deaf, GBP("10.00"))
    deaf.sweep()
    subscription = monthly.standing(deaf)
    assert subscription.status is SubscriptionStatus.ACTIVE

    deaf.simulator.control.cancel_subscription(subscription.stripe_subscription_id)
    assert deaf.sweep().differed == 1
    assert monthly.standing(deaf).status is SubscriptionStatus.ENDED


def test_without_any_event_a_failed_instalment_is_found(deaf):
    monthly.begun(deaf, GBP("10.00"))
    deaf.sweep()
    standing = monthly.standing(deaf)
    deaf.simulator.control.change_card(standing.stripe_customer_id, "4000000000000341")
    deaf.later(days=32)
    deaf.sweep()
    assert deaf.newest_payment().status is PaymentStatus.FAILED
    assert monthly.standing(deaf).status is SubscriptionStatus.PAST_DUE


def test_a_clock_that_is_ahead_of_stripes_hides_nothing(deaf):
    paid = deaf.give("20")
    deaf.pay(paid)
    deaf.sweep()
    deaf.clock.skip(timedelta(hours=8))
    deaf.sweep()
    deaf.simulator.control.open_dispute(deaf.intent_of(paid), inquiry=True)
    deaf.sweep()
    assert len(kept(deaf, Dispute)) == 1


def test_a_sweep_whose_place_stripe_has_forgotten_begins_that_list_again(house):
    paid = house.give("20")
    house.pay(paid)
    house.simulator.control.set_webhook_policy(drop=1.0)
    house.parts.sweeper.step()
    with house.parts.database.writing() as work:
        run = unfinished_sweep(work.session)
        assert run is not None
        run.step, run.page_after = SweepStep.EVENTS, "evt_forgotten"
    assert house.sweep().finished
    assert house.payment(paid).status is PaymentStatus.PAID
