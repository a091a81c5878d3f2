"""Donors go to their bank: what is asked, taken, lost, given back, and what it costs."""

import stripe
from sqlalchemy import select

from hov_donate.ledger.chart import Account
from hov_donate.payments.models import Dispute, FraudWarning, Payment
from hov_donate.payments.rules import DisputeStatus, PaymentStatus, Resolution
from tests.support.agreement import all_is_well, documents, letters
from tests.support.house import GOOD_CARD, House
from tests.support.words import EUR, GBP

DISPUTED_CARD = "4000000000000259"
INQUIRED_CARD = "4000000000001976"
SLOW_REFUND_CARD = "4000000000007726"
WARNED_CARD = "4000000000005423"
RECEIPT, CORRECTION, REINSTATEMENT = "receipt", "correction", "reinstatement"


def paid(house: House, amount: str = "20", currency: str = "GBP", card: str = GOOD_CARD) -> Payment:
    payment = house.give(amount, currency)
    house.pay(payment, card)
    house.let_everything_arrive()
    return house.payment(payment)


def disputed(house: House, payment: Payment, amount: int | None = None) -> str:
    """The donor objects; the dispute's id."""
    made = house.simulator.control.open_dispute(house.intent_of(payment), amount)
    house.let_everything_arrive()
    return str(made["id"])


def won(house: House, dispute: str) -> None:
    house.simulator.control.win_dispute(dispute)
    house.let_everything_arrive()


def lost(house: House, dispute: str) -> None:
    house.simulator.control.lose_dispute(dispute)
    house.let_everything_arrive()


def the_dispute(house: House) -> Dispute:
    with house.parts.database.reading() as session:
        return session.scalars(select(Dispute)).one()


def movement(house: House, dispute: str, nth: int = 0) -> str:
    """The balance transaction that took the money, or gave it back."""
    [found] = [each for each in house.simulator.control.dump()["dispute"] if each["id"] == dispute]
    listed = found["balance_transactions"][nth]
    return str(listed["id"] if isinstance(listed, dict) else listed)


def statuses(house: House, payment: Payment) -> list[str]:
    """The steps of a gift since it was paid."""
    rows = [str(step.to_status) for step in house.history(payment)]
    return rows[rows.index("paid") :]


def test_an_inquiry_takes_nothing_and_its_end_leaves_the_gift_as_it_was(house):
    payment = paid(house, card=INQUIRED_CARD)
    house.later(seconds=2)
    inquiry = the_dispute(house)
    assert inquiry.status is DisputeStatus.WARNING_NEEDS_RESPONSE
    assert house.payment(payment).status is PaymentStatus.PAID
    house.simulator.control.close_inquiry(inquiry.stripe_dispute_id)
    house.let_everything_arrive()

    assert the_dispute(house).status is DisputeStatus.WARNING_CLOSED
    assert statuses(house, payment) == ["paid"]
    assert [kind for kind, *_ in documents(house)] == [RECEIPT]
    assert house.books(Account.DISPUTES) == {}
    assert letters(house) == {
        ("receipt", payment.reference),
        ("dispute_opened", inquiry.stripe_dispute_id),
        ("dispute_closed", inquiry.stripe_dispute_id),
    }
    all_is_well(house)


def test_an_inquiry_that_grows_into_a_dispute_takes_the_money_then(house):
    payment = paid(house)
    inquiry = house.simulator.control.open_dispute(house.intent_of(payment), inquiry=True)["id"]
    house.let_everything_arrive()
    assert house.payment(payment).kept == GBP("20.00")
    house.simulator.control.escalate_inquiry(inquiry)
    house.let_everything_arrive()

    assert house.payment(payment).status is PaymentStatus.DISPUTED
    assert house.payment(payment).kept == GBP("0.00")
    assert the_dispute(house).status is DisputeStatus.NEEDS_RESPONSE
    assert list(documents(house))[1:] == [(CORRECTION, movement(house, inquiry), 2000)]
    assert house.books(Account.DISPUTES) == {"GBP": GBP("20.00")}
    all_is_well(house)


def test_a_dispute_that_is_won_brings_the_money_back_but_not_the_fee(house):
    payment = paid(house, card=DISPUTED_CARD)
    house.later(seconds=2)
    dispute = the_dispute(house).stripe_dispute_id
    assert house.payment(payment).status is PaymentStatus.DISPUTED
    won(house, dispute)

    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.payment(payment).kept == GBP("20.00")
    assert statuses(house, payment) == ["paid", "disputed", "paid"]
    taken = movement(house, dispute)
    assert list(documents(house)) == [
        (RECEIPT, payment.reference, 2000),
        (CORRECTION, taken, 2000),
        (REINSTATEMENT, taken, 2000),
    ]
    assert letters(house) == {
        ("receipt", payment.reference),
        ("dispute_opened", dispute),
        ("charged_back", taken),
        ("charge_reinstated", taken),
        ("dispute_closed", dispute),
    }
    assert house.books(Account.DISPUTES) == {}
    assert house.books(Account.STRIPE_FEES) == {"GBP": GBP("15.50")}
    all_is_well(house)


def test_a_dispute_that_is_lost_costs_the_gift_and_the_fee(house):
    payment = paid(house)
    dispute = disputed(house, payment)
    lost(house, dispute)

    assert house.payment(payment).status is PaymentStatus.CHARGED_BACK
    assert house.payment(payment).kept == GBP("0.00")
    assert statuses(house, payment) == ["paid", "disputed", "charged_back"]
    assert list(documents(house))[1:] == [(CORRECTION, movement(house, dispute), 2000)]
    assert house.books(Account.DISPUTES) == {"GBP": GBP("20.00")}
    assert house.books(Account.STRIPE) == {"GBP": GBP("-15.50")}
    assert letters(house) == {
        ("receipt", payment.reference),
        ("dispute_opened", dispute),
        ("charged_back", movement(house, dispute)),
        ("dispute_closed", dispute),
    }
    all_is_well(house)


def test_what_was_lost_comes_back_on_appeal(house):
    payment = paid(house)
    dispute = disputed(house, payment)
    lost(house, dispute)
    house.simulator.control.appeal_dispute(dispute)
    house.let_everything_arrive()
    assert the_dispute(house).status is DisputeStatus.APPEAL_UNDER_REVIEW
    assert house.payment(payment).status is PaymentStatus.CHARGED_BACK
    won(house, dispute)

    assert house.payment(payment).status is PaymentStatus.PAID
    assert statuses(house, payment) == ["paid", "disputed", "charged_back", "paid"]
    taken = movement(house, dispute)
    assert list(documents(house))[1:] == [(CORRECTION, taken, 2000), (REINSTATEMENT, taken, 2000)]
    assert {about for kind, about in letters(house) if kind == "charge_reinstated"} == {taken}
    assert house.books(Account.DISPUTES) == {}
    all_is_well(house)


def test_a_part_can_be_disputed_and_lost_and_the_rest_is_kept(house):
    payment = paid(house)
    dispute = disputed(house, payment, 800)
    assert house.payment(payment).status is PaymentStatus.DISPUTED
    assert house.payment(payment).kept == GBP("12.00")
    lost(house, dispute)
    assert house.payment(payment).status is PaymentStatus.PARTLY_CHARGED_BACK
    assert house.payment(payment).kept == GBP("12.00")
    assert list(documents(house))[1:] == [(CORRECTION, movement(house, dispute), 800)]
    all_is_well(house)


def test_two_disputes_of_one_gift_are_kept_apart(house):
    payment = paid(house)
    first, second = disputed(house, payment, 800), disputed(house, payment, 500)
    lost(house, first)
    won(house, second)
    assert house.payment(payment).status is PaymentStatus.PARTLY_CHARGED_BACK
    assert house.payment(payment).kept == GBP("12.00")
    assert [kind for kind, *_ in documents(house)] == [
        RECEIPT,
        CORRECTION,
        CORRECTION,
        REINSTATEMENT,
    ]
    all_is_well(house)


def test_a_gift_partly_given_back_and_then_disputed_loses_only_the_rest(house):
    payment = paid(house)
    house.simulator.control.refund(house.intent_of(payment), 500)
    house.let_everything_arrive()
    lost(house, disputed(house, payment))
    assert house.payment(payment).status is PaymentStatus.CHARGED_BACK
    assert (house.payment(payment).refunded_minor, house.payment(payment).lost_minor) == (500, 1500)
    all_is_well(house)


def test_a_dispute_in_another_currency_empties_the_gift_at_its_own_rate(house):
    payment = paid(house, "20", "EUR")
    dispute = disputed(house, payment)
    assert house.books(Account.DISPUTES) == {"EUR": EUR("20.00")}
    won(house, dispute)
    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.books(Account.DISPUTES) == {}
    assert [amount for _, _, amount in documents(house)] == [2000, 2000, 2000]
    all_is_well(house)


def test_the_fee_for_answering_stands_among_the_fees_until_the_answer_convinces(house):
    house.simulator.control.set_dispute_fee(2000, countering=1500)
    payment = paid(house)
    dispute = disputed(house, payment)
    assert house.books(Account.STRIPE_FEES) == {"GBP": GBP("20.50")}
    answer(house, dispute, "we have a letter of theirs")
    house.reconcile()
    assert house.books(Account.STRIPE_FEES) == {"GBP": GBP("35.50")}
    won(house, dispute)
    house.reconcile()
    assert house.books(Account.STRIPE_FEES) == {"GBP": GBP("20.50")}
    all_is_well(house)


def answer(house: House, dispute: str, text: str) -> None:
    """Answer in Stripe's dashboard."""
    client = stripe.StripeClient(
        house.simulator.api_key, base_addresses={"api": house.simulator.url}
    )
    client.v1.disputes.update(dispute, {"evidence": {"uncategorized_text": text}})
    house.let_everything_arrive()


def test_a_warning_of_fraud_reaches_the_treasurer_and_takes_nothing(house):
    payment = paid(house, card=WARNED_CARD)
    house.later(seconds=2)
    with house.parts.database.reading() as session:
        warning = session.scalars(select(FraudWarning)).one()
    assert warning.actionable
    assert warning.stripe_payment_intent_id == house.intent_of(payment)
    assert house.payment(payment).status is PaymentStatus.PAID
    assert letters(house) == {
        ("receipt", payment.reference),
        ("fraud_warning", warning.stripe_warning_id),
    }
    all_is_well(house)


def test_a_refund_in_time_answers_the_warning(house):
    payment = paid(house, card=WARNED_CARD)
    house.later(seconds=2)
    house.simulator.control.refund(house.intent_of(payment))
    house.let_everything_arrive()
    with house.parts.database.reading() as session:
        assert not session.scalars(select(FraudWarning)).one().actionable
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    all_is_well(house)


def test_a_refund_during_an_inquiry_spares_the_dispute(house):
    payment = paid(house)
    inquiry = house.simulator.control.open_dispute(house.intent_of(payment), inquiry=True)["id"]
    house.simulator.control.refund(house.intent_of(payment))
    house.simulator.control.close_inquiry(inquiry)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert house.books(Account.DISPUTES) == {}
    assert [kind for kind, *_ in documents(house)] == [RECEIPT, CORRECTION]
    all_is_well(house)


def test_a_dispute_that_was_prevented_takes_nothing(house):
    payment = paid(house)
    house.simulator.control.open_dispute(house.intent_of(payment), prevented=True)
    house.let_everything_arrive()
    assert the_dispute(house).status is DisputeStatus.PREVENTED
    assert house.payment(payment).status is PaymentStatus.PAID
    all_is_well(house)


def test_a_dispute_that_overtakes_a_refund_takes_the_rest_and_the_refund_comes_back(house):
    payment = paid(house, card=SLOW_REFUND_CARD)
    house.simulator.control.refund(house.intent_of(payment), 500)
    house.let_everything_arrive()
    lost(house, disputed(house, payment))
    assert house.payment(payment).status is PaymentStatus.PARTLY_CHARGED_BACK
    assert house.payment(payment).kept == GBP("5.00")
    assert sorted(kind for kind, *_ in documents(house)) == [
        CORRECTION,
        CORRECTION,
        RECEIPT,
        REINSTATEMENT,
    ]
    all_is_well(house)


def test_disputed_money_that_matched_nothing_stays_out_of_the_gifts(house):
    intent = house.simulator.control.make_stray_payment(1500, "gbp")["id"]
    house.let_everything_arrive()
    dispute = house.simulator.control.open_dispute(intent)["id"]
    house.let_everything_arrive()
    [stray] = house.unmatched()
    assert stray.resolved_at is None
    lost(house, dispute)

    [stray] = house.unmatched()
    assert stray.resolution is Resolution.WENT_BACK
    assert house.books(Account.UNMATCHED_PAYMENTS) == {}
    assert house.books(Account.DISPUTES) == {}
    assert list(documents(house)) == []
    assert {kind for kind, _ in letters(house)} == {
        "treasurer_alert",
        "dispute_opened",
        "dispute_closed",
    }
    all_is_well(house)


def test_unmatched_money_that_went_and_came_back_waits_for_a_person_again(house):
    intent = house.simulator.control.make_stray_payment(1500, "gbp")["id"]
    house.let_everything_arrive()
    dispute = house.simulator.control.open_dispute(intent)["id"]
    lost(house, dispute)
    assert house.unmatched()[0].resolved_at is not None
    house.simulator.control.reinstate_dispute(dispute)
    house.let_everything_arrive()
    [stray] = house.unmatched()
    assert (stray.resolution, stray.resolved_at, stray.resolved_by) == (None, None, None)
    assert house.books(Account.UNMATCHED_PAYMENTS) == {"GBP": GBP("-15.00")}
    all_is_well(house)


def test_a_dispute_that_no_event_told_of_is_found_and_told_all_the_same(house):
    payment = paid(house)
    house.simulator.control.set_webhook_policy(drop=1.0)
    dispute = disputed(house, payment)
    house.reconcile()
    assert house.payment(payment).status is PaymentStatus.DISPUTED
    assert ("charged_back", movement(house, dispute)) in letters(house)
    assert ("dispute_opened", dispute) in letters(house)
    house.simulator.control.set_webhook_policy()
    lost(house, dispute)
    all_is_well(house)
