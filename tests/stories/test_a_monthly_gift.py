"""A gift that comes again: every instalment here and at Stripe, until both know that it ended."""

from hov_donate.gateway.port import Interval
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind
from hov_donate.payments import processes as payments
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from tests.support.agreement import all_is_well, documents
from tests.support.house import GOOD_CARD, House
from tests.support.monthly import (
    FAILING_CARD,
    SEPA,
    about,
    at_stripe,
    begun,
    by_debit,
    cancel,
    change_amount,
    change_card,
    how_they_stand,
    instalments,
    months_later,
    sent,
    standing,
    steps,
)
from tests.support.words import EUR, GBP

PAID, EXPIRED = PaymentStatus.PAID, PaymentStatus.EXPIRED


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
    assert house.books(Account.RECURRING_DONATIONS) == {"GBP": GBP("-30.00")}
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


def test_what_is_ended_in_stripes_dashboard_is_ended_here(house):
    begun(house, GBP("10.00"))
    house.simulator.control.cancel_subscription(standing(house).stripe_subscription_id)
    house.let_everything_arrive()
    assert standing(house).status is SubscriptionStatus.ENDED
    assert steps(house)[-1][1] == "stripe"
    assert len(about(house, "recurring_ended")) == 1
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
    assert house.books(Account.RECURRING_DONATIONS) == {"GBP": GBP("-240.00")}
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
