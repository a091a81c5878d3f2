"""Money comes, goes back and comes again: at the simulator, and as Stripe itself does it.

With `STRIPE_TEST_KEY` every story runs in Stripe's sandbox too, which alone proves that the
simulator is right. One engine is enough: the other stories show that both do the same.
"""

import pytest

from hov_donate.gateway.port import CheckoutStatus, Interval
from hov_donate.gateway.stripe.checkouts import EXPAND_CHECKOUT
from hov_donate.gateway.stripe.payments import EXPAND_PAYMENT
from hov_donate.payments import processes as payments
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from tests.sandbox.drivers import Card, movements, refund, show, until
from tests.simulator.stripe_shapes import problems
from tests.support.words import EUR, GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RECEIPT, CORRECTION = "receipt", "correction"


def paid(here, amount, card=Card.GOOD):
    """A gift paid by card; what was asked, and the PaymentIntent."""
    gift = here.ask(amount)
    intent = here.driver.pays_by_card(gift, card)
    here.booked(intent)
    return gift, intent


def test_a_gift_by_card_is_receipted_and_booked_as_stripe_says(here):
    gift, intent = paid(here, GBP("20.00"))
    here.look_up(intent)
    payment = here.payment(gift.reference)
    assert payment.status is PaymentStatus.PAID
    assert payment.method == "card"
    assert payment.stripe_payment_intent_id == intent
    assert here.documents(gift.reference) == [(RECEIPT, gift.reference, 2000)]
    here.books_say_what_stripe_says(gift.reference)


def test_a_part_goes_back_and_then_the_rest(here):
    gift, intent = paid(here, EUR("20.00"))
    here.look_up(intent)
    made = [refund(here.driver, intent, 750)]
    here.booked(intent, 2)
    here.look_up(intent)
    assert here.payment(gift.reference).status is PaymentStatus.PARTLY_REFUNDED
    assert here.payment(gift.reference).kept == EUR("12.50")

    made.append(refund(here.driver, intent))
    here.booked(intent, 3)
    here.look_up(intent)
    assert here.payment(gift.reference).status is PaymentStatus.REFUNDED
    assert here.documents(gift.reference) == [
        (RECEIPT, gift.reference, 2000),
        (CORRECTION, made[0], 750),
        (CORRECTION, made[1], 1250),
    ]
    here.books_say_what_stripe_says(gift.reference)


def test_a_declined_card_leaves_the_gift_waiting_and_nothing_in_the_books(here):
    gift = here.ask(GBP("20.00"))
    intent = here.driver.pays_by_card(gift, Card.DECLINED)
    here.look_up(intent)
    assert here.payment(gift.reference).status is PaymentStatus.PENDING
    assert here.payment(gift.reference).last_failure == "generic_decline"
    assert here.documents(gift.reference) == []
    assert movements(here.driver, intent) == []


def test_a_disputed_gift_is_taken_off_with_the_money(here):
    gift, intent = paid(here, GBP("20.00"), Card.DISPUTED)
    objected = until(
        here.driver,
        lambda: here.parts.gateway.read_payment(intent),
        lambda read: any(each.withdrawals for each in read.disputes),
    )
    [dispute] = objected.disputes
    assert (dispute.status, dispute.reason) == ("needs_response", "fraudulent")
    here.look_up(intent)
    assert here.payment(gift.reference).status is PaymentStatus.DISPUTED
    assert here.payment(gift.reference).kept == GBP("0.00")
    assert here.documents(gift.reference) == [
        (RECEIPT, gift.reference, 2000),
        (CORRECTION, dispute.withdrawals[0].id, 2000),
    ]
    here.books_say_what_stripe_says(gift.reference)


def test_a_debit_is_on_its_way_until_the_bank_has_paid(here):
    gift = here.ask(EUR("20.00"))
    intent = here.driver.pays_by_debit(gift)
    here.look_up(intent)
    assert here.payment(gift.reference).status is PaymentStatus.PROCESSING
    assert here.documents(gift.reference) == []

    here.booked(intent)
    here.look_up(intent)
    assert here.steps(gift.reference)[-2:] == ["processing", "paid"]
    assert here.payment(gift.reference).method == "sepa_debit"
    assert here.documents(gift.reference) == [(RECEIPT, gift.reference, 2000)]
    here.books_say_what_stripe_says(gift.reference)


def test_each_month_is_a_gift_of_its_own_until_it_is_cancelled_here_and_at_stripe(here):
    gift = here.ask(GBP("10.00"), Interval.MONTH)
    begun = here.driver.gives_monthly(gift)
    assert len(begun.invoice_ids) == 2
    for invoice_id in begun.invoice_ids:
        invoice = here.booked_invoice(invoice_id)
        assert (invoice.status, invoice.due) == ("paid", GBP("10.00"))
        instalment = here.look_up_invoice(invoice_id)
        assert instalment.status is PaymentStatus.PAID
        assert here.documents(instalment.reference) == [(RECEIPT, instalment.reference, 1000)]
        here.books_say_what_stripe_says(instalment.reference)
    assert here.look_up_invoice(begun.invoice_ids[0]).reference == gift.reference
    assert here.look_up_invoice(begun.invoice_ids[1]).is_later_instalment

    standing = here.look_up_subscription(begun.subscription_id)
    assert (standing.reference, standing.status) == (gift.reference, SubscriptionStatus.ACTIVE)
    payments.cancel(
        here.parts.database,
        here.parts.gateway,
        reference=gift.reference,
        actor="donor",
        reason="",
    )
    standing = here.look_up_subscription(begun.subscription_id)
    assert standing.status is SubscriptionStatus.ENDED
    at_stripe = here.parts.gateway.read_subscription(begun.subscription_id)
    assert at_stripe.status == "canceled"


@pytest.mark.parametrize("interval", [None, Interval.MONTH])
def test_a_page_is_opened_read_and_closed(here, interval):
    gift = here.ask(EUR("20.00"), interval)
    page = here.parts.gateway.read_checkout(gift.session_id)
    assert page.status is CheckoutStatus.OPEN
    assert (page.reference, page.installation) == (gift.reference, gift.installation)
    assert page.attempt == 1
    assert page.url is not None
    assert page.payment is None
    assert page.subscription is None

    closed = here.parts.gateway.expire_checkout(gift.session_id)
    assert closed.status is CheckoutStatus.EXPIRED
    payments.sync_checkout(here.parts.database, here.parts.gateway, gift.session_id)
    assert here.payment(gift.reference).status is PaymentStatus.EXPIRED


def test_a_gift_and_its_refund_of_which_nobody_told_are_found_in_stripes_lists(here):
    gift, intent = paid(here, GBP("20.00"))
    made = refund(here.driver, intent, 500)
    here.booked(intent, 2)
    here.sweep_lists()
    assert here.payment(gift.reference).status is PaymentStatus.PARTLY_REFUNDED
    assert here.documents(gift.reference) == [
        (RECEIPT, gift.reference, 2000),
        (CORRECTION, made, 500),
    ]
    here.books_say_what_stripe_says(gift.reference)


def test_all_that_stripe_tells_has_the_shape_that_the_library_declares(here):
    gift, disputed = paid(here, GBP("20.00"), Card.DISPUTED)
    until(
        here.driver,
        lambda: show(here.driver, "disputes", payment_intent=disputed),
        lambda listed: listed["data"],
    )
    _, given_back = paid(here, EUR("20.00"))
    refund(here.driver, given_back, 500)
    here.booked(given_back, 2)
    declined = here.driver.pays_by_card(here.ask(GBP("20.00")), Card.DECLINED)
    debit = here.driver.pays_by_debit(here.ask(EUR("20.00")))
    monthly = here.driver.gives_monthly(here.ask(GBP("10.00"), Interval.MONTH))

    show(here.driver, f"checkout/sessions/{gift.session_id}", expand=EXPAND_CHECKOUT)
    for intent in (disputed, given_back, declined, debit):
        show(here.driver, f"payment_intents/{intent}", expand=EXPAND_PAYMENT)
    for intent in (disputed, given_back):
        movements(here.driver, intent)
    show(here.driver, f"subscriptions/{monthly.subscription_id}")
    for invoice in monthly.invoice_ids:
        show(here.driver, f"invoices/{invoice}", expand=["payments"])
        show(here.driver, "invoice_payments", invoice=invoice)
    for path in ("balance", "account"):
        show(here.driver, path)

    told = here.driver.listening.told
    assert {"checkout.session", "payment_intent", "subscription", "invoice", "list"} <= {
        each["object"] for each in told
    }
    assert [problem for each in told for problem in problems(each)] == []
