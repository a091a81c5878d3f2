"""Invoices paid at Stripe, in parts and otherwise: what is owed follows the money."""

import threading
from dataclasses import dataclass
from datetime import date

import pytest

from hov_donate.affiliations.models import Affiliation, Invoice
from hov_donate.affiliations.processes import (
    check_invoice,
    close_outgrown_pages,
    open_invoice_page,
)
from hov_donate.affiliations.queries.paying import payments_for
from hov_donate.core.amounts import AmountError
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus
from tests.support.affiliates import Affiliates
from tests.support.agreement import all_is_well, letters
from tests.support.house import GOOD_CARD, House
from tests.support.words import EUR, GBP

BACK = "https://example.org/en/back"
FIFTY, HALF, NOTHING = GBP("50.00"), GBP("25.00"), GBP("0.00")
SEPA, SEPA_FAILING = "AT611904300234573201", "AT861904300235473202"
PAID, UNPAID = "affiliation_paid", "affiliation_unpaid"


@dataclass
class Desk:
    """A house with one branch that owes one invoice."""

    house: House
    affiliates: Affiliates
    branch: Affiliation
    invoice: Invoice

    def open(self, amount: Money | None = None, invoice: Invoice | None = None) -> str | None:
        """The address of the page at Stripe on which the invoice can be paid, or a part of it."""
        parts = self.house.parts
        return open_invoice_page(
            parts.database,
            parts.gateway,
            invoice_id=(invoice or self.invoice).id,
            return_address=BACK,
            seal=parts.seal,
            amount=amount,
        )

    def pay(self, amount: Money | None = None, card: str = GOOD_CARD) -> Payment:
        """Pay the invoice, or a part of it, by card."""
        assert self.open(amount) is not None
        payment = self.asked()[-1]
        self.house.pay(payment, card)
        self.house.let_everything_arrive()
        return self.house.payment(payment)

    def asked(self) -> list[Payment]:
        """All payments that were asked for, oldest first."""
        with self.house.parts.database.reading() as session:
            return payments_for(session, self.invoice.id)

    def owes(self) -> Money:
        """What is owed of the invoice."""
        return self.affiliates.owes(self.invoice)

    def credit(self) -> dict[str, Money]:
        """What is the branch's credit."""
        return self.affiliates.credit(self.branch)

    def paid_until(self) -> date | None:
        """Until when the branch is paid for, as everybody sees it."""
        with self.house.parts.database.reading() as session:
            return session.get_one(Affiliation, self.branch.id).paid_until

    def told(self) -> set[tuple[str, str]]:
        """The letters about money that came or went, without the affiliation's number."""
        named = {(kind, about.split("/", 1)[-1]) for kind, about in letters(self.house)}
        return {each for each in named if each[0] in {PAID, UNPAID}}

    def pages(self) -> dict[str, str]:
        """How each page at Stripe stands."""
        return {
            each["id"]: each["status"]
            for each in self.house.simulator.control.dump()["checkout.session"]
        }


def desk_of(house: House, fee: Money = FIFTY) -> Desk:
    parts = house.parts
    affiliates = Affiliates(parts.database, parts.settings, parts.seal)
    branch = affiliates.branch()
    return Desk(house, affiliates, branch, affiliates.invoice(branch, fee))


@pytest.fixture
def desk(house: House) -> Desk:
    return desk_of(house)


def test_an_invoice_is_paid_by_card_and_its_payer_has_it_in_writing(desk):
    payment = desk.pay()
    assert (payment.status, payment.amount) == (PaymentStatus.PAID, FIFTY)
    assert (desk.owes(), desk.credit()) == (NOTHING, {})
    assert desk.paid_until() == date(2026, 12, 31)
    assert desk.house.books(Account.RECEIVABLES) == {}
    assert desk.house.books(Account.AFFILIATION_FEES) == {"GBP": -FIFTY}
    assert desk.house.books(Account.DONATIONS) == {}
    assert desk.told() == {(PAID, f"{payment.reference}/")}
    assert desk.open() is None
    all_is_well(desk.house)


def test_stripes_page_says_pay_and_tells_nothing_of_the_campaign(desk):
    desk.open()
    [page] = desk.house.simulator.control.dump()["checkout.session"]
    assert page["submit_type"] == "pay"
    told = str(desk.house.simulator.control.dump())
    assert desk.invoice.full_number in told
    assert not {"Venezuela", "Example Union", "Leeds"} & set(told.split())


def test_half_by_card_and_half_by_bank_transfer(desk):
    desk.pay(HALF)
    assert desk.owes() == HALF
    desk.affiliates.receive(desk.branch, HALF, (desk.invoice, HALF))
    assert (desk.owes(), desk.credit()) == (NOTHING, {})
    assert desk.house.books(Account.BANK) == {"GBP": HALF}
    assert len(desk.told()) == 2
    all_is_well(desk.house)


def test_a_fee_in_another_currency_is_settled_in_it(house):
    desk = desk_of(house, EUR("60.00"))
    desk.pay(EUR("20.00"))
    assert desk.owes() == EUR("40.00")
    assert house.books(Account.RECEIVABLES) == {"EUR": EUR("40.00")}
    all_is_well(house)


def test_pressing_twice_is_one_page_also_at_once(desk):
    first = desk.open()
    found: list[str | None] = []
    threads = [threading.Thread(target=lambda: found.append(desk.open())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {first}
    assert (len(desk.asked()), len(desk.pages())) == (1, 1)


def test_another_sum_closes_the_page_that_asked_for_the_first(desk):
    whole, half = desk.open(), desk.open(HALF)
    assert whole != half
    assert sorted(desk.pages().values()) == ["expired", "open"]
    assert len(desk.asked()) == 1
    desk.house.pay(desk.asked()[0])
    desk.house.let_everything_arrive()
    assert desk.owes() == HALF
    all_is_well(desk.house)


def test_a_page_that_was_just_paid_is_counted_before_more_is_asked(desk):
    desk.open(HALF)
    desk.house.pay(desk.asked()[0])
    rest = desk.open()
    assert rest is not None
    assert [each.amount for each in desk.asked()] == [HALF, HALF]
    assert desk.owes() == HALF
    all_is_well(desk.house)


def test_what_is_not_owed_cannot_be_asked_for(desk):
    for wrong in (GBP("50.01"), GBP("0.10")):
        with pytest.raises(AmountError):
            desk.open(wrong)
    desk.pay(GBP("49.80"))
    with pytest.raises(AmountError):
        desk.open()


def test_a_page_that_asks_for_more_than_is_owed_is_closed_within_a_minute(desk):
    desk.open(HALF)
    parts = desk.house.parts
    close_outgrown_pages(parts.database, parts.gateway)
    assert set(desk.pages().values()) == {"open"}
    desk.affiliates.receive(desk.branch, GBP("40.00"), (desk.invoice, GBP("40.00")))
    close_outgrown_pages(parts.database, parts.gateway)
    assert set(desk.pages().values()) == {"expired"}
    assert desk.owes() == GBP("10.00")


def test_paid_by_bank_and_by_card_at_once_is_credit(desk):
    desk.open()
    desk.affiliates.receive(desk.branch, FIFTY, (desk.invoice, FIFTY))
    desk.house.pay(desk.asked()[0])
    desk.house.let_everything_arrive()
    assert (desk.owes(), desk.credit()) == (NOTHING, {"GBP": FIFTY})
    all_is_well(desk.house)


def test_a_refund_is_owed_again_and_its_failure_is_not(desk):
    payment = desk.pay(card="4000000000005126")
    made = desk.house.simulator.control.refund(payment.stripe_payment_intent_id)
    desk.house.let_everything_arrive()
    assert desk.owes() == FIFTY
    assert (UNPAID, f"{payment.reference}/{made['id']}") in desk.told()
    desk.house.later(days=31)
    assert desk.owes() == NOTHING
    assert (PAID, f"{payment.reference}/{made['id']}") in desk.told()
    all_is_well(desk.house)


def test_a_part_that_goes_back_is_owed_again(desk):
    payment = desk.pay()
    desk.house.simulator.control.refund(payment.stripe_payment_intent_id, 1500)
    desk.house.let_everything_arrive()
    assert desk.owes() == GBP("15.00")
    again = desk.pay()
    assert (again.amount, desk.owes()) == (GBP("15.00"), NOTHING)
    all_is_well(desk.house)


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_takes_the_money_and_gives_it_back_when_it_is_won(desk, won):
    payment, control = desk.pay(), desk.house.simulator.control
    dispute = control.open_dispute(payment.stripe_payment_intent_id)["id"]
    desk.house.let_everything_arrive()
    assert (desk.owes(), desk.credit(), desk.paid_until()) == (FIFTY, {}, None)
    assert any(kind == UNPAID for kind, _ in desk.told())
    decide = control.win_dispute if won else control.lose_dispute
    decide(dispute)
    desk.house.let_everything_arrive()
    assert desk.owes() == (NOTHING if won else FIFTY)
    assert desk.paid_until() == (date(2026, 12, 31) if won else None)
    assert desk.house.payment(payment).kept == (FIFTY if won else NOTHING)
    all_is_well(desk.house)


def test_a_debit_on_its_way_asks_for_nothing_twice_and_is_owed_again_when_it_fails(house):
    desk = desk_of(house, EUR("50.00"))
    desk.open(EUR("30.00"))
    [first] = desk.asked()
    house.simulator.control.pay_by_debit(house.session_of(first), SEPA_FAILING, "")
    house.let_everything_arrive()
    assert desk.owes() == EUR("50.00")
    desk.open()
    assert [each.amount for each in desk.asked()] == [EUR("30.00"), EUR("20.00")]
    house.later(minutes=10)
    assert house.payment(first).status is PaymentStatus.FAILED
    assert desk.owes() == EUR("50.00")
    all_is_well(house)


def test_a_debit_that_the_bank_takes_back_is_owed_again(house):
    desk = desk_of(house, EUR("50.00"))
    desk.open()
    [payment] = desk.asked()
    house.simulator.control.pay_by_debit(house.session_of(payment), SEPA, "")
    house.later(minutes=4)
    assert desk.owes() == EUR("0.00")
    house.simulator.control.fail_after_success(house.intent_of(payment))
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.REVERSED
    assert desk.owes() == EUR("50.00")
    assert (UNPAID, f"{payment.reference}/reversed") in desk.told()
    all_is_well(house)


def test_lost_events_are_made_good_by_one_sweep(desk):
    desk.house.simulator.control.set_webhook_policy(drop=1.0)
    payment = desk.pay(HALF)
    assert desk.owes() == FIFTY
    desk.house.simulator.control.set_webhook_policy()
    desk.house.sweep()
    desk.house.let_everything_arrive()
    assert desk.owes() == HALF
    assert desk.told() == {(PAID, f"{payment.reference}/")}
    all_is_well(desk.house)


def test_whoever_comes_back_from_stripe_sees_it_at_once(desk):
    desk.open()
    desk.house.pay(desk.asked()[0])
    parts = desk.house.parts
    assert check_invoice(parts.database, parts.gateway, invoice_id=desk.invoice.id)
    assert desk.owes() == NOTHING
