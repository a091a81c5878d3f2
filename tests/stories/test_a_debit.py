"""Gifts by bank debit: on their way for days, then here, or not, or taken back."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hov_donate.documents.queries import receipt_of
from hov_donate.ledger.chart import Account
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus
from tests.support.agreement import all_is_well, documents, letters
from tests.support.house import House
from tests.support.words import EUR, GBP

SEPA, BACS = "AT611904300234573201", "00012345"
SEPA_AFTER_MINUTES, BACS_AFTER_MINUTES = "AT321904300235473204", "90012345"
SEPA_FAILING, BACS_FAILING = "AT861904300235473202", "22222227"
SEPA_DISPUTED, BACS_DISPUTED = "AT591904300235473203", "55555559"
SORT_CODE = "108800"
LONDON = ZoneInfo("Europe/London")
RECEIPT, CORRECTION, REINSTATEMENT = "receipt", "correction", "reinstatement"
ON_ITS_WAY, FAILED, REVERSED = "gift_on_its_way", "gift_failed", "gift_reversed"
SCHEMES = pytest.mark.parametrize(("currency", "scheme"), [("EUR", "sepa"), ("GBP", "bacs")])


def debit(house: House, currency: str, account: str) -> Payment:
    """Give twenty and agree to a debit of this account."""
    payment = house.give("20", currency)
    agree(house, payment, account)
    return payment


def agree(house: House, payment: Payment, account: str) -> None:
    sort_code = "" if account[0].isalpha() else SORT_CODE
    house.simulator.control.pay_by_debit(house.session_of(payment), account, sort_code)
    house.let_everything_arrive()


def of(scheme: str, sepa: str, bacs: str) -> str:
    return sepa if scheme == "sepa" else bacs


def statuses(house: House, payment: Payment) -> list[str]:
    rows = [str(step.to_status) for step in house.history(payment)]
    return rows[rows.index("pending") + 1 :]


def about(house: House, kind: str) -> set[str]:
    return {object_id for each, object_id in letters(house) if each == kind}


@SCHEMES
def test_a_debit_is_on_its_way_until_the_bank_has_paid(house, currency, scheme):
    payment = debit(house, currency, of(scheme, SEPA_AFTER_MINUTES, BACS_AFTER_MINUTES))
    waiting = house.payment(payment)
    assert waiting.status is PaymentStatus.PROCESSING
    assert waiting.method == f"{scheme}_debit"
    assert waiting.kept.minor == 0
    assert list(documents(house)) == []
    told = f"{payment.reference}/{waiting.stripe_payment_intent_id}"
    assert letters(house) == {(ON_ITS_WAY, told)}
    assert house.books(Account.DONATIONS) == {}

    house.later(minutes=4)
    assert statuses(house, payment) == ["processing", "paid"]
    assert house.books(Account.DONATIONS) == {currency: -house.payment(payment).amount}
    assert list(documents(house)) == [(RECEIPT, payment.reference, 2000)]
    assert letters(house) == {(ON_ITS_WAY, told), ("receipt", payment.reference)}
    all_is_well(house)


def test_while_a_debit_is_on_its_way_no_second_page_is_opened(house):
    payment = debit(house, "EUR", SEPA_AFTER_MINUTES)
    where = house.parts.giving.resume(payment.reference)
    assert where.startswith(f"{house.site.url}/en/gift/")
    assert len(house.simulator.control.dump()["checkout.session"]) == 1


@SCHEMES
def test_a_debit_that_fails_is_told_and_paid_by_card_after_all(house, currency, scheme):
    payment = debit(house, currency, of(scheme, SEPA_FAILING, BACS_FAILING))
    first = house.intent_of(payment)
    house.later(minutes=1)
    assert house.payment(payment).status is PaymentStatus.FAILED
    assert house.payment(payment).last_failure is not None
    assert about(house, FAILED) == {f"{payment.reference}/{first}"}
    assert list(documents(house)) == []

    assert house.parts.giving.resume(payment.reference).startswith(house.simulator.url)
    house.pay(payment)
    house.let_everything_arrive()
    assert statuses(house, payment) == ["processing", "failed", "pending", "paid"]
    assert house.payment(payment).method == "card"
    assert house.payment(payment).stripe_payment_intent_id != first
    assert list(documents(house)) == [(RECEIPT, payment.reference, 2000)]
    assert house.books(Account.DONATIONS) == {currency: -house.payment(payment).amount}
    all_is_well(house)


def test_a_debit_that_fails_again_is_told_again(house):
    payment = debit(house, "EUR", SEPA_FAILING)
    house.later(minutes=1)
    house.parts.giving.resume(payment.reference)
    agree(house, payment, SEPA_FAILING)
    house.later(minutes=1)
    assert house.payment(payment).status is PaymentStatus.FAILED
    assert len(about(house, FAILED)) == 2
    assert len(about(house, ON_ITS_WAY)) == 2
    all_is_well(house)


@SCHEMES
def test_what_the_bank_takes_back_after_paying_is_taken_off_everywhere(house, currency, scheme):
    payment = debit(house, currency, of(scheme, SEPA, BACS))
    house.later(minutes=1)
    assert house.payment(payment).status is PaymentStatus.PAID
    house.simulator.control.fail_after_success(house.intent_of(payment))
    house.let_everything_arrive()

    assert statuses(house, payment) == ["processing", "paid", "reversed"]
    assert house.payment(payment).kept.minor == 0
    assert list(documents(house)) == [
        (RECEIPT, payment.reference, 2000),
        (CORRECTION, payment.reference, 2000),
    ]
    assert about(house, REVERSED) == {payment.reference}
    assert house.books(Account.DONATIONS_REFUNDED) == {currency: house.payment(payment).amount}
    all_is_well(house)


def test_a_debit_paid_and_taken_back_before_anything_was_heard_ends_the_same(house):
    house.simulator.control.set_webhook_policy(drop=1.0)
    payment = debit(house, "EUR", SEPA)
    house.later(minutes=1)
    [session] = house.simulator.control.dump()["checkout.session"]
    house.simulator.control.fail_after_success(session["payment_intent"])
    house.reconcile()
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.REVERSED
    assert list(documents(house)) == [
        (RECEIPT, payment.reference, 2000),
        (CORRECTION, payment.reference, 2000),
    ]
    assert {kind for kind, _ in letters(house)} == {ON_ITS_WAY, "receipt", REVERSED}
    house.simulator.control.set_webhook_policy()
    all_is_well(house)


@SCHEMES
def test_a_debit_that_is_disputed_is_lost_at_once(house, currency, scheme):
    payment = debit(house, currency, of(scheme, SEPA_DISPUTED, BACS_DISPUTED))
    house.later(minutes=4)
    house.later(seconds=2)
    assert house.payment(payment).status is PaymentStatus.CHARGED_BACK
    assert house.payment(payment).lost_minor == 2000
    assert [kind for kind, *_ in documents(house)] == [RECEIPT, CORRECTION]
    assert {kind for kind, _ in letters(house)} == {
        ON_ITS_WAY,
        "receipt",
        "charged_back",
        "dispute_opened",
        "dispute_closed",
    }
    amount = {"EUR": EUR("20.00"), "GBP": GBP("20.00")}[currency]
    assert house.books(Account.DISPUTES) == {currency: amount}
    all_is_well(house)


def test_a_debit_takes_as_many_days_as_banks_do_and_the_receipt_says_when_it_came(house):
    payment = debit(house, "EUR", "DE89370400440532013000")
    agreed = house.clock.now()
    house.later(days=4)
    assert house.payment(payment).status is PaymentStatus.PROCESSING
    house.later(days=2)
    came = house.payment(payment).paid_at
    assert came is not None
    assert came - agreed > timedelta(days=4)
    with house.parts.database.reading() as session:
        issued = receipt_of(session, payment.reference)
    assert issued is not None
    assert issued.paid_on == came.astimezone(LONDON).date()
    all_is_well(house)


def test_a_debit_that_came_without_a_word_has_its_receipt_with_the_next_pull(house):
    payment = debit(house, "EUR", SEPA)
    house.simulator.control.set_webhook_policy(drop=1.0)
    house.later(minutes=1)
    assert house.payment(payment).status is PaymentStatus.PROCESSING
    house.reconcile()
    assert house.payment(payment).status is PaymentStatus.PAID
    assert list(documents(house)) == [(RECEIPT, payment.reference, 2000)]
    house.simulator.control.set_webhook_policy()
    all_is_well(house)


def test_a_debit_is_here_once_stripe_has_booked_it(house):
    house.simulator.control.set_late_balance(3600)
    payment = debit(house, "EUR", SEPA)
    house.later(minutes=1)
    assert house.payment(payment).status is PaymentStatus.PROCESSING
    house.later(hours=2)
    assert house.payment(payment).status is PaymentStatus.PAID
    all_is_well(house)
