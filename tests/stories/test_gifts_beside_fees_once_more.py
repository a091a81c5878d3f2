"""Gifts beside fees whose invoice is corrected, whose money comes again, or of which some waits."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import Officer, OfficerRole
from hov_donate.affiliations.operations import Override, hold_invoice, override_fee, unite
from hov_donate.affiliations.queries.money import InvoiceStanding, invoices_of
from hov_donate.core.money import Money
from hov_donate.donations.deciding import refuse
from hov_donate.donations.review.models import GiftBesideFee
from hov_donate.donations.review.rules import Measure, ReviewState
from hov_donate.payments import operations
from hov_donate.payments.models import Payment, RefundRequest
from hov_donate.payments.operations import WantedRefund
from hov_donate.payments.rules.refunding import RefundReason, RefundRequestStatus
from tests.support.affiliates import TODAY
from tests.support.agreement import all_is_well
from tests.support.beside_fees import ALL, FEE, GIFT, GIVER, NOTHING, Desk
from tests.support.credit import credit, give_credit, reverse
from tests.support.joining import Joining
from tests.support.reviewing import ANN, BEN, accepts, decided_rule, reviews
from tests.support.words import GBP

ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def costs(desk: Desk, fee: Money) -> InvoiceStanding:
    """The committee decides on another fee; the invoice that is asked for instead."""
    with desk.house.parts.database.writing() as work:
        override_fee(
            work,
            affiliation_id=desk.branch.id,
            override=Override(fee, "Hardship", "The chair", "EC 4"),
            actor=ANN,
            settings=desk.house.parts.settings,
        )
    with desk.house.parts.database.reading() as session:
        return invoices_of(session, desk.branch.id)[-1]


@pytest.mark.parametrize("way", ["card", "bank"])
def test_a_gift_that_was_refused_is_not_asked_for_again_when_its_fee_is_corrected(desk, way):
    desk.rule(GBP("600"))
    desk.pays() if way == "card" else desk.transfers(ALL)
    for request in desk.refuses():
        desk.agrees(request)
    instead = costs(desk, GBP("40.00"))
    assert (instead.invoice.gift_minor, instead.invoice.amount) == (0, GBP("40.00"))
    assert desk.review().state is ReviewState.REFUSED
    assert desk.stands() == (NOTHING, NOTHING)
    all_is_well(desk.house)


@ONE_ENGINE
def test_what_is_left_of_a_gift_is_asked_for_by_the_invoice_instead(desk):
    credit(desk.affiliates, desk.invoice, FEE + GBP("100.00"))
    instead = costs(desk, GBP("40.00"))
    assert (instead.invoice.fee_minor, instead.invoice.gift_minor) == (4000, 50000)


def wishes(desk: Desk, payment: Payment, amount: Money, actor: str = BEN) -> RefundRequest:
    """Somebody of the office asks for a refund, for a reason of its own."""
    wanted = WantedRefund(
        "form-1", payment.reference, amount, RefundReason.ASKED_BY_GIVER, "They telephoned."
    )
    alone_up_to = desk.house.parts.settings.campaign.refund_alone_up_to
    with desk.house.parts.database.writing() as work:
        return operations.ask_for_refund(work, wanted=wanted, alone_up_to=alone_up_to, actor=actor)


@pytest.mark.parametrize(
    ("before", "asked"), [(GIFT, ["600.00"]), (GBP("80.00"), ["80.00", "520.00"])]
)
def test_refusing_a_gift_of_which_a_refund_waits_leaves_the_fee(desk, before, asked):
    desk.rule(GBP("600"))
    payment = desk.pays()
    wishes(desk, payment, before)
    requests = desk.refuses()
    assert [it.amount for it in requests] == [GBP(it) for it in asked]
    for each in requests:
        if each.status is RefundRequestStatus.WAITING:
            with desk.house.parts.database.writing() as work:
                operations.agree_to_refund(
                    work, request_id=each.id, actor=ANN if each.asked_by == BEN else BEN
                )
        desk.sends(each)
    assert desk.house.payment(payment).kept == FEE
    assert desk.affiliates.owes(desk.invoice) == NOTHING
    assert desk.affiliates.credit(desk.branch) == {}
    all_is_well(desk.house)


@ONE_ENGINE
def test_a_gift_that_was_refused_does_not_come_back_when_two_memberships_are_one(house):
    joining = Joining.open(house)
    joining.join(pay="bank")
    before = joining.newest()
    decided_rule(house.parts.database, GBP("10"), begins=joining.today())
    later = joining.join_and_pay(amount="35", surplus_is_gift="yes")
    [paid] = joining.invoices(later)
    assert (paid.invoice.gift_minor, paid.settled) == (1400, GBP("35.00"))
    [review] = reviews(house.parts.database)
    with house.parts.database.writing() as work:
        hold_invoice(work, invoice_id=paid.invoice.id)
        campaign = house.parts.settings.campaign
        refuse(work, review_id=review.id, words="No.", actor=ANN, campaign=campaign)
    joining.record_transfer(before)
    with house.parts.database.writing() as work:
        unite(work, affiliation_id=later.id, settings=house.parts.settings)
    assert [it.invoice.gift_minor for it in joining.invoices(before)] == [0, 0]
    all_is_well(house)


def test_a_gift_whose_money_went_counts_and_is_asked_about_when_it_comes_again(desk):
    desk.rule(GBP("700"), Measure.YEAR)
    came = desk.transfers(ALL)
    reverse(desk.affiliates, came)
    gift = desk.house.give("300", email=GIVER)
    desk.house.pay(gift)
    desk.house.let_everything_arrive()
    assert reviews(desk.house.parts.database) == []
    desk.pays()
    assert (desk.review().amount, desk.review().year_sum_minor) == (GIFT, 90000)
    assert desk.stands() == (GBP("300.00"), GIFT)
    all_is_well(desk.house)


@ONE_ENGINE
def test_what_is_in_force_when_a_gift_comes_again_asks_about_it(desk):
    yesterday = TODAY - timedelta(days=1)
    came = desk.transfers(ALL, on=yesterday)
    reverse(desk.affiliates, came)
    desk.rule(GBP("600"))
    desk.transfers(ALL)
    assert desk.review().came_on == TODAY
    assert desk.stands() == (NOTHING, GIFT)
    all_is_well(desk.house)


@ONE_ENGINE
def test_a_gift_that_was_accepted_is_income_when_it_comes_again(desk):
    desk.rule(GBP("600"))
    came = desk.transfers(ALL)
    accepts(desk.house, desk.review())
    reverse(desk.affiliates, came)
    desk.transfers(ALL)
    assert (desk.review().state, desk.waits()) == (ReviewState.ACCEPTED, False)
    assert desk.stands() == (GIFT, NOTHING)
    all_is_well(desk.house)


@ONE_ENGINE
def test_credit_that_went_with_its_money_is_taken_off_whoever_gave_it(desk):
    affiliates, branch = desk.affiliates, desk.branch
    credit(affiliates, desk.invoice)
    came = affiliates.receive(branch, GBP("400.00"))
    give_credit(affiliates, branch, GBP("400.00"))
    writes_for(desk, affiliates.person("Olga Other"))
    another = affiliates.invoice(branch, FEE, GIFT)
    reverse(affiliates, came)
    desk.rule(GBP("600"), Measure.YEAR)
    affiliates.receive(branch, ALL, (another, ALL))
    assert (desk.review().amount, desk.review().year_sum_minor) == (GIFT, 60000)
    with desk.house.parts.database.reading() as session:
        gifts = session.scalars(select(GiftBesideFee).order_by(GiftBesideFee.id)).all()
    assert [it.amount_minor for it in gifts] == [40000, -40000, 60000]
    given, gone, _ = gifts
    assert (gone.details_id, gone.came_on) == (given.details_id, given.came_on)
    all_is_well(desk.house)


def writes_for(desk: Desk, details_id: uuid.UUID) -> None:
    """The branch has another officer write from now on."""
    with desk.house.parts.database.writing() as work:
        before = work.session.scalars(
            select(Officer).where(Officer.affiliation_id == desk.branch.id)
        ).one()
        before.ended_at = work.now
        work.session.flush()
        now = Officer(
            affiliation_id=desk.branch.id,
            role=OfficerRole.CORRESPONDENCE,
            details_id=details_id,
            since=work.now,
        )
        work.session.add(now)
