"""A donor gives, Stripe confirms, and the books show it to the penny."""

import pytest

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.payments.rules import PaymentStatus
from tests.support.house import DECLINED_CARD, SECURE_CARD, House
from tests.support.links import gift_url
from tests.support.words import EUR, GBP, ISK, JPY


def pays_and_all_agrees(house: House, payment) -> None:
    house.pay(payment)
    house.let_everything_arrive()
    agrees(house)


def agrees(house: House) -> None:
    """Stripe's balance and ours are the same, before and after a pull."""
    assert house.books(Account.STRIPE) == house.stripes_balance()
    house.reconcile()
    assert house.books(Account.STRIPE) == house.stripes_balance()
    assert house.books(Account.SUSPENSE) == {}


def test_twenty_pounds_arrive_with_one_receipt(house):
    payment = house.give("20")
    assert house.payment(payment).status is PaymentStatus.PENDING

    pays_and_all_agrees(house, payment)

    assert house.payment(payment).status is PaymentStatus.PAID
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-20.00")}
    assert house.books(Account.STRIPE_FEES) == {"GBP": GBP("0.50")}
    assert house.books(Account.STRIPE) == {"GBP": GBP("19.50")}
    [mail] = house.mails()
    assert "rosa@people.example" in mail.to
    assert [name for name, _ in mail.attachments] == ["2026-000001.pdf"]
    assert house.unmatched() == []


def test_an_onlooker_learns_no_opinion_from_the_outside_of_the_letter(house):
    pays_and_all_agrees(house, house.give("20"))
    [mail] = house.mails()
    outside = f"{mail.subject} {mail.sender} {[name for name, _ in mail.attachments]}"
    assert "Venezuela" not in outside
    assert "donat" not in outside.lower()


def test_who_gives_in_spanish_is_answered_in_spanish(house):
    payment = house.give("20,50", "EUR", language="es")
    pays_and_all_agrees(house, payment)
    [mail] = house.mails()
    assert mail.subject.startswith("Recibo")
    assert "20,50\xa0€" in mail.text


def test_the_thank_you_page_confirms_although_no_webhook_ever_comes(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    payment = house.give("20")
    house.pay(payment)
    page = house.donor.get(gift_url(house.parts, payment.reference, "en"))
    assert page.status_code == 200
    assert "£20.00" in page.text
    assert house.payment(payment).status is PaymentStatus.PAID
    house.worker.drain()
    assert len(house.mails()) == 1
    agrees(house)


def test_the_page_and_the_webhook_together_send_one_receipt(house):
    payment = house.give("20")
    house.pay(payment)
    url = gift_url(house.parts, payment.reference, "en")
    house.donor.get(url)
    house.let_everything_arrive()
    house.donor.get(url)
    house.reconcile()
    house.worker.drain()
    assert len(house.mails()) == 1


def test_a_bank_that_asks_for_confirmation_gets_it(house):
    payment = house.give("20")
    house.simulator.control.pay(house.session_of(payment), card=SECURE_CARD, approve_3ds=False)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PENDING
    house.simulator.control.pay(house.session_of(payment), card=SECURE_CARD, approve_3ds=True)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PAID
    agrees(house)


def test_a_declined_card_leaves_the_gift_open_for_another(house):
    payment = house.give("20")
    house.pay(payment, DECLINED_CARD)
    house.let_everything_arrive()
    declined = house.payment(payment)
    assert declined.status is PaymentStatus.PENDING
    assert declined.last_failure == "generic_decline"
    assert house.mails() == []

    pays_and_all_agrees(house, payment)
    assert house.payment(payment).status is PaymentStatus.PAID
    assert len(house.mails()) == 1


def test_euro_given_and_pounds_settled_stand_in_both_books(house):
    payment = house.give("20", "EUR")
    pays_and_all_agrees(house, payment)
    assert house.books(Account.DONATIONS) == {"EUR": EUR("-20.00")}
    exchange = house.books(Account.CURRENCY_EXCHANGE)
    assert exchange["EUR"] == EUR("20.00")
    held, fees = house.books(Account.STRIPE)["GBP"], house.books(Account.STRIPE_FEES)["GBP"]
    assert exchange["GBP"] == -(held + fees)


@pytest.mark.parametrize(
    ("typed", "currency", "given"),
    [("3000", "JPY", JPY(3000)), ("2500", "ISK", ISK(2500))],
)
def test_currencies_without_cents_are_neither_multiplied_nor_divided(house, typed, currency, given):
    payment = house.give(typed, currency)
    pays_and_all_agrees(house, payment)
    assert house.payment(payment).amount == given
    assert house.books(Account.DONATIONS) == {currency: -given}


def test_a_full_refund_empties_the_gift_and_keeps_the_fee(house):
    payment = house.give("20")
    pays_and_all_agrees(house, payment)
    house.simulator.control.refund(house.payment(payment).stripe_payment_intent_id)
    house.let_everything_arrive()

    refunded = house.payment(payment)
    assert refunded.status is PaymentStatus.REFUNDED
    assert refunded.refunded == GBP("20.00")
    assert house.books(Account.DONATIONS_REFUNDED) == {"GBP": GBP("20.00")}
    assert house.books(Account.STRIPE) == {"GBP": GBP("-0.50")}
    agrees(house)


def test_a_refund_in_another_currency_goes_back_at_its_own_rate(house):
    payment = house.give("20", "EUR")
    pays_and_all_agrees(house, payment)
    house.simulator.control.refund(house.payment(payment).stripe_payment_intent_id)
    house.let_everything_arrive()
    assert house.books(Account.DONATIONS) == {"EUR": EUR("-20.00")}
    assert house.books(Account.DONATIONS_REFUNDED) == {"EUR": EUR("20.00")}
    assert "EUR" not in house.books(Account.CURRENCY_EXCHANGE)
    agrees(house)


def test_a_payout_takes_the_balance_to_the_bank_and_equals_its_items(house):
    for amount in ("20", "35.50"):
        house.pay(house.give(amount))
    house.let_everything_arrive()
    house.simulator.control.advance(10 * 24 * 3600)
    house.simulator.control.run_payout()
    house.simulator.control.advance(10 * 24 * 3600)
    house.let_everything_arrive()
    agrees(house)

    assert house.books(Account.STRIPE) == {}
    sent = house.books(Account.PAYOUTS_IN_TRANSIT)["GBP"]
    assert sent == GBP("55.50") - house.books(Account.STRIPE_FEES)["GBP"]
    [payout] = house.payouts()
    assert (payout.amount, payout.status, payout.agrees) == (sent, "paid", True)


def test_every_step_of_a_gift_leaves_a_row(house):
    payment = house.give("20")
    pays_and_all_agrees(house, payment)
    steps = [(step.from_status, step.to_status, step.actor) for step in house.history(payment)]
    assert steps == [
        (None, PaymentStatus.CREATED, "donor"),
        (PaymentStatus.CREATED, PaymentStatus.PENDING, "donor"),
        (PaymentStatus.PENDING, PaymentStatus.PAID, "stripe"),
    ]


def test_stripe_is_told_nothing_about_the_campaign(house):
    house.give("20")
    sessions = house.simulator.control.dump()
    assert "Venezuela" not in str(sessions)
    assert "Rosa" not in str(sessions)
    assert isinstance(house.newest_payment().amount, Money)
