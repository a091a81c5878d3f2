"""Money goes back, in every way in which it can: statuses, books, documents and letters follow."""

from sqlalchemy import select

from hov_donate.documents.queries import receipt_of
from hov_donate.donations.receipts import receipt_pdf
from hov_donate.ledger.chart import Account
from hov_donate.payments.models import ObjectStatusChange, Payment
from hov_donate.payments.rules import PaymentStatus
from tests.support.agreement import all_is_well, documents, letters
from tests.support.house import GOOD_CARD, House
from tests.support.words import EUR, GBP

PENDING_FIRST_CARD = "4000000000007726"
FAILING_LATER_CARD = "4000000000005126"
RECEIPT, CORRECTION, REINSTATEMENT = "receipt", "correction", "reinstatement"


def paid(house: House, amount: str = "20", currency: str = "GBP", card: str = GOOD_CARD) -> Payment:
    payment = house.give(amount, currency)
    house.pay(payment, card)
    house.let_everything_arrive()
    return house.payment(payment)


def refund(house: House, payment: Payment, amount: int | None = None) -> str:
    """Give back in Stripe's dashboard; the refund's id."""
    made = house.simulator.control.refund(house.intent_of(payment), amount)
    house.let_everything_arrive()
    return str(made["id"])


def receipt(house: House, payment: Payment) -> tuple[str, bytes] | None:
    with house.parts.database.reading() as session:
        assert receipt_of(session, payment.reference)
        return receipt_pdf(session, house.parts.seal, payment.reference)


def steps(house: House, stripe_id: str) -> list[str]:
    with house.parts.database.reading() as session:
        rows = session.scalars(
            select(ObjectStatusChange.to_status)
            .where(ObjectStatusChange.stripe_id == stripe_id)
            .order_by(ObjectStatusChange.id)
        )
        return list(rows)


def statuses(house: House, payment: Payment) -> list[str]:
    """The steps of a gift since it was paid."""
    rows = [str(step.to_status) for step in house.history(payment)]
    return rows[rows.index("paid") :]


def test_a_whole_refund_is_written_down_everywhere_and_the_receipt_stays_as_it_was(house):
    payment = paid(house)
    before = receipt(house, payment)
    made = refund(house, payment)

    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert house.payment(payment).kept == GBP("0.00")
    assert statuses(house, payment) == ["paid", "refunded"]
    assert steps(house, made) == ["succeeded"]
    assert list(documents(house)) == [
        (RECEIPT, payment.reference, 2000),
        (CORRECTION, made, 2000),
    ]
    assert letters(house) == {("receipt", payment.reference), ("refund_made", made)}
    assert receipt(house, payment) == before
    assert house.books(Account.DONATIONS_REFUNDED) == {"GBP": GBP("20.00")}
    all_is_well(house)


def test_a_part_goes_back_and_the_rest_is_kept(house):
    payment = paid(house)
    made = refund(house, payment, 750)
    assert house.payment(payment).status is PaymentStatus.PARTLY_REFUNDED
    assert house.payment(payment).kept == GBP("12.50")
    assert list(documents(house))[1:] == [(CORRECTION, made, 750)]
    assert house.books(Account.DONATIONS_REFUNDED) == {"GBP": GBP("7.50")}
    all_is_well(house)


def test_several_refunds_are_told_one_by_one_until_nothing_is_left(house):
    payment = paid(house)
    made = [refund(house, payment, part) for part in (500, 500, 1000)]
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert statuses(house, payment) == ["paid", "partly_refunded", "refunded"]
    assert list(documents(house))[1:] == [
        (CORRECTION, made[0], 500),
        (CORRECTION, made[1], 500),
        (CORRECTION, made[2], 1000),
    ]
    assert {about for kind, about in letters(house) if kind == "refund_made"} == set(made)
    all_is_well(house)


def test_more_refunds_than_stripe_lists_with_a_charge_are_all_found(house):
    payment = paid(house)
    for _ in range(12):
        house.simulator.control.refund(house.intent_of(payment), 100)
    house.let_everything_arrive()
    assert house.payment(payment).refunded == GBP("12.00")
    assert len([each for each in documents(house) if each[0] == CORRECTION]) == 12
    all_is_well(house)


def test_a_refund_at_another_rate_empties_the_gift_and_leaves_the_difference_to_exchange(house):
    payment = paid(house, "20", "EUR")
    made = refund(house, payment)
    assert house.payment(payment).refunded == EUR("20.00")
    assert list(documents(house))[1:] == [(CORRECTION, made, 2000)]
    assert house.books(Account.DONATIONS) == {"EUR": EUR("-20.00")}
    assert house.books(Account.DONATIONS_REFUNDED) == {"EUR": EUR("20.00")}
    assert set(house.books(Account.CURRENCY_EXCHANGE)) == {"GBP"}
    all_is_well(house)


def test_a_refund_that_takes_its_time_counts_at_once_and_is_told_once(house):
    payment = paid(house, card=PENDING_FIRST_CARD)
    made = refund(house, payment)
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert steps(house, made) == ["pending"]
    house.later(hours=2)
    assert steps(house, made) == ["pending", "succeeded"]
    assert statuses(house, payment) == ["paid", "refunded"]
    assert letters(house) == {("receipt", payment.reference), ("refund_made", made)}
    all_is_well(house)


def test_a_refund_that_comes_back_after_it_succeeded_gives_the_gift_its_worth_again(house):
    payment = paid(house, card=FAILING_LATER_CARD)
    before = receipt(house, payment)
    made = refund(house, payment, 1500)
    assert house.payment(payment).status is PaymentStatus.PARTLY_REFUNDED
    house.later(hours=2)

    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.payment(payment).kept == GBP("20.00")
    assert steps(house, made) == ["succeeded", "failed"]
    assert statuses(house, payment) == ["paid", "partly_refunded", "paid"]
    assert list(documents(house)) == [
        (RECEIPT, payment.reference, 2000),
        (CORRECTION, made, 1500),
        (REINSTATEMENT, made, 1500),
    ]
    assert letters(house) == {
        ("receipt", payment.reference),
        ("refund_made", made),
        ("refund_failed", made),
    }
    assert receipt(house, payment) == before
    assert house.books(Account.DONATIONS_REFUNDED) == {}
    all_is_well(house)


def test_a_refund_that_came_back_can_be_made_again(house):
    payment = paid(house, card=FAILING_LATER_CARD)
    first = refund(house, payment)
    house.simulator.control.fail_refund(first)
    house.let_everything_arrive()
    second = refund(house, payment)
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert statuses(house, payment) == ["paid", "refunded", "paid", "refunded"]
    assert [kind for kind, *_ in documents(house)] == [
        RECEIPT,
        CORRECTION,
        REINSTATEMENT,
        CORRECTION,
    ]
    assert steps(house, second) == ["succeeded"]
    all_is_well(house)


def test_a_refund_in_another_currency_that_comes_back_leaves_no_currency_behind(house):
    payment = paid(house, "20", "EUR")
    house.simulator.control.fail_refund(refund(house, payment))
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.books(Account.DONATIONS_REFUNDED) == {}
    all_is_well(house)


def test_a_refund_that_is_called_off_was_never_money_lost(house):
    payment = paid(house, card=PENDING_FIRST_CARD)
    made = refund(house, payment)
    house.simulator.control.cancel_refund(made)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PAID
    assert steps(house, made) == ["pending", "canceled"]
    assert [kind for kind, *_ in documents(house)] == [RECEIPT, CORRECTION, REINSTATEMENT]
    assert house.books(Account.DONATIONS_REFUNDED) == {}
    all_is_well(house)


def test_a_refund_that_waits_for_money_moves_the_books_only_when_the_money_moves(house):
    house.simulator.control.set_refund_needs_balance(wait=True)
    payment = paid(house)
    paid(house, "100")
    made = refund(house, payment)
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert house.books(Account.DONATIONS_REFUNDED) == {}
    house.later(days=4)
    assert steps(house, made) == ["pending", "succeeded"]
    assert house.books(Account.DONATIONS_REFUNDED) == {"GBP": GBP("20.00")}
    all_is_well(house)


def test_a_refund_that_waited_for_money_and_was_called_off_never_touched_the_books(house):
    house.simulator.control.set_refund_needs_balance(wait=True)
    payment = paid(house)
    house.simulator.control.cancel_refund(refund(house, payment))
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PAID
    assert [kind for kind, *_ in documents(house)] == [RECEIPT, CORRECTION, REINSTATEMENT]
    all_is_well(house)


def test_a_refund_that_no_event_told_of_is_found_and_told_all_the_same(house):
    payment = paid(house)
    house.simulator.control.set_webhook_policy(drop=1.0)
    made = refund(house, payment)
    assert house.payment(payment).status is PaymentStatus.PAID
    house.reconcile()
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert list(documents(house))[1:] == [(CORRECTION, made, 2000)]
    assert ("refund_made", made) in letters(house)
    house.simulator.control.set_webhook_policy()
    all_is_well(house)
