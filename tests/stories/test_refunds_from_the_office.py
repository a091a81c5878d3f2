"""Money that staff give back: agreed to, told to Stripe once, whatever dies or gets lost."""

import threading

import pytest
from sqlalchemy import select

from hov_donate.core.money import Money
from hov_donate.gateway.port import GatewayUnavailableError
from hov_donate.gateway.stripe import StripeGateway
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind
from hov_donate.payments import operations
from hov_donate.payments.models import Payment, Refund, RefundRequest
from hov_donate.payments.operations import WantedRefund
from hov_donate.payments.processes import finish_refunds, send_refund
from hov_donate.payments.rules import PaymentStatus, RefundStatus
from hov_donate.payments.rules.refunding import (
    RefundFault,
    RefundReason,
    RefundRefusedError,
    RefundRequestStatus,
)
from tests.support.agreement import all_is_well
from tests.support.house import House
from tests.support.monthly import sent
from tests.support.words import EUR, GBP

ANN, BEN = "staff:1", "staff:2"
ALONE = {"GBP": GBP("100.00")}
PENDING_REFUND_CARD, FAILING_REFUND_CARD = "4000000000007726", "4000000000005126"


def paid(house: House, amount: str = "20", currency: str = "GBP", card: str = "4242424242424242"):
    payment = house.give(amount, currency)
    house.pay(payment, card)
    house.let_everything_arrive()
    return house.payment(payment)


def asked(house: House, payment: Payment, amount: Money, form: str = "f1") -> RefundRequest:
    wanted = WantedRefund(
        form, payment.reference, amount, RefundReason.ASKED_BY_GIVER, "Rosa wrote on 3 May."
    )
    with house.parts.database.writing() as work:
        return operations.ask_for_refund(work, wanted=wanted, alone_up_to=ALONE, actor=ANN)


def tell(house: House, request: RefundRequest, gateway=None) -> None:
    send_refund(house.parts.database, gateway or house.parts.gateway, request_id=request.id)
    house.let_everything_arrive()


def now(house: House, request: RefundRequest) -> RefundRequest:
    with house.parts.database.reading() as session:
        return session.get_one(RefundRequest, request.id)


def refunds_at_stripe(house: House) -> list[int]:
    return [each["amount"] for each in house.simulator.control.dump()["refund"]]


def test_a_small_sum_goes_back_at_once_and_the_giver_is_told(house):
    payment = paid(house)
    request = asked(house, payment, GBP("5.00"))
    assert request.status is RefundRequestStatus.APPROVED
    tell(house, request)
    assert now(house, request).status is RefundRequestStatus.SENT
    assert refunds_at_stripe(house) == [500]
    assert house.payment(payment).status is PaymentStatus.PARTLY_REFUNDED
    assert house.books(Account.DONATIONS_REFUNDED) == {"GBP": GBP("5.00")}
    assert len(sent(house, MailKind.REFUND_MADE)) == 1
    all_is_well(house)


def test_above_the_set_sum_another_person_has_to_agree(house):
    payment = paid(house, "150")
    request = asked(house, payment, GBP("150.00"))
    assert request.status is RefundRequestStatus.WAITING
    tell(house, request)
    assert refunds_at_stripe(house) == []
    with house.parts.database.writing() as work, pytest.raises(RefundRefusedError) as told:
        operations.agree_to_refund(work, request_id=request.id, actor=ANN)
    assert told.value.fault is RefundFault.SAME_PERSON
    with house.parts.database.writing() as work:
        operations.agree_to_refund(work, request_id=request.id, actor=BEN)
    tell(house, request)
    assert refunds_at_stripe(house) == [15000]
    assert (now(house, request).asked_by, now(house, request).decided_by) == (ANN, BEN)
    all_is_well(house)


def test_in_a_currency_that_has_no_sum_somebody_else_always_agrees(house):
    assert asked(house, paid(house, "5", "EUR"), EUR("2.00")).needs_another


def test_nobody_comes_past_a_second_person_by_giving_back_in_parts(house):
    payment = paid(house, "150")
    assert asked(house, payment, GBP("99.99"), "f1").status is RefundRequestStatus.APPROVED
    last_penny = asked(house, payment, GBP("0.01"), "f2")
    assert last_penny.status is RefundRequestStatus.APPROVED
    assert asked(house, payment, GBP("0.01"), "f3").status is RefundRequestStatus.WAITING


def test_what_was_typed_after_going_back_is_not_taken_for_what_was_sent(house):
    payment, others = paid(house), paid(house)
    asked(house, payment, GBP("5.00"))
    for meant, amount in ((payment, GBP("6.00")), (others, GBP("5.00"))):
        with pytest.raises(RefundRefusedError) as told:
            asked(house, meant, amount)
        assert told.value.fault is RefundFault.FORM_USED


def test_a_dispute_that_comes_before_stripe_is_told_keeps_the_money_from_going_twice(house):
    payment = paid(house)
    request = asked(house, payment, GBP("20.00"))
    house.simulator.control.open_dispute(house.intent_of(payment))
    tell(house, request)
    assert refunds_at_stripe(house) == []
    assert now(house, request).status is RefundRequestStatus.REFUSED
    with house.parts.database.writing() as work, pytest.raises(RefundRefusedError) as told:
        operations.try_refund_again(work, request_id=request.id)
    assert told.value.fault is RefundFault.DISPUTED
    all_is_well(house)


def test_of_two_who_decide_at_once_one_has_decided(house):
    payment = paid(house, "150")
    request = asked(house, payment, GBP("150.00"))
    told: list[RefundFault] = []

    def agree(actor: str) -> None:
        try:
            with house.parts.database.writing() as work:
                operations.agree_to_refund(work, request_id=request.id, actor=actor)
            tell(house, request)
        except RefundRefusedError as error:
            told.append(error.fault)

    threads = [threading.Thread(target=agree, args=(it,)) for it in (BEN, "staff:3", ANN)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(told) == 2
    assert set(told) <= {RefundFault.DECIDED, RefundFault.SAME_PERSON}
    assert refunds_at_stripe(house) == [15000]
    assert now(house, request).decided_by in {BEN, "staff:3"}


def test_pressing_twice_asks_once(house):
    payment = paid(house)
    first, second = (asked(house, payment, GBP("5.00")) for _ in range(2))
    assert first.id == second.id
    for _ in range(3):
        tell(house, first)
    assert refunds_at_stripe(house) == [500]


def test_no_more_is_promised_than_is_kept(house):
    payment = paid(house, "150")
    asked(house, payment, GBP("120.00"))
    with pytest.raises(RefundRefusedError) as told:
        asked(house, payment, GBP("30.01"), "f2")
    assert told.value.fault is RefundFault.MORE_THAN_KEPT
    assert asked(house, payment, GBP("30.00"), "f3").status is RefundRequestStatus.APPROVED


def test_what_is_declined_can_be_promised_anew(house):
    payment = paid(house, "150")
    request = asked(house, payment, GBP("150.00"))
    with house.parts.database.writing() as work:
        operations.decline_refund(work, request_id=request.id, actor=ANN, words="A mistake.")
    tell(house, request)
    assert refunds_at_stripe(house) == []
    assert asked(house, payment, GBP("150.00"), "f2").status is RefundRequestStatus.WAITING


def test_an_answer_of_stripes_that_got_lost_gives_nothing_back_twice(house):
    request = asked(house, paid(house), GBP("5.00"))
    house.simulator.control.set_fault("lost_reply", path="/v1/refunds")
    once = StripeGateway(
        secret_key=house.simulator.api_key, api_base=house.simulator.url, retries=0
    )
    with pytest.raises(GatewayUnavailableError):
        tell(house, request, once)
    assert now(house, request).status is RefundRequestStatus.APPROVED
    assert refunds_at_stripe(house) == [500]
    finish_refunds(house.parts.database, house.parts.gateway)
    house.let_everything_arrive()
    assert refunds_at_stripe(house) == [500]
    assert now(house, request).status is RefundRequestStatus.SENT
    all_is_well(house)


def test_who_was_silent_is_asked_again_by_the_worker(house):
    request = asked(house, paid(house), GBP("5.00"))
    finish_refunds(house.parts.database, house.parts.gateway)
    assert now(house, request).status is RefundRequestStatus.SENT
    finish_refunds(house.parts.database, house.parts.gateway)
    assert refunds_at_stripe(house) == [500]


def test_two_people_who_press_at_once_send_it_once(house):
    request = asked(house, paid(house), GBP("5.00"))
    threads = [threading.Thread(target=tell, args=(house, request)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert refunds_at_stripe(house) == [500]
    assert now(house, request).status is RefundRequestStatus.SENT


def test_what_was_given_back_in_the_dashboard_meanwhile_is_not_given_twice(house):
    payment = paid(house)
    request = asked(house, payment, GBP("20.00"))
    house.simulator.control.refund(house.intent_of(payment))
    tell(house, request)
    assert refunds_at_stripe(house) == [2000]
    assert now(house, request).status is RefundRequestStatus.REFUSED
    assert now(house, request).stripe_code == "nothing_left_to_give_back"


def refund_of(house: House, request: RefundRequest) -> RefundStatus:
    with house.parts.database.reading() as session:
        refund_id = session.get_one(RefundRequest, request.id).stripe_refund_id
        return session.scalars(
            select(Refund.status).where(Refund.stripe_refund_id == refund_id)
        ).one()


def test_a_refund_on_its_way_is_shown_as_that_until_it_has_arrived(house):
    request = asked(house, paid(house, card=PENDING_REFUND_CARD), GBP("20.00"))
    tell(house, request)
    assert now(house, request).status is RefundRequestStatus.SENT
    assert refund_of(house, request) is RefundStatus.PENDING
    house.later(days=1)
    assert refund_of(house, request) is RefundStatus.SUCCEEDED
    all_is_well(house)


def test_a_refund_that_a_bank_sends_back_can_be_asked_for_again(house):
    payment = paid(house, card=FAILING_REFUND_CARD)
    request = asked(house, payment, GBP("20.00"))
    tell(house, request)
    house.later(days=1)
    assert refund_of(house, request) is RefundStatus.FAILED
    assert house.payment(payment).status is PaymentStatus.PAID
    assert asked(house, payment, GBP("20.00"), "f2").status is RefundRequestStatus.APPROVED
    all_is_well(house)


@pytest.mark.parametrize("amount", [GBP(0), GBP("-1.00")])
def test_nothing_is_given_back_that_is_no_sum(house, amount):
    with pytest.raises(RefundRefusedError) as told:
        asked(house, paid(house), amount)
    assert told.value.fault is RefundFault.NOT_A_SUM


def test_what_a_bank_looks_into_is_not_given_back_beside(house):
    payment = paid(house)
    house.simulator.control.open_dispute(house.intent_of(payment))
    house.let_everything_arrive()
    with pytest.raises(RefundRefusedError) as told:
        asked(house, payment, GBP("5.00"))
    assert told.value.fault is RefundFault.DISPUTED


def test_what_never_came_cannot_go_back(house):
    with pytest.raises(RefundRefusedError) as told:
        asked(house, house.give("20"), GBP("5.00"))
    assert told.value.fault is RefundFault.NOT_RECEIVED
