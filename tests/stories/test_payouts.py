"""Money on its way to the bank: arriving, sent back, called off, and fees that come late."""

from hov_donate.ledger.chart import Account
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus
from tests.support.agreement import all_is_well, letters
from tests.support.house import House
from tests.support.words import GBP

DAY = 24 * 3600


def gifts_available(house: House) -> None:
    """Two gifts whose money Stripe could pay out: 54.62 after fees."""
    for amount in ("20", "35.50"):
        house.pay(house.give(amount))
    house.later(days=4)


def sent(house: House, **how: int) -> str:
    """A payout; its id."""
    [payout] = house.simulator.control.run_payout(**how)
    house.let_everything_arrive()
    return str(payout["id"])


def as_told(house: House) -> list[tuple[str, bool | None]]:
    return [(payout.status, payout.agrees) for payout in house.payouts()]


def test_a_payout_that_the_bank_sends_back_is_told_and_paid_again(house):
    gifts_available(house)
    first = sent(house)
    assert as_told(house) == [("paid", True)]
    amount = house.books(Account.PAYOUTS_IN_TRANSIT)["GBP"]
    assert house.books(Account.STRIPE) == {}

    house.simulator.control.fail_payout(first)
    house.let_everything_arrive()
    assert as_told(house) == [("failed", True)]
    assert house.books(Account.PAYOUTS_IN_TRANSIT) == {}
    assert house.books(Account.STRIPE) == {"GBP": amount}
    assert ("payout_failed", first) in letters(house)

    house.later(days=3)
    sent(house)
    assert as_told(house) == [("failed", True), ("paid", True)]
    assert house.books(Account.STRIPE) == {}
    assert house.books(Account.PAYOUTS_IN_TRANSIT) == {"GBP": amount}
    assert [about for kind, about in letters(house) if kind == "payout_failed"] == [first]
    all_is_well(house)


def test_a_payout_that_never_arrived_is_back_in_the_balance(house):
    gifts_available(house)
    payout = sent(house, paid_after=2 * DAY, reconciled_after=DAY)
    assert as_told(house) == [("pending", None)] or as_told(house) == [("in_transit", None)]
    house.simulator.control.fail_payout(payout, "invalid_account_number")
    house.let_everything_arrive()
    assert house.books(Account.PAYOUTS_IN_TRANSIT) == {}
    assert ("payout_failed", payout) in letters(house)
    house.later(days=4)
    assert [status for status, _ in as_told(house)] == ["failed"]
    all_is_well(house)


def test_a_payout_that_is_called_off_is_nobodys_failure(house):
    gifts_available(house)
    payout = sent(house, paid_after=2 * DAY)
    house.simulator.control.cancel_payout(payout)
    house.let_everything_arrive()
    assert [status for status, _ in as_told(house)] == ["canceled"]
    assert house.books(Account.PAYOUTS_IN_TRANSIT) == {}
    assert {kind for kind, _ in letters(house)} == {"receipt"}
    all_is_well(house)


def test_a_payout_is_itemised_only_when_stripe_says_so(house):
    gifts_available(house)
    sent(house, paid_after=DAY, reconciled_after=DAY)
    house.later(hours=25)
    assert as_told(house) == [("paid", None)]
    house.later(hours=25)
    assert as_told(house) == [("paid", True)]
    all_is_well(house)


def test_a_payout_that_failed_without_a_word_is_found_by_the_money_that_came_back(house):
    gifts_available(house)
    payout = sent(house)
    house.simulator.control.set_webhook_policy(drop=1.0)
    house.simulator.control.fail_payout(payout)
    house.reconcile()
    assert [status for status, _ in as_told(house)] == ["failed"]
    assert ("payout_failed", payout) in letters(house)
    house.simulator.control.set_webhook_policy()
    all_is_well(house)


def late(house: House) -> Payment:
    """A gift whose movement Stripe books an hour later."""
    house.simulator.control.set_late_balance(3600)
    payment = house.give("20")
    house.pay(payment)
    house.let_everything_arrive()
    return payment


def test_a_gift_has_its_receipt_at_once_though_stripe_books_it_later(house):
    payment = late(house)
    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.books(Account.STRIPE) == {}
    assert letters(house) == {("receipt", payment.reference)}
    assert house.books(Account.STRIPE) == house.stripes_balance()
    house.later(hours=2)
    assert house.books(Account.STRIPE) == {"GBP": GBP("19.50")}
    all_is_well(house)


def test_a_gift_booked_late_without_a_word_is_found_by_the_pull(house):
    late(house)
    house.simulator.control.set_webhook_policy(drop=1.0)
    house.later(hours=2)
    assert house.books(Account.STRIPE) == {}
    house.reconcile()
    assert house.books(Account.STRIPE) == {"GBP": GBP("19.50")}
    house.simulator.control.set_webhook_policy()
    all_is_well(house)


def test_a_gift_given_back_before_stripe_booked_it_leaves_the_fee_alone(house):
    payment = late(house)
    house.simulator.control.refund(house.intent_of(payment))
    house.later(hours=2)
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert house.books(Account.STRIPE) == {"GBP": GBP("-0.50")}
    all_is_well(house)
