"""Gifts on affiliates' invoices, and credit that is given, are looked at as every gift is."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from sqlalchemy import select

from hov_donate.affiliations.models import CreditNote
from hov_donate.core.migrations import configuration, upgrade
from hov_donate.donations.review.models import GiftBesideFee
from hov_donate.donations.review.queries import held_money
from hov_donate.donations.review.rules import (
    Action,
    Measure,
    ReviewFault,
    ReviewRefusedError,
    ReviewState,
)
from hov_donate.ledger.chart import Account
from hov_donate.payments.rules.refunding import RefundRequestStatus
from tests.support.affiliates import TODAY, Affiliates
from tests.support.agreement import all_is_well, letters
from tests.support.beside_fees import ALL, FEE, GIFT, GIVER, NOTHING
from tests.support.credit import credit, give_credit, reverse, send_back
from tests.support.reviewing import accepts, decided_rule, looks_over, reviews
from tests.support.words import EUR, GBP

ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DISPUTED_CARD = "4000000000000259"


def test_a_large_gift_on_an_invoice_is_looked_at_when_it_is_paid(desk):
    desk.rule(GBP("600"), action=Action.FLAG)
    assert reviews(desk.house.parts.database) == []
    desk.pays()
    review = desk.review()
    assert (review.state, review.amount) == (ReviewState.WAITING, GIFT)
    assert (review.year_sum_minor, desk.year_sum()) == (60000, GIFT)
    assert desk.stands() == (GIFT, NOTHING)
    looks_over(desk.house, review)
    assert not desk.waits()
    all_is_well(desk.house)


@ONE_ENGINE
def test_a_fee_is_no_gift_however_large_and_a_small_gift_asks_nobody(desk):
    desk.rule(GBP("600.01"), action=Action.FLAG)
    desk.pays()
    member = desk.affiliates.member()
    invoice = desk.affiliates.invoice(member, GBP("900.00"))
    desk.affiliates.receive(member, GBP("900.00"), (invoice, GBP("900.00")))
    assert reviews(desk.house.parts.database) == []


@ONE_ENGINE
def test_money_pays_the_fee_first_and_the_gift_counts_whole_from_its_first_part(desk):
    desk.rule(GBP("600"))
    desk.transfers(FEE)
    assert reviews(desk.house.parts.database) == []
    desk.transfers(GBP("100.00"))
    assert desk.review().amount == GIFT
    assert desk.stands() == (GBP("500.00"), GBP("100.00"))
    desk.pays()
    assert desk.stands() == (NOTHING, GIFT)
    all_is_well(desk.house)


def test_a_gift_beside_a_fee_counts_in_the_year_of_its_giver(desk):
    desk.rule(GBP("700"), Measure.YEAR, Action.FLAG)
    desk.transfers(ALL)
    assert reviews(desk.house.parts.database) == []
    gift = desk.house.give("100", email=GIVER)
    desk.house.pay(gift)
    desk.house.let_everything_arrive()
    assert desk.review().payment_id == gift.id
    assert desk.review().year_sum_minor == 70000
    all_is_well(desk.house)


def test_two_gifts_of_a_giver_at_once_see_each_other_and_stand_in_nobodys_way(desk):
    desk.rule(GBP("700"), Measure.YEAR, Action.FLAG)
    gift = desk.house.give("100", email=GIVER)
    desk.house.pay(gift)
    desk.house.simulator.control.wait_idle(10)
    with ThreadPoolExecutor() as both:
        done = [both.submit(desk.transfers, ALL), both.submit(desk.house.worker.drain)]
    for each in done:
        each.result()
    assert desk.review().year_sum_minor == 70000
    all_is_well(desk.house)


@ONE_ENGINE
def test_what_was_given_otherwise_counts_with_a_gift_beside_a_fee(desk):
    desk.rule(GBP("700"), Measure.YEAR)
    gift = desk.house.give("100", email=GIVER)
    desk.house.pay(gift)
    desk.house.let_everything_arrive()
    desk.transfers(ALL)
    assert (desk.review().payment_id, desk.review().year_sum_minor) == (None, 70000)
    assert desk.stands() == (GBP("100.00"), GIFT)


def test_a_held_gift_beside_a_fee_is_no_income_until_it_is_accepted(desk):
    desk.rule(GBP("600"))
    desk.pays()
    assert desk.stands() == (NOTHING, GIFT)
    assert desk.house.books(Account.AFFILIATION_FEES) == {"GBP": -FEE}
    assert desk.house.books(Account.RECEIVABLES) == {}
    with desk.house.parts.database.reading() as session:
        assert held_money(session) == [GIFT]
    assert "affiliation_paid" in {kind for kind, _ in letters(desk.house)}
    all_is_well(desk.house)
    accepts(desk.house, desk.review())
    assert desk.stands() == (GIFT, NOTHING)
    all_is_well(desk.house)
    with pytest.raises(ReviewRefusedError) as told:
        accepts(desk.house, desk.review())
    assert told.value.fault is ReviewFault.DECIDED


def test_one_that_is_refused_goes_back_by_refund_and_the_fee_stays_paid(desk):
    desk.rule(GBP("600"))
    payment = desk.pays()
    [request] = desk.refuses()
    assert (request.amount, request.status) == (GIFT, RefundRequestStatus.WAITING)
    assert desk.stands() == (NOTHING, NOTHING)
    assert desk.affiliates.credit(desk.branch) == {"GBP": GIFT}
    assert desk.affiliates.owes(desk.invoice) == NOTHING
    with desk.house.parts.database.reading() as session:
        note = session.scalars(select(CreditNote)).one()
    assert (note.amount, note.gift_minor) == (GIFT, GIFT.minor)
    assert "company" not in note.words
    all_is_well(desk.house)
    desk.agrees(request)
    assert desk.house.payment(payment).kept == FEE
    assert desk.affiliates.credit(desk.branch) == {}
    assert desk.affiliates.owes(desk.invoice) == NOTHING
    assert desk.house.books(Account.AFFILIATION_FEES) == {"GBP": -FEE}
    assert not desk.waits()
    with pytest.raises(ReviewRefusedError):
        accepts(desk.house, desk.review())
    assert [it.id for it in desk.refuses()] == [request.id]
    all_is_well(desk.house)


def test_one_that_came_in_parts_goes_back_each_part_the_way_it_came(desk):
    desk.rule(GBP("600"))
    card = desk.pays(GBP("150.00"))
    desk.transfers(GBP("500.00"))
    [request] = desk.refuses()
    assert (request.payment_id, request.amount) == (card.id, GBP("100.00"))
    assert desk.affiliates.credit(desk.branch) == {"GBP": GIFT}
    desk.sends(request)
    send_back(desk.affiliates, desk.branch, GBP("500.00"))
    assert desk.affiliates.credit(desk.branch) == {}
    assert desk.house.books(Account.BANK) == {}
    all_is_well(desk.house)


@ONE_ENGINE
def test_a_credit_note_after_that_takes_the_fee_and_no_gift_again(desk):
    desk.rule(GBP("600"))
    desk.transfers(ALL)
    desk.refuses()
    note = credit(desk.affiliates, desk.invoice)
    assert (note.amount, note.gift_minor) == (FEE, 0)
    assert desk.house.books(Account.AFFILIATION_FEES) == {}
    all_is_well(desk.house)


def test_a_held_gift_whose_money_goes_waits_for_nobody_until_it_comes_again(desk):
    desk.rule(GBP("600"))
    came = desk.transfers(ALL)
    assert desk.waits()
    reverse(desk.affiliates, came)
    assert (desk.stands(), desk.waits()) == ((GIFT, NOTHING), False)
    with pytest.raises(ReviewRefusedError) as told:
        accepts(desk.house, desk.review())
    assert told.value.fault is ReviewFault.NOT_WHOLE
    desk.pays()
    assert (desk.stands(), desk.waits()) == ((NOTHING, GIFT), True)
    all_is_well(desk.house)


@ONE_ENGINE
def test_what_a_bank_took_before_we_heard_asks_nobody_until_it_is_here(desk):
    desk.rule(GBP("600"))
    desk.pays(card=DISPUTED_CARD)
    assert reviews(desk.house.parts.database) == []
    all_is_well(desk.house)
    desk.transfers(ALL)
    assert desk.waits()
    assert desk.stands() == (NOTHING, GIFT)
    all_is_well(desk.house)


@ONE_ENGINE
def test_an_invoice_that_is_void_asks_for_no_gift_to_be_held(desk):
    desk.rule(GBP("600"))
    desk.pays()
    credit(desk.affiliates, desk.invoice)
    assert desk.stands() == (NOTHING, NOTHING)
    assert (desk.waits(), desk.affiliates.credit(desk.branch)) == (False, {"GBP": ALL})
    all_is_well(desk.house)


def test_credit_that_is_given_is_looked_at_and_never_held(desk):
    member = desk.affiliates.member()
    desk.rule(GBP("300"))
    for amount in ("200.00", "150.00"):
        desk.affiliates.receive(member, GBP(amount))
    assert reviews(desk.house.parts.database) == []
    give_credit(desk.affiliates, member, GBP("350.00"))
    review = desk.review()
    assert (review.action, review.amount) == (Action.FLAG, GBP("350.00"))
    assert desk.house.books(Account.HELD_GIFTS) == {}
    assert desk.year_sum() == GBP("350.00")
    looks_over(desk.house, review)
    all_is_well(desk.house)


@ONE_ENGINE
def test_credit_that_went_with_its_money_counts_no_more_and_asks_nobody_when_it_comes_again(desk):
    desk.rule(GBP("300"), action=Action.FLAG)
    credit(desk.affiliates, desk.invoice)
    came = desk.affiliates.receive(desk.branch, GBP("400.00"))
    give_credit(desk.affiliates, desk.branch, GBP("400.00"))
    assert desk.year_sum() == GBP("400.00")
    reverse(desk.affiliates, came)
    assert desk.year_sum() == NOTHING
    assert len(reviews(desk.house.parts.database)) == 1
    all_is_well(desk.house)


@ONE_ENGINE
def test_a_gift_in_another_currency_is_looked_at_by_its_own_rules(house):
    affiliates = Affiliates(house.parts.database, house.parts.settings, house.parts.seal)
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch, EUR("50.00"), EUR("600.00"))
    decided_rule(house.parts.database, GBP("1"), begins=TODAY)
    affiliates.receive(branch, EUR("650.00"), (invoice, EUR("650.00")))
    assert reviews(house.parts.database) == []


def test_what_came_before_is_counted_when_the_database_is_brought_up_to_date(desk, database_url):
    desk.transfers(ALL)
    member = desk.affiliates.member()
    desk.affiliates.receive(member, GBP("20.00"))
    give_credit(desk.affiliates, member, GBP("20.00"))

    def kept() -> list[tuple[object, ...]]:
        with desk.house.parts.database.reading() as session:
            rows = session.scalars(select(GiftBesideFee).order_by(GiftBesideFee.source)).all()
            return [(it.source, it.details_id, it.amount_minor, it.here_minor) for it in rows]

    before = kept()
    assert [row[2] for row in before] == [60000, 2000]
    desk.house.parts.database.engine.dispose()
    command.downgrade(configuration(database_url), "0047")
    upgrade(database_url)
    assert kept() == before
