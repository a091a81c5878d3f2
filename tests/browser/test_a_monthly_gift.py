"""A monthly gift from beginning to end in a real browser, by keyboard, with JavaScript off."""

import re

import pytest
from playwright.sync_api import Page, expect

from hov_donate.payments.queries import subscription_by_reference
from hov_donate.payments.rules import SubscriptionStatus
from tests.browser.test_a_gift_from_end_to_end import is_sound, pay, tab_to, type_in
from tests.support.browser import OpenPage
from tests.support.house import House

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EMAIL = "rosa@people.example"


def give_every_month(page: Page, house: House, language: str) -> None:
    """Choose every month and the third amount with the keyboard, and pay."""
    page.goto(f"{house.site.url}/{language}/donate?currency=GBP")
    tab_to(page, "frequency")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "choice")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    type_in(page, "email", EMAIL)
    tab_to(page, "pay")
    page.press(":focus", "Enter")
    pay(page)


def the_link(house: House) -> str:
    """The link in the newest letter that has one and nothing else."""
    house.let_everything_arrive()
    found = (re.search(r"http\S+/my-giving/[\w.-]+", mail.text) for mail in house.mails())
    return next(each[0] for each in found if each)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_monthly_gift_is_begun_given_another_card_and_stopped(
    house: House, open_page: OpenPage, language: str
) -> None:
    page = open_page(javascript=False, viewport={"width": 320, "height": 640})
    give_every_month(page, house, language)
    expect(page.locator(".gift.paid")).to_be_visible()
    is_sound(open_page, page)
    house.let_everything_arrive()
    page.reload()
    tab_to(page, "own")
    page.press(":focus", "Enter")
    expect(page.get_by_role("status")).to_be_visible()

    page.goto(the_link(house))
    page.locator("form[action$='/card'] button").press("Enter")
    pay(page)
    page.locator("main a").last.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    is_sound(open_page, page)

    page.locator("a[href$='/cancel']").press("Enter")
    is_sound(open_page, page)
    tab_to(page, "stop")
    page.press(":focus", "Enter")
    expect(page.locator(".recurring.ended")).to_be_visible()
    expect(page.locator("a[href$='/cancel']")).to_have_count(0)
    with house.parts.database.reading() as session:
        found = subscription_by_reference(session, house.newest_payment().reference)
    assert found
    assert found.status is SubscriptionStatus.ENDED
