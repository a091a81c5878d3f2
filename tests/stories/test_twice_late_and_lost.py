"""Pressed twice, gone back, cut off, late, doubled, lost: one gift, one payment, exact books."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
import requests
from sqlalchemy import func, select

from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database
from hov_donate.core.links import LinkPurpose
from hov_donate.gateway.port import CheckoutRequest, PaymentGateway, RemoteCheckout
from hov_donate.gateway.stripe import StripeGateway
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.ledger.chart import Account
from hov_donate.payments.models import CheckoutAttempt, Payment
from hov_donate.payments.processes import check_overdue_pages
from hov_donate.payments.rules import PaymentStatus
from hov_donate.web.parts import KEY
from tests.support.house import DECLINED_CARD, House
from tests.support.links import gift_url
from tests.support.words import EUR, GBP

HOUR = 3600


def form(house: House, currency: str = "GBP") -> str:
    return house.donor.get(f"{house.site.url}/en/donate", params={"currency": currency}).text


def how_many(house: House, model: type) -> int:
    with house.parts.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def pages_opened(house: House) -> int:
    return len(house.simulator.control.dump()["checkout.session"])


def test_pressing_twice_is_one_gift_and_one_page(house):
    page = form(house)
    first, second = (house.send(page, amount="20", currency="GBP") for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert how_many(house, Payment) == 1
    assert pages_opened(house) == 1


def test_pressing_ten_times_at_once_is_one_gift_and_one_page(house):
    page, answers = form(house), []

    def press() -> None:
        other = House(house.site, house.worker, house.simulator, house.mailbox, requests.Session())
        answers.append(other.send(page, amount="20", currency="GBP"))

    threads = [threading.Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert how_many(house, Payment) == 1
    assert pages_opened(house) == 1


def test_pressing_again_after_paying_leads_to_the_thank_you_page(house):
    page = form(house)
    house.send(page, amount="20", currency="GBP")
    payment = house.newest_payment()
    house.pay(payment)
    again = house.send(page, amount="20", currency="GBP")
    house.let_everything_arrive()
    again = house.send(page, amount="20", currency="GBP")
    assert f"{house.site.url}/en/gift/" in again.headers["Location"]
    assert pages_opened(house) == 1


def test_going_back_and_changing_the_sum_closes_the_first_page(house):
    page = form(house)
    house.send(page, amount="20", currency="GBP")
    first = house.session_of(house.newest_payment())
    house.send(page, amount="35", currency="EUR")
    payment = house.newest_payment()
    assert house.parts.gateway.read_checkout(first).status == "expired"
    house.pay(payment)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.books(Account.DONATIONS) == {"EUR": EUR("-35.00")}
    assert how_many(house, Payment) == 1


def test_changing_the_sum_of_a_gift_that_was_just_paid_changes_nothing(house):
    page = form(house)
    house.send(page, amount="20", currency="GBP")
    house.pay(house.newest_payment())
    answer = house.send(page, amount="35", currency="GBP")
    assert f"{house.site.url}/en/gift/" in answer.headers["Location"]
    house.let_everything_arrive()
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-20.00")}


class SlowStripe:
    """Stripe, whose first answer is on its way until something else has happened."""

    def __init__(self, gateway: PaymentGateway, meanwhile: Callable[[], object]) -> None:
        self.gateway = gateway
        self.meanwhile: Callable[[], object] | None = meanwhile

    def __getattr__(self, name: str) -> object:
        return getattr(self.gateway, name)

    def open_checkout(self, request: CheckoutRequest) -> RemoteCheckout:
        answer = self.gateway.open_checkout(request)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return answer


@pytest.mark.parametrize(("amount", "currency"), [("20", "EUR"), ("35", "GBP")])
def test_who_changes_the_gift_while_stripe_is_slow_pays_what_was_chosen_last(
    house, amount, currency
):
    page = form(house)
    parts = house.parts
    slow = SlowStripe(parts.gateway, lambda: house.send(page, amount=amount, currency=currency))
    house.site.app.extensions[KEY] = replace(
        parts, giving=replace(parts.giving, gateway=cast("PaymentGateway", slow))
    )
    first = house.send(page, amount="20", currency="GBP")
    payment = house.newest_payment()
    assert (str(payment.amount.major), payment.currency) == (f"{amount}.00", currency)
    pages = house.simulator.control.dump()["checkout.session"]
    [still_open] = [each for each in pages if each["status"] == "open"]
    assert (still_open["amount_total"], still_open["currency"]) == (
        payment.amount_minor,
        currency.lower(),
    )
    assert first.headers["Location"] == still_open["url"]
    house.pay(payment)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PAID


def test_a_page_that_closes_after_a_declined_card_ends_the_attempt(house):
    payment = house.give("20")
    house.pay(payment, DECLINED_CARD)
    house.let_everything_arrive()
    house.simulator.control.advance(2 * HOUR)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.EXPIRED


def test_many_small_refunds_are_all_counted(house):
    payment = house.give("20")
    house.pay(payment)
    house.let_everything_arrive()
    intent = house.payment(payment).stripe_payment_intent_id
    for _ in range(11):
        house.simulator.control.refund(intent, amount=100)
    house.let_everything_arrive()
    assert house.payment(payment).refunded == GBP("11.00")
    assert house.books(Account.STRIPE) == house.stripes_balance()


def test_an_expired_page_is_opened_again_from_the_gifts_own_link(house):
    payment = house.give("20")
    first = house.session_of(payment)
    house.simulator.control.advance(2 * HOUR)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.EXPIRED

    own_page = gift_url(house.parts, payment.reference, "en")
    assert house.donor.get(own_page).status_code == 200
    answer = house.donor.post(f"{own_page}/resume", allow_redirects=False)
    assert answer.status_code == 303
    assert house.session_of(payment) != first
    house.pay(payment)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PAID
    assert how_many(house, CheckoutAttempt) == 2


def impatient(house: House) -> None:
    """A gateway that asks once: what the library would repeat by itself is left to us."""
    once = StripeGateway(
        secret_key=house.simulator.api_key, api_base=house.simulator.url, retries=0
    )
    parts = house.parts
    house.site.app.extensions[KEY] = replace(
        parts, gateway=once, giving=replace(parts.giving, gateway=once)
    )


def test_an_answer_of_stripes_that_got_lost_opens_no_second_page(house):
    impatient(house)
    page = form(house)
    house.simulator.control.set_fault("lost_reply", path="/v1/checkout/sessions")
    answer = house.send(page, amount="20", currency="GBP")
    assert answer.status_code == 503
    assert "Nothing was taken" in answer.text
    assert 'value="20"' in answer.text

    answer = house.send(page, amount="20", currency="GBP")
    assert answer.status_code == 303
    assert pages_opened(house) == 1
    house.pay(house.newest_payment())
    house.let_everything_arrive()
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-20.00")}


def test_the_library_repeats_a_lost_answer_by_itself_with_the_same_key(house):
    house.simulator.control.set_fault("lost_reply", path="/v1/checkout/sessions")
    house.give("20")
    assert pages_opened(house) == 1


@pytest.mark.parametrize("fault", ["500", "429"])
def test_an_error_of_stripes_is_told_and_the_next_press_goes_through(house, fault):
    page = form(house)
    house.simulator.control.set_fault(fault, times=3, path="/v1/checkout/sessions")
    assert house.send(page, amount="20", currency="GBP").status_code == 503
    house.simulator.control.clear_faults()
    assert house.send(page, amount="20", currency="GBP").status_code == 303


def test_doubled_and_shuffled_events_make_one_gift(house):
    house.simulator.control.set_webhook_policy(duplicate=3, reorder=True, seed=7)
    for amount in ("20", "5", "7.50"):
        house.pay(house.give(amount))
    house.let_everything_arrive()
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-32.50")}
    assert len(house.mails()) == 3
    assert house.books(Account.STRIPE) == house.stripes_balance()


def test_gifts_of_which_no_event_came_are_found_by_their_money(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    payments = [house.give(amount) for amount in ("20", "5")]
    for payment in payments:
        house.pay(payment)
    house.reconcile()
    house.worker.drain()
    assert {house.payment(each).status for each in payments} == {PaymentStatus.PAID}
    assert len(house.mails()) == 2
    assert house.books(Account.STRIPE) == house.stripes_balance()


def test_a_refund_of_which_no_event_came_is_found_by_its_money(house):
    payment = house.give("20")
    house.pay(payment)
    house.let_everything_arrive()
    house.simulator.control.set_webhook_policy(drop=1.0)
    house.simulator.control.refund(house.payment(payment).stripe_payment_intent_id)
    house.reconcile()
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert house.books(Account.DONATIONS_REFUNDED) == {"GBP": GBP("20.00")}
    assert house.books(Account.STRIPE) == house.stripes_balance()


def test_payouts_of_which_no_event_came_are_found_in_the_order_they_were_made(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    for _ in range(5):
        house.pay(house.give("20"))
        house.simulator.control.advance(7 * 24 * HOUR)
        house.simulator.control.run_payout()
    house.reconcile()
    made = [payout.created_at for payout in house.payouts()]
    assert len(made) == 5
    assert made == sorted(made)


def test_a_page_that_closed_without_a_word_is_asked_about(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    payment = house.give("20")
    house.simulator.control.advance(2 * HOUR)
    parts = house.parts
    later = FixedClock(parts.clock.now() + timedelta(hours=2))
    database = Database(parts.database.engine, later, parts.database.react)
    check_overdue_pages(database, parts.gateway)
    assert house.payment(payment).status is PaymentStatus.EXPIRED


def test_somebody_elses_reference_never_shows_somebody_elses_gift(house):
    first = house.give("20")
    house.pay(first)
    house.let_everything_arrive()
    parts = house.parts
    twin = parts.links.sign(
        LinkPurpose.GIVE, first.reference, now=parts.clock.now(), lasts=timedelta(hours=23)
    )
    page = f'<input name="token" value="{twin}">'
    answer = house.send(page, amount="35", currency="GBP", email="other@people.example")
    assert answer.headers["Location"].startswith(house.simulator.url)
    assert how_many(house, Payment) == 2
    assert house.newest_payment().reference != first.reference


def test_an_event_that_cannot_be_applied_waits_and_is_tried_again(house):
    payment = house.give("20")
    house.simulator.control.set_webhook_policy(hold=True)
    house.pay(payment)
    house.simulator.control.deliver_held()
    house.simulator.control.wait_idle(10)
    house.simulator.control.set_fault("500", times=100)
    house.worker.drain()
    house.simulator.control.clear_faults()
    with house.parts.database.reading() as session:
        waiting = session.scalars(
            select(InboxEvent).where(InboxEvent.last_error.is_not(None))
        ).all()
    assert waiting
    assert {event.status for event in waiting} == {InboxStatus.WAITING}
    assert house.mails() == []

    assert house.parts.giving.check(payment.reference)
    house.worker.drain()
    assert len(house.mails()) == 1


def test_a_pull_that_was_killed_goes_on_where_it_stood(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    house.simulator.control.seed_charges(250)
    first = house.parts.reconciler.step()
    assert (first.seen, first.finished) == (100, False)
    steps = 1
    while not house.parts.reconciler.step().finished:
        steps += 1
    assert steps == 2
    assert house.books(Account.STRIPE) == house.stripes_balance()


def test_pulling_again_books_nothing_twice(house):
    house.pay(house.give("20"))
    house.reconcile()
    before = house.books(Account.STRIPE)
    house.reconcile()
    house.let_everything_arrive()
    house.reconcile()
    assert house.books(Account.STRIPE) == before == house.stripes_balance()
