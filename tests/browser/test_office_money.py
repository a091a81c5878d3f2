"""The rooms about money that comes again, goes back or matches nothing, readable by everyone."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from hov_donate.gateway.port import Interval
from tests.support.affiliates import Affiliates
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.doors import sign_in_on
from tests.support.house import House
from tests.support.office import treasurer_in
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}


@dataclass
class Rooms:
    """Where things are."""

    gift: str
    recurring: str
    unmatched: str
    settled: str
    invoice: str

    @property
    def all(self) -> tuple[str, ...]:
        """Every room with something in it."""
        return (
            "recurring",
            "disputes",
            "reconciliation",
            f"gifts/{self.gift}",
            f"recurring/{self.recurring}",
            f"recurring/{self.recurring}/end",
            f"unmatched/{self.settled}",
            f"unmatched/{self.unmatched}",
            f"unmatched/{self.unmatched}/attach?reference=typo",
            f"unmatched/{self.unmatched}/attach?reference={self.gift}",
            f"unmatched/{self.unmatched}/invoice?invoice=typo",
            f"unmatched/{self.unmatched}/invoice?invoice={self.invoice}",
            f"unmatched/{self.unmatched}/gift",
            f"unmatched/{self.unmatched}/refund",
        )


def fill(house: House) -> Rooms:
    """A gift with every mishap, a recurring one, and money that matches nothing."""
    control = house.simulator.control
    gift, monthly = house.give("20"), house.give_every(Interval.MONTH, GBP("1234.50"))
    for payment in (gift, monthly):
        house.pay(payment)
    intents = [control.make_stray_payment(1500, "gbp")["id"] for _ in range(2)]
    house.let_everything_arrive()
    intent = house.intent_of(gift)
    control.fail_refund(control.refund(intent, 500)["id"])
    control.warn_of_fraud(intent)
    control.lose_dispute(control.open_dispute(intent)["id"])
    control.open_dispute(house.intent_of(monthly), reason="duplicate")
    control.refund(intents[0])
    house.let_everything_arrive()
    settled, waiting = (str(money.id) for money in house.unmatched())
    parts = house.parts
    affiliates = Affiliates(parts.database, parts.settings, parts.seal)
    invoice = affiliates.invoice(affiliates.branch()).full_number
    return Rooms(gift.reference, monthly.reference, waiting, settled, invoice)


def sign_in(page: Page, house: House) -> Callable[[str], None]:
    """Sign in; opens rooms."""
    treasurer_in(house.site.app, house.parts.database)
    sign_in_on(page, house.site.app, f"{house.site.url}/office")

    def enter(room: str) -> None:
        page.goto(f"{house.site.url}/office/{room}")

    return enter


def readable(page: Page, room: str, size: str) -> None:
    assert_no_axe_violations(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= SIZES[size]["width"], f"{room} is {width} pixels wide"


@pytest.mark.parametrize("size", SIZES)
def test_every_room_about_money_can_be_read_by_everyone(
    open_page: OpenPage, house: House, size: str
) -> None:
    page = open_page(viewport=SIZES[size])
    enter = sign_in(page, house)
    for room in ("recurring", "recurring?status=ended", "disputes"):
        enter(room)
        readable(page, room, size)
    for room in fill(house).all:
        enter(room)
        readable(page, room, size)


def test_mistakes_in_the_forms_are_told_where_they_were_made(page: Page, house: House) -> None:
    enter = sign_in(page, house)
    rooms = fill(house)
    for room, button in (
        (f"unmatched/{rooms.unmatched}/gift", "Make it a gift of this person"),
        (f"recurring/{rooms.recurring}/end", "End it now"),
    ):
        enter(room)
        page.get_by_role("button", name=button).click()
        expect(page).to_have_title(re.compile("^Error:"))
        readable(page, room, "desk")
        page.get_by_role("alert").get_by_role("link").first.click()
        expect(page.locator(":focus")).to_have_attribute("aria-invalid", "true")


def test_money_becomes_a_gift_with_the_keyboard_alone(open_page: OpenPage, house: House) -> None:
    page = open_page(javascript=False)
    enter = sign_in(page, house)
    fill(house)
    enter("reconciliation")
    page.get_by_role("link", name="Decide").press("Enter")
    page.get_by_role("link", name="Make it into a gift").press("Enter")
    page.get_by_label("Full name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill("ada@people.example")
    page.get_by_label("The giver agreed, and I write down how").press("Space")
    page.get_by_label("How and when did the giver agree?").fill("By letter of 3 May.")
    page.get_by_role("button", name="Make it a gift of this person").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The money is this gift's now")
    expect(page.get_by_role("main")).to_contain_text("By letter of 3 May.")
