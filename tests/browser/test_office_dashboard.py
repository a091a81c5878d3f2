"""The first room in a real browser: with two years of money and with none, on every screen."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from hov_donate.ledger.chart import Account
from tests.support.axe import assert_no_axe_violations
from tests.support.booked import at_stripe, book
from tests.support.browser import OpenPage
from tests.support.doors import sign_in_on
from tests.support.keyboard import open_shelf
from tests.support.office import Office
from tests.support.words import EUR, GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    office.signed_in()
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/office"
    server.shutdown()
    thread.join()
    server.server_close()


def two_years(office: Office) -> None:
    for year in (2025, 2026):
        for month in range(1, 12):
            day, pounds = date(year, month, 7), 100 * month + year - 2000
            book(
                office.database,
                at_stripe(Account.DONATIONS, GBP(pounds), GBP(1), day=day),
                at_stripe(Account.RECURRING_DONATIONS, GBP(17), GBP(1), EUR(20), day=day),
                at_stripe(Account.DONATIONS, EUR(30), EUR(1), day=day),
            )


def look(page: Page) -> None:
    assert_no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("size", SIZES)
def test_it_can_be_read_by_everyone_empty_and_with_two_years(
    open_page: OpenPage, office: Office, address: str, size: str
) -> None:
    page = open_page(viewport=SIZES[size])
    sign_in_on(page, office.app, address)
    look(page)
    two_years(office)
    for path in ("", "?year=2025", "?from=2026-11-31&to=2026-11-01", "ledger?settled=GBP"):
        page.goto(f"{address}/{path}")
        for folded in page.locator("main details:not([open]) > summary").all():
            folded.click()
        look(page)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/")
    look(page)


def test_pictures_are_told_apart_without_colour(
    open_page: OpenPage, office: Office, address: str
) -> None:
    two_years(office)
    page = open_page(viewport=SIZES["desk"])
    sign_in_on(page, office.app, address)
    page.emulate_media(forced_colors="active")
    before = page.locator("figure rect.before").first
    assert before.evaluate("it => getComputedStyle(it).fill").startswith('url("#money-hatch")')
    now = page.locator("figure .plot rect.now").first
    fill, paper = (
        now.evaluate("it => getComputedStyle(it).fill"),
        page.evaluate("getComputedStyle(document.body).backgroundColor"),
    )
    assert fill != paper


def test_the_menu_is_worked_with_the_keyboard_and_without_scripts(
    open_page: OpenPage, office: Office, address: str
) -> None:
    page = open_page(javascript=False, viewport=SIZES["phone"])
    sign_in_on(page, office.app, address)
    ledger = page.get_by_role("link", name="Ledger", exact=True)
    expect(ledger).to_be_hidden()
    open_shelf(page, "Books")
    page.keyboard.press("Tab")
    expect(ledger).to_be_focused()
    page.press(":focus", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ledger")
    expect(page.get_by_role("link", name="Reconciliation", exact=True)).to_be_visible()


def test_a_figure_leads_by_keyboard_to_its_rows(
    open_page: OpenPage, office: Office, address: str
) -> None:
    two_years(office)
    page = open_page(javascript=False)
    sign_in_on(page, office.app, address)
    page.locator(".tile .big a").nth(1).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ledger")
    expect(page.get_by_role("main")).to_contain_text("Booked from 1 January 2026")
