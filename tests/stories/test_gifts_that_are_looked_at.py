"""Gifts that a rule of the campaign wants somebody to look at: flagged, held, accepted, refused."""

import pytest
from sqlalchemy import select

from hov_donate.documents.models import Document
from hov_donate.donations.review.models import GiftReview
from hov_donate.donations.review.queries import held_money
from hov_donate.donations.review.rules import (
    Action,
    Measure,
    ReviewFault,
    ReviewRefusedError,
    ReviewState,
)
from hov_donate.gateway.port import Interval
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.outbox.models import MailKind
from hov_donate.payments import operations
from hov_donate.payments.models import Payment
from hov_donate.payments.processes import send_refund
from hov_donate.payments.rules import PaymentStatus
from tests.support.agreement import all_is_well
from tests.support.house import House
from tests.support.monthly import sent
from tests.support.reviewing import (
    BEN,
    accepts,
    decided_rule,
    looks_over,
    refuses,
    reviews,
)
from tests.support.words import EUR, GBP

ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DISPUTED_CARD = "4000000000000259"


def paid(house: House, amount: str, currency: str = "GBP", card: str = "4242424242424242"):
    payment = house.give(amount, currency)
    house.pay(payment, card)
    house.let_everything_arrive()
    return house.payment(payment)


def review_of(house: House, payment: Payment) -> GiftReview:
    return next(it for it in reviews(house.parts.database) if it.payment_id == payment.id)


def receipts(house: House) -> int:
    with house.parts.database.reading() as session:
        return len(session.scalars(select(Document)).all())


def test_a_large_gift_is_held_and_is_income_with_a_receipt_once_it_is_accepted(house):
    decided_rule(house.parts.database, GBP("500"))
    small, large = paid(house, "499.99"), paid(house, "500")
    assert (small.held, large.held) == (False, True)
    assert house.books(Account.HELD_GIFTS) == {"GBP": GBP("-500.00")}
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-499.99")}
    assert len(sent(house, MailKind.GIFT_HELD)) == 1
    assert receipts(house) == 1
    all_is_well(house)
    accepts(house, review_of(house, large))
    house.let_everything_arrive()
    assert house.books(Account.HELD_GIFTS) == {}
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-999.99")}
    assert receipts(house) == len(sent(house, MailKind.RECEIPT)) == 2
    with pytest.raises(ReviewRefusedError) as told:
        accepts(house, review_of(house, large))
    assert told.value.fault is ReviewFault.DECIDED
    all_is_well(house)


def test_a_held_gift_that_is_refused_goes_back_when_another_person_agrees(house):
    decided_rule(house.parts.database, GBP("500"))
    payment = paid(house, "800")
    request = refuses(house, review_of(house, payment))
    assert request is not None
    assert refuses(house, review_of(house, payment)) is None
    send_refund(house.parts.database, house.parts.gateway, request_id=request.id)
    assert house.payment(payment).status is PaymentStatus.PAID
    with pytest.raises(ReviewRefusedError) as told:
        accepts(house, review_of(house, payment))
    assert told.value.fault is ReviewFault.GOES_BACK
    with house.parts.database.writing() as work:
        operations.agree_to_refund(work, request_id=request.id, actor=BEN)
    send_refund(house.parts.database, house.parts.gateway, request_id=request.id)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.REFUNDED
    assert house.books(Account.HELD_GIFTS) == house.books(Account.DONATIONS) == {}
    assert house.books(Account.DONATIONS_REFUNDED) == {}
    assert receipts(house) == 0
    assert len(sent(house, MailKind.GIFT_REFUSED)) == 1
    assert sent(house, MailKind.REFUND_MADE) == []
    with pytest.raises(ReviewRefusedError):
        accepts(house, review_of(house, payment))
    all_is_well(house)


@ONE_ENGINE
def test_a_refusal_can_be_thought_over_while_the_money_is_here(house):
    decided_rule(house.parts.database, GBP("500"))
    payment = paid(house, "800")
    request = refuses(house, review_of(house, payment))
    assert request is not None
    with house.parts.database.writing() as work:
        operations.decline_refund(work, request_id=request.id, actor=BEN, words="We know them.")
    accepts(house, review_of(house, payment))
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-800.00")}
    all_is_well(house)


@ONE_ENGINE
def test_a_flagged_gift_is_booked_as_always_and_waits_for_somebody_to_look(house):
    decided_rule(house.parts.database, GBP("500"), action=Action.FLAG)
    payment = paid(house, "700")
    review = review_of(house, payment)
    assert (payment.held, review.state, receipts(house)) == (False, ReviewState.WAITING, 1)
    assert house.books(Account.DONATIONS) == {"GBP": GBP("-700.00")}
    looks_over(house, review)
    assert review_of(house, payment).state is ReviewState.LOOKED_AT
    all_is_well(house)


def test_a_monthly_gift_is_asked_about_once_until_the_year_reaches_the_next_sum(house):
    decided_rule(house.parts.database, GBP("100"), Measure.YEAR)
    first = house.give_every(Interval.MONTH, GBP("60"))
    house.pay(first)
    house.let_everything_arrive()
    assert reviews(house.parts.database) == []
    second = paid(house, "40")
    assert review_of(house, second).year_sum_minor == 10000
    accepts(house, review_of(house, second), again_at=GBP("200"))
    third = paid(house, "60")
    assert not third.held
    fourth = paid(house, "40")
    assert review_of(house, fourth).year_sum_minor == 20000
    all_is_well(house)


@ONE_ENGINE
def test_a_held_gift_of_another_currency_goes_into_its_fund_whole(house):
    decided_rule(house.parts.database, EUR("100"))
    payment = paid(house, "200", "EUR")
    assert payment.held
    assert house.books(Account.HELD_GIFTS) == {"EUR": EUR("-200.00")}
    with house.parts.database.reading() as session:
        assert held_money(session) == [EUR("200.00")]
    accepts(house, review_of(house, payment))
    assert house.books(Account.HELD_GIFTS) == {}
    assert house.books(Account.DONATIONS) == {"EUR": EUR("-200.00")}
    all_is_well(house)


@ONE_ENGINE
def test_what_a_bank_looks_into_is_not_accepted(house):
    decided_rule(house.parts.database, GBP("100"))
    payment = paid(house, "200", card=DISPUTED_CARD)
    house.later(days=1)
    assert house.payment(payment).status is PaymentStatus.DISPUTED
    assert house.books(Account.HELD_GIFTS) == house.books(Account.DISPUTES) == {}
    with pytest.raises(ReviewRefusedError) as told:
        accepts(house, review_of(house, payment))
    assert told.value.fault is ReviewFault.NOT_WHOLE
    all_is_well(house)


@ONE_ENGINE
def test_without_a_rule_of_its_day_and_currency_nothing_is_looked_at(house):
    decided_rule(house.parts.database, EUR("1"))
    paid(house, "5000")
    assert reviews(house.parts.database) == []
    with house.parts.database.reading() as session:
        assert len(session.scalars(select(LedgerEntry)).all()) == 1
