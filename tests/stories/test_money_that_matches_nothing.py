"""Money that Stripe took and that answers nothing we asked for: booked, shown, never lost."""

from sqlalchemy import select

from hov_donate.core.references import new_reference
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.payments.rules import PaymentStatus, UnmatchedReason
from hov_donate.reconciliation.operations import post_transactions
from tests.support.links import gift_url
from tests.support.strays import paid_elsewhere, stamp
from tests.support.words import GBP


def test_a_payment_without_our_stamp_waits_for_the_treasurer(house):
    house.simulator.control.make_stray_payment(1500, "gbp")
    house.let_everything_arrive()
    house.reconcile()
    [stray] = house.unmatched()
    assert (stray.reason, stray.amount) == (UnmatchedReason.NOT_OURS, GBP("15.00"))
    assert house.books(Account.UNMATCHED_PAYMENTS) == {"GBP": GBP("-15.00")}
    assert house.books(Account.STRIPE) == house.stripes_balance()
    with house.parts.database.reading() as session:
        letter = session.scalars(select(OutboxMessage)).one()
    assert letter.kind is MailKind.TREASURER_ALERT


def test_a_stray_payment_that_went_back_whole_needs_nobody_any_more(house):
    intent = house.simulator.control.make_stray_payment(1500, "gbp")
    house.let_everything_arrive()
    house.simulator.control.refund(intent["id"])
    house.let_everything_arrive()
    [stray] = house.unmatched()
    assert stray.resolved_at is not None
    assert house.books(Account.UNMATCHED_PAYMENTS) == {}


def test_a_reference_that_nobody_knows_waits_for_the_treasurer(house):
    paid_elsewhere(house, 1500, stamp(house, new_reference()))
    [stray] = house.unmatched()
    assert stray.reason is UnmatchedReason.UNKNOWN_REFERENCE


def test_another_sum_than_was_asked_is_not_taken_for_the_gift(house):
    payment = house.give("20")
    paid_elsewhere(house, 1900, stamp(house, payment.reference))
    [stray] = house.unmatched()
    assert (stray.reason, stray.amount) == (UnmatchedReason.AMOUNT_DIFFERS, GBP("19.00"))
    assert house.payment(payment).status is PaymentStatus.PENDING
    page = house.donor.get(gift_url(house.parts, payment.reference, "en"))
    assert "it differs from what we expected" in page.text


def test_a_gift_paid_a_second_time_keeps_its_first_payment(house):
    payment = house.give("20")
    house.pay(payment)
    house.let_everything_arrive()
    paid_elsewhere(house, 2000, stamp(house, payment.reference))
    [stray] = house.unmatched()
    assert stray.reason is UnmatchedReason.PAID_TWICE
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-20.00")}
    assert house.books(Account.UNMATCHED_PAYMENTS) == {"GBP": GBP("-20.00")}
    assert house.books(Account.STRIPE) == house.stripes_balance()


def test_another_installations_money_is_left_alone_but_booked(house):
    paid_elsewhere(house, 2500, {"reference": new_reference(), "installation": "the other one"})
    assert house.unmatched() == []
    with house.parts.database.reading() as session:
        events = session.scalars(select(InboxEvent)).all()
    assert InboxStatus.IGNORED in {event.status for event in events}
    house.reconcile()
    assert house.books(Account.OTHER_INSTALLATIONS) == {"GBP": GBP("-25.00")}
    assert house.books(Account.STRIPE) == house.stripes_balance()
    assert house.mails() == []


def test_a_category_that_the_books_do_not_know_stands_in_suspense_with_an_alert(house):
    house.pay(house.give("20"))
    page = house.parts.gateway.balance_transactions(
        since=house.parts.clock.now().replace(year=2020), after=None
    )
    odd = [
        type(item)(**{**vars(item), "reporting_category": "moon_tax", "payment_id": None})
        for item in page.items
    ]
    with house.parts.database.writing() as work:
        post_transactions(work, transactions=odd, owners={}, time_zone="Europe/London")
    assert house.books(Account.SUSPENSE) == {"GBP": GBP("-20.00")}
    house.worker.drain()
    assert "Something needs your attention" in [mail.subject for mail in house.mails()]
