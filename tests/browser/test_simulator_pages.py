"""The simulator's pages in a real browser: by keyboard, on a narrow screen, for everyone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from hov_donate.simulator.serve import RunningSimulator, start
from tests.simulator.support import client_of, gift
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage

NARROW = {"width": 320, "height": 640}
DECLINED = "4000000000000002"
BANK = "4000002760003184"


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start()
    yield running
    running.stop()


def page_to_pay(simulator: RunningSimulator, **more: str) -> str:
    back = f"{simulator.url}/?paid={{CHECKOUT_SESSION_ID}}"
    asked = gift() | {"success_url": back, **more}
    return str(client_of(simulator).v1.checkout.sessions.create(asked).url)


def fill(page: Page, number: str) -> None:
    page.get_by_role("textbox", name="number").or_(page.locator("#number")).first.focus()
    for text in (number, "12/34", "123"):
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_payer_gives_by_keyboard_after_a_refusal(
    simulator: RunningSimulator, open_page: OpenPage
) -> None:
    page = open_page(viewport=NARROW)
    page.goto(page_to_pay(simulator))
    assert_no_axe_violations(page)
    assert_fits(page)
    fill(page, DECLINED)
    page.press(":focus", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("declined")
    assert_no_axe_violations(page)
    fill(page, BANK)
    page.press(":focus", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    assert_no_axe_violations(page)
    assert_fits(page)
    page.get_by_role("button", name="Approve").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stripe simulator")
    assert "paid=cs_test_" in page.url
    assert_no_axe_violations(page)
    assert_fits(page)
    page.go_back()
    page.reload()
    assert len(simulator.control.dump()["charge"]) == 2


def test_every_other_state_is_for_everyone(
    simulator: RunningSimulator, open_page: OpenPage
) -> None:
    page = open_page(viewport=NARROW)
    address = page_to_pay(simulator, locale="es")
    page.goto(address)
    page.get_by_role("button", name="Donar").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Hay un problema")
    assert_no_axe_violations(page)
    simulator.control.pay(address.rpartition("/")[2])
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta página está cerrada")
    assert_no_axe_violations(page)
    page.goto(simulator.control.dump()["charge"][0]["receipt_url"])
    assert_no_axe_violations(page)
    assert_fits(page)


def test_the_home_page_lets_time_pass_without_javascript(
    simulator: RunningSimulator, open_page: OpenPage
) -> None:
    page = open_page(javascript=False)
    before = simulator.control.now()
    page.goto(simulator.url)
    page.get_by_role("button", name="Let time pass").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stripe simulator")
    assert simulator.control.now()[:10] > before[:10]
