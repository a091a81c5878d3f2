"""A gift that comes again: every instalment here and at Stripe, until both know that it ended."""

import pytest
import stripe
from sqlalchemy import select

from hov_donate.core.money import Money
from hov_donate.gateway.port import GatewayError, Interval
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.payments import processes as payments
from hov_donate.payments.models import ObjectStatusChange, Payment, Subscription
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from tests.support.agreement import all_is_well, documents, letters
from tests.support.house import GOOD_CARD, SECURE_CARD, House
from tests.support.words import EUR, GBP

FAILING_CARD = "4000000000000341"
SEPA, SEPA_FAILING = "AT611904300234573201", "AT861904300235473202"
PAID, FAILED, EXPIRED = PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.EXPIRED


def begun(house: House, amount: Money, interval: Interval = Interval.MONTH) -> Payment:
    """A gift that comes again, with its first instalment paid."""
    payment = house.give_every(interval, amount)
    house.pay(payment)
    house.let_everything_arrive()
    return house.payment(payment)


def standing(house: House) -> Subscription:
    """How the one recurring gift stands here."""
    with house.parts.database.reading() as session:
        return session.scalars(select(Subscription)).one()


def at_stripe(house: House) -> str:
    """How it stands at Stripe, in Stripe's word."""
    [subscription] = house.simulator.control.dump()["subscription"]
    return str(subscription["status"])


def instalments(house: House) -> list[Payment]:
    with house.parts.database.reading() as session:
        return list(session.scalars(select(Payment).order_by(Payment.created_at, Payment.id)))


def how_they_stand(house: House) -> list[PaymentStatus]:
    return [each.status for each in instalments(house)]


def months_later(house: House, months: int = 1) -> None:
    """Some months go by, with a day's grace for each to be charged."""
    for _ in range(months):
        ends = standing(house).next_charge_at
        assert ends is not None
        passed = ends - house.clock.now()
        house.later(seconds=passed.total_seconds() + 26 * 3600)


def change_card(house: House, card: str) -> None:
    house.simulator.control.change_card(standing(house).stripe_customer_id, card)
    house.let_everything_arrive()


def change_amount(house: House, amount: Money) -> None:
    payments.change_amount(
        house.parts.database,
        house.parts.gateway,
        reference=standing(house).reference,
        amount=amount,
        key=str(amount.minor),
    )
    house.let_everything_arrive()


def cancel(house: House, actor: str, reason: str = "") -> None:
    payments.cancel(
        house.parts.database,
        house.parts.gateway,
        reference=standing(house).reference,
        actor=actor,
        reason=reason,
    )
    house.let_everything_arrive()


def steps(house: House) -> list[tuple[str, str, str | None]]:
    """Every step of the recurring gift: where to, by whom, why."""
    with house.parts.database.reading() as session:
        rows = session.scalars(
            select(ObjectStatusChange)
            .where(ObjectStatusChange.stripe_id == standing(house).stripe_subscription_id)
            .order_by(ObjectStatusChange.id)
        )
        return [(row.to_status, row.actor, row.reason) for row in rows]


def about(house: House, kind: str) -> set[str]:
    return {object_id for each, object_id in letters(house) if each == kind}


def sent(house: House, kind: MailKind) -> list[str]:
    """What letters of a kind that were sent are about."""
    with house.parts.database.reading() as session:
        rows = session.scalars(
            select(OutboxMessage.object_id).where(
                OutboxMessage.kind == kind, OutboxMessage.status == OutboxStatus.SENT
            )
        )
        return list(rows)


def test_each_month_is_a_gift_with_its_own_receipt_and_letter(house):
    first = begun(house, GBP("10.00"))
    months_later(house, 2)
    assert how_they_stand(house) == [PAID, PAID, PAID]
    references = {each.reference for each in instalments(house)}
    assert len(references) == 3
    assert set(sent(house, MailKind.RECEIPT)) == references
    assert {subject for _, subject, _ in documents(house)} == references
    assert standing(house).reference == first.reference
    assert standing(house).status is SubscriptionStatus.ACTIVE
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-30.00")}
    all_is_well(house)


def test_three_years_of_giving_agree_to_the_penny(house):
    begun(house, GBP("10.00"))
    months_later(house, 11)

    change_card(house, FAILING_CARD)
    months_later(house)
    assert standing(house).status is SubscriptionStatus.PAST_DUE
    change_card(house, GOOD_CARD)
    house.later(days=3)
    assert standing(house).status is SubscriptionStatus.ACTIVE

    change_amount(house, GBP("15.00"))
    months_later(house, 11)
    house.simulator.control.run_payout()
    house.simulator.control.refund(house.intent_of(instalments(house)[5]))

    house.simulator.control.set_webhook_policy(drop=1.0)
    months_later_unheard(house, 6)
    house.simulator.control.set_webhook_policy()
    house.parts.sweeper.run()
    house.let_everything_arrive()
    months_later(house, 5)
    cancel(house, "donor")
    house.later(days=70)

    assert at_stripe(house) == "canceled"
    assert standing(house).status is SubscriptionStatus.ENDED
    received = [each.amount for each in instalments(house) if each.status.received]
    assert received == [GBP("10.00")] * 13 + [GBP("15.00")] * 22
    assert len(about(house, "receipt")) == 35
    assert sent(house, MailKind.RECURRING_ENDED) == [standing(house).reference]
    all_is_well(house)


def months_later_unheard(house: House, months: int) -> None:
    house.later(days=months * 30.5)


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


def test_a_raise_counts_from_the_next_month_on_and_pressing_twice_is_one_raise(house):
    begun(house, EUR("10.00"))
    for _ in range(2):
        change_amount(house, EUR("12.50"))
    assert standing(house).amount == EUR("12.50")
    assert [each.amount for each in instalments(house)] == [EUR("10.00")]
    months_later(house)
    assert [each.amount for each in instalments(house)] == [EUR("10.00"), EUR("12.50")]
    all_is_well(house)


def test_a_month_is_skipped_and_the_next_one_is_taken_again(house):
    begun(house, GBP("10.00"))
    skipped = payments.skip_next(
        house.parts.database, house.parts.gateway, reference=standing(house).reference
    )
    house.let_everything_arrive()
    assert skipped == standing(house).next_charge_at
    assert standing(house).status is SubscriptionStatus.PAUSED
    months_later(house)
    assert sum(each.status.received for each in instalments(house)) == 1
    house.later(days=2)
    assert standing(house).status is SubscriptionStatus.ACTIVE
    months_later(house)
    assert how_they_stand(house) == [PAID, EXPIRED, PAID]
    assert len(about(house, "receipt")) == 2
    assert about(house, "instalment_failed") == set()
    all_is_well(house)


def test_who_changes_their_mind_gives_the_skipped_month_after_all(house):
    begun(house, GBP("10.00"))
    reference = standing(house).reference
    payments.skip_next(house.parts.database, house.parts.gateway, reference=reference)
    payments.skip_none(house.parts.database, house.parts.gateway, reference=reference)
    house.let_everything_arrive()
    assert standing(house).status is SubscriptionStatus.ACTIVE
    months_later(house)
    assert how_they_stand(house) == [PAID, PAID]
    all_is_well(house)


def test_what_the_donor_ends_is_ended_at_stripe_too(house):
    first = begun(house, GBP("10.00"))
    cancel(house, "donor")
    assert at_stripe(house) == "canceled"
    assert standing(house).status is SubscriptionStatus.ENDED
    assert steps(house)[-1][:2] == ("ended", "donor")
    assert sent(house, MailKind.RECURRING_ENDED) == [first.reference]
    house.later(days=70)
    assert how_they_stand(house) == [PAID]
    all_is_well(house)


def test_staff_end_a_gift_for_a_donor_and_say_why(house):
    begun(house, GBP("10.00"))
    cancel(house, "carmen@campaign.example", "She asked by telephone.")
    assert at_stripe(house) == "canceled"
    assert steps(house)[-1] == ("ended", "carmen@campaign.example", "She asked by telephone.")
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


def test_what_is_ended_in_stripes_dashboard_is_ended_here(house):
    begun(house, GBP("10.00"))
    house.simulator.control.cancel_subscription(standing(house).stripe_subscription_id)
    house.let_everything_arrive()
    assert standing(house).status is SubscriptionStatus.ENDED
    assert steps(house)[-1][1] == "stripe"
    assert len(about(house, "recurring_ended")) == 1
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


def test_a_yearly_gift_is_announced_and_taken_once_a_year(house):
    first = begun(house, GBP("120.00"), Interval.YEAR)
    house.later(days=356)
    house.worker.run_due_jobs()
    house.let_everything_arrive()
    [notice] = sent(house, MailKind.YEARLY_NOTICE)
    assert notice.startswith(f"{first.reference}/")
    months_later(house)
    assert how_they_stand(house) == [PAID, PAID]
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-240.00")}
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


def test_a_month_that_is_given_back_or_disputed_is_corrected_like_any_gift(house):
    begun(house, GBP("10.00"))
    months_later(house, 2)
    _, second, third = instalments(house)
    house.simulator.control.refund(house.intent_of(second))
    house.simulator.control.open_dispute(house.intent_of(third))
    house.let_everything_arrive()
    assert how_they_stand(house) == [PAID, PaymentStatus.REFUNDED, PaymentStatus.DISPUTED]
    assert [kind for kind, *_ in documents(house)].count("correction") == 2
    assert standing(house).status is SubscriptionStatus.ACTIVE
    all_is_well(house)


def by_debit(house: House, account: str) -> Payment:
    payment = house.give_every(Interval.MONTH, EUR("10.00"))
    house.simulator.control.pay_by_debit(house.session_of(payment), account)
    house.let_everything_arrive()
    return payment


def test_a_monthly_gift_can_be_debited(house):
    first = by_debit(house, SEPA)
    assert house.payment(first).status is PaymentStatus.PROCESSING
    house.later(minutes=1)
    assert house.payment(first).status is PAID
    months_later(house)
    assert how_they_stand(house) == [PAID, PAID]
    assert {each.method for each in instalments(house)} == {"sepa_debit"}
    assert len(about(house, "gift_on_its_way")) == 1
    assert len(about(house, "receipt")) == 2
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
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-20.00")}
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
