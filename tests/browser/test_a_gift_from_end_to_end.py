"""A donor's whole way in a real browser, to the card page and back, with JavaScript off."""

import pytest
from playwright.sync_api import Browser, Page, expect

from hov_donate.payments.rules import PaymentStatus
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.house import DECLINED_CARD, GOOD_CARD, SECURE_CARD, House

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EXPIRY, CVC = "12 / 40", "123"


def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until the element with this id is in focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("id") == name:
            return
    raise AssertionError(f"the Tab key never came to {name}")


def type_in(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def is_sound(open_page: OpenPage, page: Page) -> None:
    """Look at the same page with axe, which needs JavaScript."""
    other = open_page()
    other.goto(page.url)
    assert_no_axe_violations(other)


def fill_in(page: Page, house: House, language: str = "en") -> None:
    """Choose once and the third amount, leave an address and press the button, by keyboard."""
    page.goto(f"{house.site.url}/{language}/donate?currency=GBP")
    tab_to(page, "frequency")
    page.keyboard.press("Space")
    tab_to(page, "choice")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    type_in(page, "email", "rosa@people.example")
    tab_to(page, "keep_details")
    page.keyboard.press("Space")
    tab_to(page, "pay")
    page.press(":focus", "Enter")
    expect(page.locator("#number")).to_be_visible()


def pay(page: Page, card: str = GOOD_CARD) -> None:
    """Type a card into the card page and press Enter."""
    expect(page.locator("#number")).to_be_visible()
    for name, text in (("number", card), ("expiry", EXPIRY), ("cvc", CVC)):
        type_in(page, name, text)  # tabbing into a field selects what is in it
    page.press(":focus", "Enter")


@pytest.mark.parametrize(
    ("language", "thanks", "amount", "subject"),
    [("en", "Thank you", "£20.00", "Receipt"), ("es", "Gracias", "20,00\xa0GBP", "Recibo")],
)
def test_twenty_pounds_with_the_keyboard_alone(
    house: House, open_page: OpenPage, language: str, thanks: str, amount: str, subject: str
) -> None:
    page = open_page(javascript=False)
    fill_in(page, house, language)
    pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(thanks)
    expect(page.locator(".facts")).to_contain_text(amount)
    is_sound(open_page, page)
    assert "rosa" not in page.url
    assert house.newest_payment().status is PaymentStatus.PAID

    house.let_everything_arrive()
    [mail] = house.mails()
    assert mail.subject.startswith(subject)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(thanks)


def test_a_declined_card_and_then_a_good_one(house: House, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    fill_in(page, house)
    pay(page, DECLINED_CARD)
    expect(page.get_by_role("alert")).to_be_visible()
    pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_a_card_whose_bank_asks_again(house: House, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    fill_in(page, house)
    pay(page, SECURE_CARD)
    page.locator("button[value=approve]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_who_comes_back_unpaid_takes_the_gift_up_again(house: House, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    fill_in(page, house)
    page.locator("main a").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your gift is not completed")
    is_sound(open_page, page)
    page.get_by_role("button", name="Continue to pay by card").click()
    pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_going_back_and_pressing_again_is_the_same_gift(house: House, browser: Browser) -> None:
    # Not `open_page`: watching requests switches off the cache from which Back is served.
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    fill_in(page, house)
    first = house.newest_payment().reference
    page.go_back()
    expect(page.locator("#email")).to_have_value("rosa@people.example")
    page.locator("#pay").click()
    pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert house.newest_payment().reference == first

    page.go_back()
    page.go_back()
    if page.locator("#pay").count():
        page.locator("#pay").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert house.newest_payment().reference == first
    assert house.newest_payment().status is PaymentStatus.PAID
    context.close()
