"""Monthly gifts in trouble: failing cards, lost events, silence, strangers. It ends well."""

import pytest
import stripe

from hov_donate.gateway.port import GatewayError, Interval
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind
from hov_donate.payments import processes as payments
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from tests.support.agreement import all_is_well
from tests.support.house import GOOD_CARD, SECURE_CARD, House
from tests.support.monthly import (
    FAILING_CARD,
    SEPA,
    SEPA_FAILING,
    about,
    at_stripe,
    begun,
    by_debit,
    cancel,
    change_card,
    how_they_stand,
    instalments,
    months_later,
    sent,
    standing,
    steps,
)
from tests.support.words import EUR, GBP

PAID, FAILED, EXPIRED = PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.EXPIRED


def test_a_card_that_fails_is_told_with_the_page_to_pay_on_and_recovers_by_itself(house):
    begun(house, GBP("10.00"))
    change_card(house, FAILING_CARD)
    months_later(house)
    failed = instalments(house)[-1]
    assert failed.status is FAILED
    assert failed.hosted_url is not None
    assert failed.next_attempt_at is not None
    assert (standing(house).status, at_stripe(house)) == (SubscriptionStatus.PAST_DUE, "past_due")
    assert sent(house, MailKind.INSTALMENT_FAILED) == [f"{failed.reference}/"]
    assert failed.hosted_url in house.mails()[0].text

    change_card(house, GOOD_CARD)
    house.later(days=3)
    assert how_they_stand(house) == [PAID, PAID]
    assert standing(house).status is SubscriptionStatus.ACTIVE
    assert [to for to, *_ in steps(house)] == ["active", "past_due", "active"]
    assert len(about(house, "receipt")) == 2
    all_is_well(house)


def test_who_pays_a_failed_month_by_hand_is_told_of_it_whether_or_not_events_came(house):
    begun(house, GBP("10.00"))
    change_card(house, FAILING_CARD)
    house.simulator.control.set_webhook_policy(drop=1.0)
    months_later(house)
    invoice = house.simulator.control.dump()["subscription"][0]["latest_invoice"]
    house.simulator.control.pay_invoice(invoice)
    house.simulator.control.set_webhook_policy()
    house.parts.sweeper.run()
    house.let_everything_arrive()
    assert how_they_stand(house) == [PAID, PAID]
    assert about(house, "instalment_failed") == {f"{instalments(house)[-1].reference}/"}
    assert sent(house, MailKind.INSTALMENT_FAILED) == []
    all_is_well(house)


def test_a_month_that_the_bank_wants_confirmed_is_confirmed_on_stripes_page(house):
    begun(house, GBP("10.00"))
    change_card(house, SECURE_CARD)
    months_later(house)
    waiting = instalments(house)[-1]
    assert waiting.status is FAILED
    assert standing(house).status is SubscriptionStatus.PAST_DUE
    assert waiting.hosted_url in house.mails()[0].text
    house.simulator.control.pay_invoice(waiting.stripe_invoice_id, SECURE_CARD)
    house.let_everything_arrive()
    assert house.payment(waiting).status is PAID
    assert standing(house).status is SubscriptionStatus.ACTIVE
    all_is_well(house)


def test_an_end_that_stripe_did_not_hear_of_is_told_again_until_it_does(house):
    begun(house, GBP("10.00"))
    house.simulator.control.set_fault("500", times=20, path="/v1/subscriptions")
    with pytest.raises(GatewayError):
        cancel(house, "donor")
    house.simulator.control.clear_faults()
    assert at_stripe(house) == "active"
    assert standing(house).cancel_asked_by == "donor"
    payments.finish_cancelling(house.parts.database, house.parts.gateway)
    house.let_everything_arrive()
    assert at_stripe(house) == "canceled"
    assert standing(house).status is SubscriptionStatus.ENDED
    all_is_well(house)


def test_a_gift_whose_card_keeps_failing_ends_as_stripe_ends_it(house):
    begun(house, GBP("10.00"))
    change_card(house, FAILING_CARD)
    months_later(house)
    for days in (3, 5, 7):
        house.later(days=days)
    assert at_stripe(house) == "canceled"
    assert standing(house).status is SubscriptionStatus.ENDED
    assert standing(house).end_reason == "payment_failed"
    assert how_they_stand(house) == [PAID, EXPIRED]
    assert len(about(house, "instalment_failed")) == 1
    assert len(sent(house, MailKind.RECURRING_ENDED)) == 1
    all_is_well(house)


def test_a_gift_that_stripe_leaves_unpaid_waits_for_a_person_and_takes_no_more(house):
    house.simulator.control.set_dunning([3], then="unpaid")
    begun(house, GBP("10.00"))
    change_card(house, FAILING_CARD)
    months_later(house)
    house.later(days=4)
    assert at_stripe(house) == "unpaid"
    assert standing(house).status is SubscriptionStatus.PAST_DUE
    assert standing(house).status.alive
    house.later(days=62)
    assert sum(each.status.received for each in instalments(house)) == 1
    assert about(house, "recurring_ended") == set()
    cancel(house, "carmen@campaign.example", "The card is gone.")
    assert at_stripe(house) == "canceled"
    all_is_well(house)


def test_what_ended_or_began_while_no_event_came_is_found_by_one_sweep(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    payment = house.give_every(Interval.MONTH, GBP("10.00"))
    house.pay(payment)
    house.parts.sweeper.run()
    assert house.payment(payment).status is PAID
    assert standing(house).status is SubscriptionStatus.ACTIVE
    months_later(house)
    house.simulator.control.cancel_subscription(standing(house).stripe_subscription_id)
    assert standing(house).status is SubscriptionStatus.ACTIVE
    house.parts.sweeper.run()
    assert standing(house).status is SubscriptionStatus.ENDED
    assert how_they_stand(house) == [PAID, PAID]
    house.simulator.control.set_webhook_policy()
    all_is_well(house)


def test_a_debited_month_that_the_bank_takes_back_is_reversed(house):
    by_debit(house, SEPA)
    house.later(minutes=1)
    months_later(house)
    second = instalments(house)[-1]
    house.simulator.control.fail_after_success(house.intent_of(second))
    house.let_everything_arrive()
    assert house.payment(second).status is PaymentStatus.REVERSED
    assert about(house, "gift_reversed") == {second.reference}
    all_is_well(house)


def test_going_back_to_the_form_does_not_change_a_monthly_gift_that_stripe_has_begun(house):
    first = by_debit(house, SEPA_FAILING)
    house.later(minutes=1)
    asked = house.asked_for(Interval.MONTH, EUR("25.00"), first.reference)
    house.parts.giving.give(asked)
    assert house.payment(first).amount == EUR("10.00")
    house.simulator.control.pay_invoice(house.payment(first).stripe_invoice_id)
    house.let_everything_arrive()
    assert house.payment(first).status is PAID
    assert house.unmatched() == []
    all_is_well(house)


def test_a_first_debit_that_fails_is_told_and_can_be_paid_in_another_way(house):
    first = by_debit(house, SEPA_FAILING)
    house.later(minutes=1)
    failed = house.payment(first)
    assert failed.status is FAILED
    assert failed.hosted_url is not None
    house.parts.giving.resume(first.reference)
    assert len(house.simulator.control.dump()["checkout.session"]) == 1
    house.simulator.control.pay_invoice(failed.stripe_invoice_id)
    house.let_everything_arrive()
    assert house.payment(first).status is PAID
    assert standing(house).status is SubscriptionStatus.ACTIVE
    all_is_well(house)


def test_a_first_month_of_which_nothing_was_heard_is_found_by_the_pull(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    payment = house.give_every(Interval.MONTH, GBP("10.00"))
    house.pay(payment)
    house.reconcile()
    assert house.payment(payment).status is PAID
    assert standing(house).reference == payment.reference
    assert house.unmatched() == []
    house.simulator.control.set_webhook_policy()
    all_is_well(house)


def test_a_month_that_stripe_books_late_has_its_receipt_at_once(house):
    begun(house, GBP("10.00"))
    house.simulator.control.set_late_balance(2 * 24 * 3600)
    months_later(house)
    assert how_they_stand(house) == [PAID, PAID]
    assert len(about(house, "receipt")) == 2
    assert house.books(Account.STRIPE) == house.stripes_balance()
    house.later(days=3)
    assert house.books(Account.RECURRING_DONATIONS) == {"GBP": GBP("-20.00")}
    all_is_well(house)


def begun_elsewhere(house: House, stamp: dict[str, str]) -> None:
    """A monthly payment on the same Stripe account that our site did not open."""
    client = stripe.StripeClient(
        house.simulator.api_key, base_addresses={"api": house.simulator.url}
    )
    session = client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "gbp",
                        "unit_amount": 700,
                        "product_data": {"name": "Something"},
                        "recurring": {"interval": "month"},
                    },
                }
            ],
            "metadata": stamp,
            "subscription_data": {"metadata": stamp},
            "success_url": "https://elsewhere.example/",
        }
    )
    house.simulator.control.pay(session.id)
    house.let_everything_arrive()


def test_the_monthly_payers_of_another_installation_are_none_of_ours(house):
    begun_elsewhere(house, {"installation": "another", "reference": "ABCDEFGHJK23"})
    house.later(days=33)
    house.reconcile()
    assert house.unmatched() == []
    assert instalments(house) == []
    assert house.books(Account.OTHER_INSTALLATIONS) == {"GBP": GBP("-14.00")}
    all_is_well(house)


def test_a_monthly_payment_made_in_the_dashboard_waits_for_the_treasurer_each_month(house):
    begun_elsewhere(house, {})
    house.later(days=33)
    assert [each.amount for each in house.unmatched()] == [GBP("7.00"), GBP("7.00")]
    assert house.books(Account.UNMATCHED_PAYMENTS) == {"GBP": GBP("-14.00")}
    all_is_well(house)
