"""Donors change the amount, leave a month out, take another card, or stop."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from hov_donate.defence.operations import close_giving
from hov_donate.defence.rules import ClosureReason
from hov_donate.gateway.port import GatewayError
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.processes import finish_cancelling
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from hov_donate.staff.operations import add_member
from hov_donate.staff.rules import Role
from tests.support.agreement import all_is_well
from tests.support.giving import Donor, gift_page, kinds
from tests.support.house import GOOD_CARD, House
from tests.support.links import gift_url
from tests.support.monthly import FAILING_CARD, instalments, standing
from tests.support.words import GBP


@pytest.fixture
def rosa(house: House) -> Donor:
    return Donor(house)


def test_the_amount_is_lowered_at_once_and_raised_after_a_second_look(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    amount = f"{own}/{payment.reference}/amount"

    answer = rosa.presses(amount, **rosa.form(amount), amount="5")
    assert "The amount is changed" in answer.text
    assert standing(house).amount == GBP("5.00")

    fields = rosa.form(amount)
    page = rosa.presses(amount, **fields, amount="30").text
    assert "£5.00 every month" in page
    assert "Yes, take £30.00 every month" in page
    assert standing(house).amount == GBP("5.00")
    for _ in range(2):
        answer = rosa.presses(amount, **fields, amount="30", confirmed="yes")
        assert "The amount is changed" in answer.text
    assert standing(house).amount == GBP("30.00")

    house.let_everything_arrive()
    assert kinds(house).count("recurring_changed") == 2
    house.later(days=32)
    assert [each.amount for each in instalments(house)] == [GBP("20.00"), GBP("30.00")]
    all_is_well(house)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Enter an amount"),
        ("1", "Amount must be £2 or more"),
        ("10001", "Amount must be £10,000 or less"),
        ("€20", "another currency"),
        ("20", "You give this amount already"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_amount_that_cannot_be_taken_is_told_and_changes_nothing(house, rosa, typed, told):
    payment = rosa.begins()
    amount = f"{rosa.link()}/{payment.reference}/amount"
    answer = rosa.presses(amount, **rosa.form(amount), amount=typed, confirmed="yes")
    assert answer.status_code == 422
    assert told in answer.text
    assert standing(house).amount == GBP("20.00")


def test_the_next_month_is_left_out_and_the_one_after_is_taken(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    skip = f"{own}/{payment.reference}/skip"
    for _ in range(2):
        assert "is left out. After that we go on as before" in rosa.presses(skip).text
    house.later(days=32)
    taken = [each for each in instalments(house) if each.status is PaymentStatus.PAID]
    assert len(taken) == 1
    house.later(days=31)
    taken = [each for each in instalments(house) if each.status is PaymentStatus.PAID]
    assert len(taken) == 2
    all_is_well(house)


def test_who_skips_and_thinks_again_gives_as_before(house, rosa):
    payment = rosa.begins()
    skip = f"{rosa.link()}/{payment.reference}/skip"
    rosa.presses(skip)
    assert "Nothing is left out any more" in rosa.presses(skip, undo="yes").text
    house.later(days=32)
    assert [each.status for each in instalments(house)] == [PaymentStatus.PAID, PaymentStatus.PAID]


def test_two_clicks_end_it_here_and_at_stripe(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    cancel = re.search(r'href="(/en/my-giving/[^"]+/cancel)"', rosa.sees(own))
    assert cancel
    assert "Stop giving every month?" in rosa.sees(house.site.url + cancel[1])
    for _ in range(2):
        assert "It has ended" in rosa.presses(house.site.url + cancel[1]).text
    house.let_everything_arrive()
    ended = standing(house)
    assert ended.status is SubscriptionStatus.ENDED
    assert ended.cancel_asked_by == "donor"
    remote = house.parts.gateway.read_subscription(ended.stripe_subscription_id)
    assert remote.status == "canceled"
    assert kinds(house).count("recurring_ended") == 1
    house.later(days=62)
    assert len(instalments(house)) == 1
    assert f"/{payment.reference}/cancel" not in rosa.sees(rosa.link())
    all_is_well(house)


def test_an_end_is_noted_while_stripe_is_silent_and_finished_later(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    house.simulator.control.set_fault("500", times=20, path="/v1/subscriptions")
    answer = rosa.presses(f"{own}/{payment.reference}/cancel")
    assert "We have noted that you want to stop" in answer.text
    assert "You asked us to stop, and we are finishing it" in answer.text
    assert standing(house).status.alive

    house.simulator.control.clear_faults()
    house.clock.skip(timedelta(minutes=11))
    house.worker.run_due_jobs()
    assert standing(house).status is SubscriptionStatus.ENDED


def test_an_end_that_stripe_does_not_take_holds_up_nobody_elses(house, rosa):
    stuck, other = rosa.begins(), rosa.begins(amount="5")
    own = rosa.link()
    house.simulator.control.set_fault("500", times=20, path="/v1/subscriptions")
    for payment in (stuck, other):
        rosa.presses(f"{own}/{payment.reference}/cancel")
    house.simulator.control.clear_faults()
    first = subscription_of(house, stuck)
    path = f"/v1/subscriptions/{first.stripe_subscription_id}"
    house.simulator.control.set_fault("500", times=1000, path=path)
    with pytest.raises(GatewayError):
        finish_cancelling(house.parts.database, house.parts.gateway)
    assert subscription_of(house, stuck).status.alive
    assert subscription_of(house, other).status is SubscriptionStatus.ENDED


def subscription_of(house: House, payment: Payment) -> Subscription:
    with house.parts.database.reading() as session:
        wanted = select(Subscription).where(Subscription.reference == payment.reference)
        return session.scalars(wanted).one()


def test_while_stripe_is_silent_nothing_else_is_changed_and_the_donor_told(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    fields = rosa.form(f"{own}/{payment.reference}/amount")
    house.simulator.control.set_fault("500", times=60)
    for action, typed in (("skip", {}), ("card", {}), ("amount", {**fields, "amount": "5"})):
        answer = rosa.presses(f"{own}/{payment.reference}/{action}", **typed)
        assert answer.status_code == 503, action
        assert "The card service did not answer" in answer.text
    house.simulator.control.clear_faults()
    assert standing(house).amount == GBP("20.00")
    assert "recurring_changed" not in kinds(house)


def test_a_failed_month_is_told_with_what_to_do_and_a_new_card_mends_it(house, rosa):
    payment = rosa.begins()
    customer = standing(house).stripe_customer_id
    house.simulator.control.change_card(customer, FAILING_CARD)
    house.later(days=32)
    own = rosa.link()
    page = rosa.sees(own)
    assert "The last time it could not be taken" in page
    assert "Pay or confirm it now" in page
    failed = instalments(house)[-1]
    assert failed.status is PaymentStatus.FAILED
    told = gift_page(house, failed)
    assert "We could not take £20.00 this time" in told
    assert "Continue to pay by card" not in told
    resumed = rosa.browser.post(
        gift_url(house.parts, failed.reference, "en") + "/resume", allow_redirects=False
    )
    assert "/gift/" in resumed.headers["Location"]

    answer = rosa.browser.post(f"{own}/{payment.reference}/card", allow_redirects=False)
    assert answer.status_code == 303
    portal = answer.headers["Location"]
    assert portal.startswith(house.simulator.url)
    shown = rosa.sees(portal)
    way_back = re.search(r'href="([^"]+done=card[^"]*)"', shown)
    assert way_back
    card = {"number": GOOD_CARD, "expiry": "12 / 40", "cvc": "123", "action": "card"}
    rosa.presses(portal, **card)
    assert "You are back from the card page" in rosa.sees(way_back[1])
    house.later(days=8)
    assert house.payment(failed).status is PaymentStatus.PAID
    assert "could not be taken" not in rosa.sees(rosa.link())
    all_is_well(house)


def test_stripes_card_page_is_closed_with_the_donation_page(house, rosa):
    """Cards could be tried out there as well."""
    payment = rosa.begins()
    own = rosa.link()
    with house.parts.database.writing() as work:
        add_member(
            work, email="t@campaign.example", role=Role.TREASURER, password="x" * 20, language="en"
        )
    with house.parts.database.writing() as work:
        assert close_giving(work, reason=ClosureReason.ATTACK, member_id=1)
    house.parts.guard.look_again()
    answer = rosa.browser.post(f"{own}/{payment.reference}/card", allow_redirects=False)
    assert answer.status_code == 503
    assert "Giving by card is stopped" in unescape(answer.text)
