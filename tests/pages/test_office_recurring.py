"""Recurring gifts and disputes at the treasurer's desk, with Stripe at the other end."""

import re

import pytest

from hov_donate.core.references import spaced
from hov_donate.gateway.port import Interval
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.processes import finish_cancelling
from hov_donate.payments.rules import SubscriptionStatus
from hov_donate.staff.rules import Permission
from tests.support.house import House
from tests.support.office import TREASURER, Desk, treasurer_in, without
from tests.support.words import GBP

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FAILS_LATER = "4000000000000341"
WHY = "She wrote on 3 May & asked us to."


@pytest.fixture
def desk(house: House) -> Desk:
    return treasurer_in(house.site.app, house.parts.database)


def monthly(house: House) -> Payment:
    gift = house.give_every(Interval.MONTH, GBP("20.00"))
    house.pay(gift)
    house.let_everything_arrive()
    return house.payment(gift)


def standing(house: House, gift: Payment) -> Subscription:
    with house.parts.database.reading() as session:
        return session.query(Subscription).filter_by(reference=gift.reference).one()


def dues(page: str) -> list[str]:
    return re.findall(r'/office/gifts/(\w{8})"', page)


def test_a_recurring_gift_has_a_page_with_its_instalments_and_its_next_charge(
    house: House, desk: Desk
) -> None:
    gift = monthly(house)
    house.later(days=32)
    desk = Desk(house.site.app.test_client())
    desk.sign_in()
    listed = desk.get("/office/recurring").text
    assert f"/office/recurring/{gift.reference}" in listed
    assert "Every month" in listed
    assert "Rosa Quiñones" in listed
    page = desk.get(f"/office/recurring/{gift.reference}").text
    assert len(set(dues(page))) == 2
    assert "Going on" in page
    assert "2027" in page.split("Next instalment")[1][:200]
    later = next(it for it in dues(page) if it != gift.reference)
    instalment = desk.get(f"/office/gifts/{later}").text
    assert "An instalment of the recurring gift" in instalment
    assert gift.reference in dues(instalment)
    assert "this one" in instalment


@ONCE
def test_an_instalment_that_failed_can_be_checked_with_stripe(house: House, desk: Desk) -> None:
    gift = monthly(house)
    house.simulator.control.change_card(standing(house, gift).stripe_customer_id, FAILS_LATER)
    house.later(days=32)
    desk = Desk(house.site.app.test_client())
    desk.sign_in()
    failed = house.newest_payment()
    page = desk.get(f"/office/gifts/{failed.reference}").text
    assert "Did not arrive" in page
    assert "Stripe tries again" in page
    assert "An instalment could not be taken" in page
    desk.post(f"/office/gifts/{failed.reference}/check")
    assert "Checked with Stripe" in desk.get(f"/office/gifts/{failed.reference}").text


@ONCE
def test_recurring_gifts_can_be_narrowed_to_a_status(house: House, desk: Desk) -> None:
    gift = monthly(house)
    assert gift.reference in desk.get("/office/recurring?status=active").text
    ended = desk.get("/office/recurring?status=ended").text
    assert gift.reference not in ended
    assert "No recurring gift has this status" in ended


def test_the_treasurer_ends_a_recurring_gift_and_says_why(house: House, desk: Desk) -> None:
    gift = monthly(house)
    room = f"/office/recurring/{gift.reference}"
    assert f"{room}/end" in desk.get(room).text
    desk.get(f"{room}/end")
    unsaid = desk.post(f"{room}/end", reason=" \n ")
    assert unsaid.status_code == 422
    assert "Write why it ends" in unsaid.text
    assert standing(house, gift).status is SubscriptionStatus.ACTIVE

    assert desk.post(f"{room}/end", reason=WHY).headers["Location"] == room
    page = desk.get(room).text
    assert "The gift has ended" in page
    assert WHY.replace("&", "&amp;") in page
    assert TREASURER in page.split("The end was asked for")[1]
    assert f"{room}/end" not in page
    assert standing(house, gift).status is SubscriptionStatus.ENDED
    desk.post(f"{room}/end", reason="again")
    assert "This gift had ended already" in desk.get(room).text
    house.let_everything_arrive()
    assert standing(house, gift).cancel_reason == WHY


@ONCE
def test_an_end_that_stripe_did_not_hear_of_is_noted_and_finished_later(
    house: House, desk: Desk
) -> None:
    gift = monthly(house)
    room = f"/office/recurring/{gift.reference}"
    desk.get(f"{room}/end")
    house.simulator.control.set_fault("500", times=20, path="/v1/subscriptions")
    desk.post(f"{room}/end", reason=WHY)
    page = desk.get(room).text
    assert "It is noted, but Stripe did not answer" in page
    assert "Stripe has not answered yet" in page
    assert "is to end" in desk.get("/office/recurring").text
    house.simulator.control.clear_faults()
    finish_cancelling(house.parts.database, house.parts.gateway)
    assert standing(house, gift).status is SubscriptionStatus.ENDED


@ONCE
def test_whoever_may_not_end_gifts_sees_no_way_to(house: House, desk: Desk) -> None:
    gift = monthly(house)
    room = f"/office/recurring/{gift.reference}"
    with without(Permission.END_RECURRING, Permission.SEE_IDENTITIES):
        page = desk.get(room).text
        assert f"{room}/end" not in page
        assert "rosa@people.example" not in page
        assert "Rosa" not in desk.get("/office/recurring").text
        assert desk.get(f"{room}/end").status_code == 403
        assert desk.post(f"{room}/end", reason=WHY).status_code == 403
    assert standing(house, gift).cancel_asked_at is None
    assert house.site.app.test_client().get(room).status_code == 303
    desk.token = "forged"
    assert desk.post(f"{room}/end", reason=WHY).status_code == 400


@ONCE
@pytest.mark.parametrize("door", ["", "/end"])
def test_a_recurring_gift_that_is_not_there_has_no_page(desk: Desk, door: str) -> None:
    assert desk.get(f"/office/recurring/22222222{door}").status_code == 404
    assert desk.get(f"/office/recurring/nonsense{door}").status_code == 404


def test_disputes_that_must_be_answered_stand_before_those_that_are_over(
    house: House, desk: Desk
) -> None:
    empty = desk.get("/office/disputes").text
    assert empty.count('class="empty"') == 3
    gifts = [house.give("20"), house.give("30"), house.give("40"), house.give("50")]
    for gift in gifts:
        house.pay(gift)
    house.let_everything_arrive()
    ids = [
        house.simulator.control.open_dispute(house.intent_of(gift), reason=reason)["id"]
        for gift, reason in zip(gifts[1:], ("fraudulent", "duplicate", "general"), strict=True)
    ]
    house.simulator.control.lose_dispute(ids[0])
    house.simulator.control.warn_of_fraud(house.intent_of(gifts[0]))
    house.let_everything_arrive()
    page = desk.get("/office/disputes").text
    awaited, past = page.split('id="past"')
    assert ids[0] not in awaited
    assert ids[0] in past
    assert ids[1] in awaited
    assert "Taken twice" in awaited
    assert "Open; answer it" in awaited
    assert "Lost: the money is the payer&#39;s" in past
    assert spaced(gifts[2].reference) in awaited
    assert "spares the dispute" in awaited
    house.simulator.control.refund(house.intent_of(gifts[0]))
    house.let_everything_arrive()
    assert "spares the dispute" not in desk.get("/office/disputes").text


def test_a_gift_shows_its_refunds_disputes_documents_and_letters(house: House, desk: Desk) -> None:
    gift = house.give("20")
    house.pay(gift)
    house.let_everything_arrive()
    intent = house.intent_of(gift)
    control = house.simulator.control
    refund = control.refund(intent, 500)["id"]
    house.let_everything_arrive()
    control.fail_refund(refund)
    house.let_everything_arrive()
    dispute = control.open_dispute(intent, reason="unrecognized")["id"]
    house.let_everything_arrive()
    control.lose_dispute(dispute)
    control.warn_of_fraud(intent)
    house.let_everything_arrive()
    page = desk.get(f"/office/gifts/{gift.reference}").text
    kept = page.split("What we keep of it")[1].split("</dd>")[0]
    assert "£0.00" in kept
    for text in (
        "Charged back",
        refund,
        dispute,
        "The payer does not recognise it",
        "Lost: the money is the payer&#39;s",
        "Correction",
        "Reinstatement",
        "-£5.00",
        "Money goes back",
        "Money could not go back",
        "The gift was charged back",
        "A dispute was opened",
        "Warning of fraud",
    ):
        assert text in page, text
    pdfs = re.findall(r'href="([^"]+/documents/\d+\.pdf)"', page)
    assert len(pdfs) == 4
    for pdf in pdfs:
        assert desk.get(pdf).data.startswith(b"%PDF")
    other = house.give("5")
    stolen = pdfs[1].replace(gift.reference, other.reference)
    assert desk.get(stolen).status_code == 404
    found = desk.get(f"/office/gifts?status=charged_back&q={dispute}").text
    assert f"/office/gifts/{gift.reference}" in found


@ONCE
def test_letters_of_another_gift_are_not_shown(house: House, desk: Desk) -> None:
    gifts = [house.give("20"), house.give("30")]
    for gift in gifts:
        house.pay(gift)
    house.let_everything_arrive()
    page = desk.get(f"/office/gifts/{gifts[0].reference}").text
    letters = page.split("Letters about this gift")[1]
    assert spaced(gifts[0].reference) in letters
    assert spaced(gifts[1].reference) not in letters
