"""Gifts that somebody has to look at, decided with the keyboard and readable by everyone."""

import pytest
from playwright.sync_api import expect

from hov_donate.donations.review.rules import Action, Measure
from tests.browser.test_office_money import SIZES, readable, sign_in
from tests.support.beside_fees import desk_of
from tests.support.browser import OpenPage
from tests.support.house import House
from tests.support.reviewing import decided_rule, refuses, reviews
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def fill(house: House) -> list[str]:
    """Gifts that are held, on an invoice too, one refused, one flagged; the rooms to look at."""
    database = house.parts.database
    rule = decided_rule(database, GBP("500"))
    decided_rule(database, GBP("300"), Measure.YEAR, Action.FLAG)
    for amount in ("320", "900", "500"):
        house.pay(house.give(amount))
        house.let_everything_arrive()
    flagged, refused, held = reviews(database)
    refuses(house, refused)
    beside_fee = desk_of(house)
    beside_fee.pays()
    *_, on_invoice = reviews(database)
    assert on_invoice.beside_fee_id
    room = f"review-rules/{rule.id}"
    rooms = [f"reviews/{it.id}" for it in (flagged, refused, held, on_invoice)]
    credit = f"invoices/{beside_fee.invoice.id}/credit"
    return ["reviews", *rooms, "review-rules", f"{room}/change", f"{room}/end", credit]


def test_a_rule_is_made_and_a_gift_accepted_with_the_keyboard(
    open_page: OpenPage, house: House
) -> None:
    page = open_page(javascript=False)
    enter = sign_in(page, house)
    enter("review-rules/make")
    page.get_by_label("A single gift").press("Space")
    page.get_by_label("Hold: no income").press("Space")
    page.get_by_label("Currency").select_option("GBP")
    page.get_by_label("From which sum on?").fill("500")
    page.get_by_label("How many days").fill("14")
    page.get_by_label("Which meeting decided it?").fill("Committee, 3 May, minute 7")
    page.get_by_role("button", name="Write it down").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The rule is written down")
    house.pay(house.give("500"))
    house.let_everything_arrive()
    enter(f"reviews/{reviews(house.parts.database)[0].id}")
    page.get_by_role("button", name="Accept it", exact=True).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("It is accepted")


@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_read_gifts_to_look_at(open_page: OpenPage, house: House, size: str) -> None:
    rooms = fill(house)
    page = open_page(viewport=SIZES[size])
    enter = sign_in(page, house)
    for room in rooms:
        enter(room)
        readable(page, room, size)
