"""The donor's pages in a real browser: every page and error state, with JavaScript off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hov_donate.core.links import LinkPurpose
from hov_donate.core.money import Money
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.house import serve
from tests.support.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
LOOKS: list[dict[str, Any]] = [
    {"viewport": PHONE},
    {"viewport": DESK, "color_scheme": "dark"},
    {"viewport": DESK, "forced_colors": "active"},
]


@dataclass
class Pages:
    """The public site on this machine; Stripe cannot be reached from it."""

    address: str
    office: Office

    def gift(self, reference: str, language: str = "en") -> str:
        """The address of a gift's own page."""
        token = self.office.parts.links.sign(
            LinkPurpose.GIFT, reference, now=self.office.clock.now(), lasts=timedelta(days=1)
        )
        return f"{self.address}/{language}/gift/{token}"


def opened_site(office: Office) -> Iterator[Pages]:
    for site in serve(office.app):
        yield Pages(site.url, office)
    office.database.engine.dispose()


@pytest.fixture
def pages(office: Office) -> Iterator[Pages]:
    yield from opened_site(office)


def is_sound(page: Page) -> None:
    """Readable by everyone, and no wider than the window."""
    assert_no_axe_violations(page)
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, f"{page.url} is {width} pixels too wide"


@pytest.mark.parametrize(
    ("look", "language"), [(LOOKS[0], "en"), (LOOKS[0], "es"), (LOOKS[1], "en"), (LOOKS[2], "es")]
)
def test_every_state_of_the_page_is_sound(
    pages: Pages, open_page: OpenPage, look: dict[str, Any], language: str
) -> None:
    page = open_page(**look)
    page.goto(f"{pages.address}/{language}/donate")
    is_sound(page)

    page.click("#pay")
    is_sound(page)

    page.check("#frequency-month")
    page.check("#choice-other")
    page.fill("#amount", "1.2345")
    page.fill("#email", "rosa")
    page.select_option("#currency", "ISK")
    page.check("#keep_details")
    page.click("#pay")
    is_sound(page)

    page.fill("#amount", "1500")
    page.fill("#email", "rosa@people.example")
    page.click("#pay")
    expect(page.locator(".summary a")).to_have_attribute("href", "#pay")
    is_sound(page)


@pytest.mark.parametrize("look", LOOKS)
def test_every_state_of_a_gift_is_sound(
    pages: Pages, open_page: OpenPage, look: dict[str, Any]
) -> None:
    paid, refunded = (pages.office.gift(Money(5000, currency)) for currency in ("JPY", "GBP"))
    pages.office.hear(refunded, Money(5000, "GBP"), refunded=5000)
    differs = pages.office.ask(Money(700, "EUR"))
    pages.office.hear(differs, Money(600, "EUR"))
    waiting = pages.office.ask(Money(700, "EUR"))
    page = open_page(**look)
    for reference in (paid, refunded, differs, waiting):
        for language in ("en", "es"):
            page.goto(pages.gift(reference, language))
            is_sound(page)
    page.click("#pay")
    expect(page).to_have_title("Error: Tu donación no se ha completado – Hands Off Venezuela")
    is_sound(page)
    page.goto(f"{pages.address}/es/gift/forged")
    is_sound(page)


def test_without_javascript_a_mistake_is_in_focus_and_leads_to_its_field(
    pages: Pages, open_page: OpenPage
) -> None:
    page = open_page(javascript=False, viewport=PHONE)
    page.goto(f"{pages.address}/donate")
    page.get_by_label("Full name (optional)").fill("Rosa")
    page.press(":focus", "Enter")
    expect(page).to_have_title("Error: Give – Hands Off Venezuela")
    expect(page.locator(".summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.press(":focus", "Enter")
    expect(page.get_by_label("Once")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Every month")).to_be_checked()
    page.locator(".summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.press(":focus", "Enter")
    expect(page.get_by_label("£5", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("£5", exact=True)).to_be_checked()
    expect(page.get_by_label("Full name (optional)")).to_have_value("Rosa")


def test_without_javascript_another_currency_shows_its_amounts(
    pages: Pages, open_page: OpenPage
) -> None:
    page = open_page(javascript=False)
    page.goto(f"{pages.address}/donate")
    page.get_by_label("E-mail address", exact=True).fill("rosa@people.example")
    page.get_by_label("Currency").select_option("JPY")
    page.get_by_role("button", name="Show amounts in this currency").click()
    expect(page.get_by_label("¥3,000")).to_be_visible()
    expect(page.get_by_label("E-mail address", exact=True)).to_have_value("rosa@people.example")
    expect(page).to_have_title("Give – Hands Off Venezuela")


def test_the_keyboard_goes_through_the_page_in_its_order(pages: Pages, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto(f"{pages.address}/donate")
    seen = []
    for _ in range(18):
        page.keyboard.press("Tab")
        seen.append(page.locator(":focus").get_attribute("id") or "")
    order = [
        "frequency",
        "currency",
        "choice",
        "amount",
        "email",
        "name",
        "keep_details",
        "news",
        "pay",
    ]
    assert [name for name in seen if name in order] == order


def test_a_page_from_right_to_left_lays_out_as_in_a_mirror(
    pages: Pages, open_page: OpenPage
) -> None:
    for viewport in (PHONE, DESK):
        page = open_page(viewport=viewport)
        page.goto(f"{pages.address}/ar/donate")
        assert page.get_attribute("html", "dir") == "rtl"
        page.click("#pay")
        is_sound(page)
        label, radio = page.locator("label[for=choice-other]"), page.locator("#choice-other")
        circle, words = radio.bounding_box(), label.bounding_box()
        assert circle and words  # noqa: PT018
        assert circle["x"] > words["x"]


def test_the_same_button_pressed_in_arabic_digits_reads_the_amount(
    pages: Pages, open_page: OpenPage
) -> None:
    page = open_page(javascript=False)
    page.goto(f"{pages.address}/ar/donate?currency=EUR")
    page.check("#frequency")
    page.fill("#amount", "٢٠٫٥٠")
    page.fill("#email", "rosa@people.example")
    page.click("#pay")
    expect(page.locator(".summary a")).to_have_attribute("href", "#pay")
    expect(page.locator(".summary a")).to_have_count(1)
