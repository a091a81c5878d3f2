"""Giving money back in the office: what it undoes first, then a second person, then Stripe."""

import re

import pytest

from hov_donate.payments.rules import PaymentStatus
from hov_donate.staff.rules import Permission, Role
from tests.support.house import House
from tests.support.office import Desk, Office, member_in, treasurer_in, without
from tests.support.words import GBP

OTHER = "other@campaign.example"
FILLED = {"reason": "asked_by_giver", "words": "Rosa wrote on 3 May."}


@pytest.fixture
def ann(house: House) -> Desk:
    return treasurer_in(house.site.app, house.parts.database)


@pytest.fixture
def ben(house: House) -> Desk:
    return member_in(house.site.app, house.parts.database, email=OTHER)


def given(house: House, amount: str) -> str:
    payment = house.give(amount)
    house.pay(payment)
    house.let_everything_arrive()
    return payment.reference


def press(desk: Desk, reference: str, **fields: str):
    page = desk.get(f"/office/payments/{reference}/refund").text
    key = re.search(r'name="form" value="(\w+)"', page)
    assert key
    return desk.post(f"/office/payments/{reference}/refund", **{"form": key[1], **FILLED, **fields})


def refunds_at_stripe(house: House) -> list[int]:
    return [each["amount"] for each in house.simulator.control.dump()["refund"]]


def test_the_page_says_what_it_undoes_before_anything_is_pressed(house, ann):
    reference = given(house, "20")
    page = ann.get(f"/office/payments/{reference}/refund").text
    assert "The fee that Stripe took does not come back" in page
    assert re.search(r"Receipt \d{4}-\d{6} stays as it is", page)
    assert 'value="20.00"' in page
    assert "Above £100.00" in page
    assert "checked" not in page


def test_a_small_sum_goes_back_by_one_persons_word(house, ann):
    reference = given(house, "20")
    answer = press(ann, reference, amount="7.50")
    assert answer.status_code == 303
    page = ann.get(answer.headers["Location"]).text
    assert "Sent by Stripe" in page
    assert "Rosa wrote on 3 May." in page
    house.let_everything_arrive()
    assert refunds_at_stripe(house) == [750]
    assert house.newest_payment().status is PaymentStatus.PARTLY_REFUNDED
    assert "£12.50" in ann.get(f"/office/payments/{reference}/refund").text


def test_a_large_sum_waits_for_somebody_else(house, ann, ben):
    answer = press(ann, given(house, "150"), amount="150")
    room = answer.headers["Location"]
    page = ann.get(room).text
    assert "another person of the office has to agree" in page
    assert "I agree" not in page
    ann.post(f"{room}/agree")
    assert refunds_at_stripe(house) == []
    assert "Another person than the one who asked" in ann.get(room).text
    assert "Refunds to decide" in ben.get("/office/").text
    assert "I agree" in ben.get(room).text
    assert ben.post(f"{room}/agree").status_code == 303
    assert refunds_at_stripe(house) == [15000]
    assert "£150.00" in ben.get("/office/refunds").text
    assert "£150.00" not in ben.get("/office/refunds?status=waiting").text


@pytest.mark.parametrize("role", [Role.TREASURER, Role.ADMINISTRATOR])
def test_somebody_else_may_decline_and_says_why(house, ann, role):
    ben = member_in(house.site.app, house.parts.database, email=OTHER, role=role)
    room = press(ann, given(house, "150"), amount="150").headers["Location"]
    assert "Decline it" in ben.get(room).text
    assert ben.post(f"{room}/decline", words="").status_code == 422
    ben.post(f"{room}/decline", words="She gave it for the strike.")
    assert "She gave it for the strike." in ann.get(room).text
    assert "Declined" in ann.get(room).text
    ben.post(f"{room}/agree")
    assert refunds_at_stripe(house) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount": ""}, "Enter how much"),
        ({"amount": "20.01"}, "There is not so much left of it"),
        ({"amount": "20", "reason": ""}, "Choose why"),
        ({"amount": "20", "words": ""}, "Write who asked for it"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_goes(house, ann, fields, told):
    answer = press(ann, given(house, "20"), **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert refunds_at_stripe(house) == []


def test_what_stripe_refuses_can_be_asked_for_again(house, ann):
    reference = given(house, "20")
    house.simulator.control.refund(house.intent_of(house.newest_payment()), 1500)
    answer = press(ann, reference, amount="10")
    room = answer.headers["Location"]
    page = ann.get(room).text
    assert "Refused by Stripe" in page
    assert "nothing_left_to_give_back" in page
    house.let_everything_arrive()
    ann.post(f"{room}/again")
    assert "There is not so much left of it" in ann.get(room).text


def test_while_stripe_is_silent_the_wish_is_kept(office: Office):
    desk, reference = office.signed_in(), office.gift(GBP("20.00"))
    answer = press(desk, reference, amount="5")
    page = desk.get(answer.headers["Location"]).text
    assert "Stripe is asked again every few minutes" in page
    assert "Agreed; Stripe is asked" in page


def test_who_may_not_give_back_is_not_asked(office: Office):
    desk, reference = office.signed_in(), office.gift(GBP("20.00"))
    with without(Permission.GIVE_BACK):
        assert desk.get(f"/office/payments/{reference}/refund").status_code == 403
        assert "Give it back" not in desk.get(f"/office/gifts/{reference}").text
    assert "Give it back" in desk.get(f"/office/gifts/{reference}").text


def test_no_such_payment_is_no_page(office: Office):
    desk = office.signed_in()
    assert desk.get("/office/payments/22222222/refund").status_code == 404
    assert desk.get("/office/refunds/9").status_code == 404
