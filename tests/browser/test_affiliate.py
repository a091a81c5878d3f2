"""Affiliating in a real browser: every page and error state, and the whole way by keyboard."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_a_gift_from_end_to_end import is_sound as is_sound_elsewhere
from tests.browser.test_a_gift_from_end_to_end import tab_to
from tests.browser.test_giving import DESK, LOOKS, PHONE, Pages, is_sound, opened_site
from tests.support.affiliating import BRANCH, put_in_force
from tests.support.browser import OpenPage
from tests.support.house import House
from tests.support.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Questions that take an empty answer.
NEVER_WRONG = {"fee", "delegates", "listing", "consents"}
ANOTHER_PAYS = {
    "payer_name": "Region",
    "payer_address": "Road 1\nTown",
    "payer_email": "pay@people.example",
}
ANSWERS = {**BRANCH, "invoice": {"payer": "another"}, "payer": ANOTHER_PAYS}


@pytest.fixture
def pages(office: Office) -> Iterator[Pages]:
    put_in_force(office.database)
    yield from opened_site(office)


def question(page: Page) -> str:
    """The last part of the address."""
    return page.url.partition("?")[0].rpartition("/")[2]


def fill_in(page: Page, answers: dict[str, str]) -> None:
    """Answer what is asked, by the names of the fields."""
    for name, text in answers.items():
        field = page.locator(f'form[method=post] [name="{name}"]')
        kind = field.first.evaluate("it => it.type")
        if kind == "radio":
            page.check(f'[name="{name}"][value="{text}"]')
        elif kind == "checkbox":
            field.check()
        elif kind == "select-one":
            field.select_option(text)
        else:
            field.fill(text)


def walk(page: Page, *, clean: bool = False, mistakes: bool = True) -> None:
    """From the first question to the check page; pages are looked at as wished."""
    while question(page) != "check":
        asked = question(page)
        if clean:
            is_sound(page)
        if mistakes and asked not in NEVER_WRONG:
            page.click("#go")
            expect(page.locator(".summary")).to_be_visible()
            is_sound(page)
        fill_in(page, ANSWERS[asked])
        page.click("#go")
        leave(page, asked)


def leave(page: Page, asked: str) -> None:
    """Wait for another page than the one that was answered."""
    page.wait_for_url(lambda url: url.partition("?")[0].rpartition("/")[2] != asked)


@pytest.mark.parametrize(
    ("look", "language"), [(LOOKS[0], "en"), (LOOKS[0], "es"), (LOOKS[1], "en"), (LOOKS[2], "es")]
)
def test_every_page_of_the_application_is_sound(
    pages: Pages, open_page: OpenPage, look: dict[str, Any], language: str
) -> None:
    page = open_page(**look)
    page.goto(f"{pages.address}/{language}/affiliate")
    is_sound(page)
    page.click("main a.main")
    walk(page, clean=look is LOOKS[0] and language == "en")
    is_sound(page)
    page.click("main > .card > p:last-child a")
    page.fill("#email", "rosa")
    page.click("#go")
    is_sound(page)
    page.fill("#email", "rosa@people.example")
    page.click("#go")
    is_sound(page)
    page.click("main .card > p:last-child a")
    page.click("#send")
    expect(page.locator(".summary a")).to_have_attribute("href", "#authority")
    is_sound(page)
    page.check("#authority")
    page.click("#send")
    expect(page.locator(".gift.paid")).to_be_visible()
    is_sound(page)


@pytest.mark.parametrize(("look", "language"), [(LOOKS[0], "en"), (LOOKS[1], "es")])
def test_every_state_of_a_quote_is_sound(
    pages: Pages, open_page: OpenPage, look: dict[str, Any], language: str
) -> None:
    page = open_page(**look)
    page.goto(f"{pages.address}/{language}/affiliate/quote")
    is_sound(page)
    page.click("#go")
    is_sound(page)
    page.check('[value="federation"]')
    page.select_option("#country", "GB")
    page.click("#go")
    is_sound(page)
    page.check('[value="low"]')
    page.click("#go")
    page.click("#go")
    is_sound(page)
    page.fill("#measure-branches", "12")
    page.click("#go")
    expect(page.locator(".motion")).to_be_visible()
    is_sound(page)
    page.emulate_media(media="print")
    expect(page.locator(".motion")).to_be_visible()
    expect(page.locator("form")).not_to_be_visible()
    expect(page.get_by_role("link")).to_have_count(2)  # who it is, and their address
    page.emulate_media(media="screen")
    page.click(".unprinted a")
    is_sound(page)


@pytest.mark.parametrize("look", LOOKS)
def test_renewing_and_turned_away_pages_are_sound(
    pages: Pages, open_page: OpenPage, look: dict[str, Any]
) -> None:
    page = open_page(**look)
    page.goto(f"{pages.address}/en/affiliate")
    page.click("main a.main")
    while question(page) != "before":
        fill_in(page, ANSWERS[question(page)])
        page.click("#go")
    fill_in(page, {"before": "unsure"})
    page.click("#go")
    is_sound(page)
    page.click("#go")
    expect(page.get_by_role("status")).to_be_visible()
    is_sound(page)
    page.click("main a.main")
    page.evaluate("document.querySelector('#website').value = 'spam'")
    page.click("#go")
    is_sound(page)
    page.goto(f"{pages.address}/en/affiliate/officer/forged")
    is_sound(page)


def test_an_application_from_right_to_left_is_laid_out_as_in_a_mirror(
    pages: Pages, open_page: OpenPage
) -> None:
    for viewport in (PHONE, DESK):
        page = open_page(viewport=viewport)
        page.goto(f"{pages.address}/ar/affiliate")
        page.click("main a.main")
        assert page.get_attribute("html", "dir") == "rtl"
        walk(page, mistakes=False)
        is_sound(page)
        title = page.locator(".answers h2").first.bounding_box()
        change = page.locator(".answers a").first.bounding_box()
        assert title and change  # noqa: PT018
        assert title["x"] > change["x"]


def test_a_mistake_is_in_focus_and_leads_to_its_field(pages: Pages, open_page: OpenPage) -> None:
    page = open_page(javascript=False, viewport=PHONE)
    page.goto(f"{pages.address}/en/affiliate")
    page.click("main a.main")
    page.click("#go")
    expect(page).to_have_title(re.compile("^Error: What kind of organisation is it"))
    expect(page.locator(".summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.press(":focus", "Enter")
    expect(page.locator("#kind")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#kind")).to_be_checked()
    page.locator("#go").press("Enter")
    expect(page.locator("#name")).to_be_visible()
    page.go_back()
    expect(page.locator("#kind")).to_be_visible()


def by_keyboard(page: Page, answers: dict[str, str]) -> None:
    """Answer with the keys alone: Tab to each field, type, Space, arrows; and press the button."""
    for name, text in answers.items():
        field = page.locator(f'form [name="{name}"]:not([type=hidden])')
        kind = field.first.evaluate("it => it.type")
        tab_to(page, field.first.get_attribute("id") or "")
        if kind in {"radio", "checkbox"}:
            page.keyboard.press("Space")
            wanted = page.locator(f'[name="{name}"][value="{text}"]')
            while not wanted.is_checked():
                page.keyboard.press("ArrowDown")
        elif kind == "select-one":
            page.keyboard.type(text)
        else:
            page.keyboard.type(text)
    tab_to(page, "send" if question(page) == "check" else "go")
    page.press(":focus", "Enter")


COUNTRY = {"en": "United Kingdom", "es": "Reino Unido"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_quote_to_the_chairs_confirmation_by_keyboard_without_javascript(
    house: House, open_page: OpenPage, language: str
) -> None:
    put_in_force(house.parts.database)
    page = open_page(javascript=False, viewport=PHONE)
    page.goto(f"{house.site.url}/{language}/affiliate/quote")
    by_keyboard(page, {"kind": "union_branch", "country": COUNTRY[language]})
    expect(page.locator("#affiliated_members")).to_be_visible()
    by_keyboard(page, {"affiliated_members": "350"})
    expect(page.locator(".fee")).to_contain_text("63")
    is_sound_elsewhere(open_page, page)
    apply_by_keyboard(page)
    expect(page.locator(".gift.paid")).to_contain_text("A-00001")
    sent = page.url
    is_sound_elsewhere(open_page, page)

    house.let_everything_arrive()
    page.goto(link_to_officer(house, "karl@people.example"))
    expect(page.locator(".facts")).to_contain_text("Rosa Quiñones")
    confirm_by_keyboard(open_page, page)
    page.goto(sent)
    expect(page.locator(".good")).to_have_count(1)


def apply_by_keyboard(page: Page) -> None:
    """From a quote to the application that was sent; what the quote knew is not typed again."""
    tab_to(page, "go")
    page.press(":focus", "Enter")
    leave(page, "quote")
    given = {"kind", "country", "affiliated_members"}
    while question(page) != "check":
        asked = question(page)
        told = {name: text for name, text in BRANCH[asked].items() if name not in given}
        by_keyboard(page, told)
        leave(page, asked)
    by_keyboard(page, {"authority": "yes"})


def confirm_by_keyboard(open_page: OpenPage, page: Page) -> None:
    """Press without an answer, be told, and confirm."""
    is_sound_elsewhere(open_page, page)
    tab_to(page, "go")
    page.press(":focus", "Enter")
    expect(page.locator(".summary")).to_be_focused()
    is_sound_elsewhere(open_page, page)
    by_keyboard(page, {"answer": "confirmed"})
    expect(page.get_by_role("status")).to_be_visible()
    is_sound_elsewhere(open_page, page)


def link_to_officer(house: House, email: str) -> str:
    """The link in the letter to an officer."""
    letters = (mail.text for mail in house.mails() if email in mail.to)
    found = (re.search(r"http\S+/affiliate/officer/[\w.-]+", text) for text in letters)
    return next(each[0] for each in found if each)
