"""A person says what money is that matched nothing: a gift, a new one, or nobody's."""

import threading

import pytest
from sqlalchemy import select

from hov_donate.contacts.models import Consent
from hov_donate.contacts.sealing import Identity
from hov_donate.documents.models import DocumentKind
from hov_donate.documents.queries import documents_of
from hov_donate.donations.placing import Giver, attach, give_back, make_gift
from hov_donate.gateway.port import Interval
from hov_donate.ledger.chart import Account
from hov_donate.payments.models import Payment
from hov_donate.payments.operations import CannotBePlacedError, PlacingFault
from hov_donate.payments.processes import sync_checkout, sync_payment
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentStatus, Resolution
from tests.support.house import House
from tests.support.strays import paid_elsewhere, stamp, stray
from tests.support.words import GBP

SOMEBODY = "staff:1"


def gift(house: House, reference: str) -> Payment:
    with house.parts.database.reading() as session:
        found = payment_by_reference(session, reference)
    assert found is not None
    return found


def everything_agrees(house: House) -> None:
    """The books and Stripe say the same, and nothing stands where unmatched money waits."""
    house.reconcile()
    assert house.books(Account.STRIPE) == house.stripes_balance()
    assert house.books(Account.UNMATCHED_PAYMENTS) == {}
    assert house.books(Account.SUSPENSE) == {}


def receipts(house: House, reference: str) -> list[DocumentKind]:
    with house.parts.database.reading() as session:
        return [document.kind for document in documents_of(session, reference)]


def letters_to(house: House, address: str) -> list[str]:
    house.worker.drain()
    return [mail.subject for mail in house.mails() if address in mail.to]


def test_money_of_another_sum_becomes_that_of_the_gift_that_waits_for_it(house):
    payment = house.give("20")
    paid_elsewhere(house, 1900, stamp(house, payment.reference))
    [stray] = house.unmatched()
    reference = attach(
        house.parts.giving, unmatched_id=stray.id, reference=payment.reference, actor=SOMEBODY
    )
    house.let_everything_arrive()
    assert reference == payment.reference
    assert (house.payment(payment).status, house.payment(payment).amount) == (
        PaymentStatus.PAID,
        GBP("19.00"),
    )
    assert house.history(payment)[-1].actor == SOMEBODY
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-19.00")}
    everything_agrees(house)
    assert receipts(house, reference) == [DocumentKind.RECEIPT]
    [subject] = letters_to(house, "rosa@people.example")
    assert subject.startswith("Receipt ")
    [settled] = house.unmatched()
    assert (settled.resolution, settled.resolved_by) == (Resolution.ATTACHED, SOMEBODY)


def test_a_gift_that_is_changed_to_the_sum_that_came_still_waits_for_a_person(house):
    page = house.donor.get(f"{house.site.url}/en/donate", params={"currency": "GBP"})
    house.send(page.text, amount="20", currency="GBP")
    payment = house.newest_payment()
    paid_elsewhere(house, 1900, stamp(house, payment.reference))
    house.send(page.text, amount="19", currency="GBP")
    [money] = house.unmatched()
    sync_payment(house.parts.database, house.parts.gateway, money.stripe_payment_intent_id)
    assert house.payment(payment).amount == GBP("19.00")
    assert house.payment(payment).status is PaymentStatus.PENDING
    attach(house.parts.giving, unmatched_id=money.id, reference=payment.reference, actor=SOMEBODY)
    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-19.00")}
    everything_agrees(house)


def test_money_whose_dispute_was_won_can_become_a_gift(house):
    intent = stray(house)
    [money] = house.unmatched()
    dispute = house.simulator.control.open_dispute(intent)["id"]
    house.simulator.control.win_dispute(dispute)
    house.let_everything_arrive()
    giver = Giver(Identity("Ada", "ada@people.example"), "en")
    reference = make_gift(house.parts.giving, unmatched_id=money.id, giver=giver, actor=SOMEBODY)
    sync_payment(house.parts.database, house.parts.gateway, intent)
    assert gift(house, reference).status is PaymentStatus.PAID
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-15.00")}
    everything_agrees(house)


def test_the_page_of_a_gift_that_took_other_money_can_no_longer_be_paid(house):
    payment = house.give("20")
    stray(house, 2000)
    [money] = house.unmatched()
    attach(house.parts.giving, unmatched_id=money.id, reference=payment.reference, actor=SOMEBODY)
    assert house.parts.gateway.read_checkout(house.session_of(payment)).status.value == "expired"


def test_money_for_a_gift_that_is_paid_makes_a_new_gift_of_the_same_donor(house):
    payment = house.give("20", language="es", currency="GBP")
    house.pay(payment)
    house.let_everything_arrive()
    paid_elsewhere(house, 2000, stamp(house, payment.reference))
    [money] = house.unmatched()
    reference = attach(
        house.parts.giving, unmatched_id=money.id, reference=payment.reference, actor=SOMEBODY
    )
    assert reference != payment.reference
    assert gift(house, reference).details_id == payment.details_id
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-40.00")}
    everything_agrees(house)
    assert len(letters_to(house, "rosa@people.example")) == 2


def test_money_in_another_currency_makes_a_new_gift_and_leaves_the_asked_one(house):
    payment = house.give("20")
    stray(house, 1500, "eur")
    [money] = house.unmatched()
    reference = attach(
        house.parts.giving, unmatched_id=money.id, reference=payment.reference, actor=SOMEBODY
    )
    assert reference != payment.reference
    assert gift(house, reference).amount == money.amount
    assert house.books(Account.DONATIONS) == {"EUR": -money.amount}
    everything_agrees(house)


def test_money_for_a_monthly_gift_is_a_gift_of_its_own(house):
    payment = house.give_every(Interval.MONTH, GBP("20.00"))
    stray(house, 2000)
    [money] = house.unmatched()
    reference = attach(
        house.parts.giving, unmatched_id=money.id, reference=payment.reference, actor=SOMEBODY
    )
    assert reference != payment.reference
    assert gift(house, reference).interval is None


@pytest.mark.parametrize("consent", ["", "She said yes on the phone on 20 November."])
def test_money_becomes_the_gift_of_someone_whom_staff_knows(house, consent):
    stray(house)
    [money] = house.unmatched()
    giver = Giver(Identity("Ada", "ada@people.example"), "en", consent)
    reference = make_gift(house.parts.giving, unmatched_id=money.id, giver=giver, actor=SOMEBODY)
    assert gift(house, reference).status is PaymentStatus.PAID
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-15.00")}
    everything_agrees(house)
    assert receipts(house, reference) == [DocumentKind.RECEIPT]
    assert len(letters_to(house, "ada@people.example")) == 1
    with house.parts.database.reading() as session:
        words = [row.wording for row in session.scalars(select(Consent))]
    assert words == ([consent] if consent else [])


def test_placed_money_stays_placed_however_often_stripe_tells_of_it(house):
    payment = house.give("20")
    house.pay(payment)
    house.let_everything_arrive()
    paid_elsewhere(house, 2000, stamp(house, payment.reference))
    [money] = house.unmatched()
    intent = money.stripe_payment_intent_id
    reference = attach(
        house.parts.giving, unmatched_id=money.id, reference=payment.reference, actor=SOMEBODY
    )
    [page] = [
        event["data"]["object"]["id"]
        for event in house.simulator.control.events()
        if event["type"] == "checkout.session.completed"
        and event["data"]["object"]["payment_intent"] == intent
    ]
    house.simulator.control.refund(intent, 500)
    sync_checkout(house.parts.database, house.parts.gateway, page)
    sync_payment(house.parts.database, house.parts.gateway, intent)
    sync_checkout(house.parts.database, house.parts.gateway, page)
    house.let_everything_arrive()
    assert gift(house, reference).status is PaymentStatus.PARTLY_REFUNDED
    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.books(Account.DONATIONS_REFUNDED) == {"GBP": GBP("5.00")}
    everything_agrees(house)
    assert receipts(house, reference) == [DocumentKind.RECEIPT, DocumentKind.CORRECTION]


def test_an_instalment_of_a_strangers_subscription_stays_where_it_was_placed(house):
    paid_elsewhere(house, 1500, {}, monthly=True)
    [money] = house.unmatched()
    giver = Giver(Identity("Ada", "ada@people.example"), "en")
    reference = make_gift(house.parts.giving, unmatched_id=money.id, giver=giver, actor=SOMEBODY)
    house.simulator.control.refund(money.stripe_payment_intent_id, 500)
    house.let_everything_arrive()
    assert gift(house, reference).status is PaymentStatus.PARTLY_REFUNDED
    assert house.books(Account.DONATIONS_REFUNDED) == {"GBP": GBP("5.00")}
    everything_agrees(house)


def test_unmatched_money_goes_back_once_however_often_it_is_pressed(house):
    intent = stray(house)
    [money] = house.unmatched()
    give_back(house.parts.giving, unmatched_id=money.id, actor=SOMEBODY)
    with pytest.raises(CannotBePlacedError) as refused:
        give_back(house.parts.giving, unmatched_id=money.id, actor=SOMEBODY)
    assert refused.value.fault is PlacingFault.SETTLED
    house.let_everything_arrive()
    [settled] = house.unmatched()
    assert (settled.resolution, settled.resolved_by) == (Resolution.WENT_BACK, SOMEBODY)
    assert len(house.parts.gateway.read_payment(intent).refunds) == 1
    everything_agrees(house)


def test_a_refund_of_unmatched_money_that_failed_waits_again_and_can_be_tried_again(house):
    intent = stray(house)
    [money] = house.unmatched()
    give_back(house.parts.giving, unmatched_id=money.id, actor=SOMEBODY)
    [first] = house.parts.gateway.read_payment(intent).refunds
    house.simulator.control.fail_refund(first.id)
    house.let_everything_arrive()
    [waiting] = house.unmatched()
    assert waiting.resolved_at is None
    assert house.books(Account.UNMATCHED_PAYMENTS) == {"GBP": GBP("-15.00")}
    give_back(house.parts.giving, unmatched_id=money.id, actor=SOMEBODY)
    house.let_everything_arrive()
    [settled] = house.unmatched()
    assert settled.resolution is Resolution.WENT_BACK
    everything_agrees(house)


def test_money_that_went_back_meanwhile_is_placed_nowhere(house):
    payment = house.give("20")
    intent = stray(house, 2000)
    [money] = house.unmatched()
    house.simulator.control.refund(intent, 500)
    with pytest.raises(CannotBePlacedError) as refused:
        attach(
            house.parts.giving, unmatched_id=money.id, reference=payment.reference, actor=SOMEBODY
        )
    assert refused.value.fault is PlacingFault.GOES_BACK
    assert house.payment(payment).status is not PaymentStatus.PAID
    assert house.books(Account.DONATIONS) == {}


def test_two_people_who_place_the_same_money_at_once_place_it_once(house):
    stray(house)
    [money] = house.unmatched()
    placed, refused = [], []

    def press(name: str) -> None:
        giver = Giver(Identity(name, f"{name}@people.example"), "en")
        try:
            placed.append(
                make_gift(house.parts.giving, unmatched_id=money.id, giver=giver, actor=SOMEBODY)
            )
        except CannotBePlacedError as error:
            refused.append(error.fault)

    people = [threading.Thread(target=press, args=(name,)) for name in ("ada", "bea", "cleo")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(placed) == 1
    assert refused == [PlacingFault.SETTLED] * 2
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-15.00")}
    everything_agrees(house)


def test_money_that_a_refund_reached_in_the_same_moment_is_read_again(house):
    """The refund is booked between our reading of Stripe and our writing."""
    payment = house.give("20")
    intent = stray(house, 2000)
    [money] = house.unmatched()
    gateway, giving = house.parts.gateway, house.parts.giving
    read: list[str] = []

    class Slow:
        """A Stripe whose first answer takes so long that it is old when it comes."""

        def __getattr__(self, name):
            return getattr(gateway, name)

        def read_payment(self, intent_id):
            answer = gateway.read_payment(intent_id)
            if not read:
                read.append(intent_id)
                house.simulator.control.refund(intent_id, 500)
                sync_payment(house.parts.database, gateway, intent_id)
            return answer

    slow = type(giving)(giving.settings, giving.database, Slow(), giving.links, giving.seal)
    with pytest.raises(CannotBePlacedError):
        attach(slow, unmatched_id=money.id, reference=payment.reference, actor=SOMEBODY)
    assert read == [intent]
    assert house.books(Account.DONATIONS) == {}
    assert house.books(Account.UNMATCHED_PAYMENTS) == {"GBP": GBP("-15.00")}
