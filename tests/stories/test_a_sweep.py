"""Every night everything at Stripe is looked through, so that no lost event matters."""

from hov_donate.ledger.chart import Account
from hov_donate.payments.rules import PaymentStatus
from tests.support.house import House


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
