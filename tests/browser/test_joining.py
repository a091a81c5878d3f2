"""Becoming a member and one's own page in a real browser: every state, and without JavaScript."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.models import Affiliation
from hov_donate.app import create_app
from hov_donate.core.clock import FixedClock
from hov_donate.web.parts import KEY, Parts
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.house import House, serve
from tests.support.joining import SCALE, Joining
from tests.support.life import Life, noon
from tests.support.limits import let_everyone_in
from tests.support.monthly import FAILING_CARD, change_card
from tests.support.office import office_settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
LOOKS: list[dict[str, Any]] = [
    {"viewport": PHONE},
    {"viewport": DESK, "color_scheme": "dark"},
    {"viewport": DESK, "forced_colors": "active"},
]
LANGUAGES = ("en", "es")


@dataclass
class Town:
    """The public site on this machine, and affiliations that live there."""

    address: str
    life: Life
    parts: Parts

    def own(self, affiliation: Affiliation, below: str = "", language: str = "en") -> str:
        """An own page, or one below it."""
        made = Addresses(self.address, self.parts.links)
        return made.own_page(affiliation.id, language, now=self.life.clock.now()) + below


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    clock = FixedClock(noon(date(2026, 1, 5)))
    app = create_app(office_settings(database_url), clock)
    let_everyone_in(app)
    parts: Parts = app.extensions[KEY]
    life = Life(parts.database, parts.settings, parts.seal, clock)
    life.scale(SCALE)
    for site in serve(app):
        yield Town(site.url, life, parts)
    parts.database.engine.dispose()


def looks_right(page: Page) -> None:
    """No violation, nothing wider than the screen."""
    assert_no_axe_violations(page)
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0, page.url


def fill_in(page: Page, **other: str) -> None:
    """Everything that the form asks for, with the keyboard's words."""
    page.locator("#country").select_option("GB")
    page.locator("input[name=member_class]").first.check()
    page.locator("#email").fill(other.get("email", "rosa@people.example"))
    page.locator("#name").fill("Rosa Quiñones")
    page.locator(f"input[name=pay][value={other.get('pay', 'bank')}]").check()
    page.locator("#objectives").check()


@pytest.mark.parametrize("look", LOOKS, ids=["phone", "dark", "forced colours"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_in_every_state(
    town: Town, open_page: OpenPage, language: str, look: dict[str, Any]
) -> None:
    page = open_page(**look)
    page.goto(f"{town.address}/{language}/join?country=GB")
    looks_right(page)
    page.locator("#join").click()
    expect(page.locator(".summary")).to_be_visible()
    looks_right(page)
    for link in page.locator(".summary a").all():
        field = link.get_attribute("href")
        assert page.locator(str(field)).count() == 1
    fill_in(page)
    page.locator("#join").click()
    expect(page.locator("#bank")).to_be_visible()
    looks_right(page)


@dataclass
class Walk:
    """A browser that goes from page to page; each must look right."""

    town: Town
    page: Page
    language: str

    def look(self, affiliation: Affiliation, below: str = "") -> None:
        """Open an own page, or one below it."""
        answer = self.page.goto(self.town.own(affiliation, below, self.language))
        assert answer is not None
        assert answer.status == 200, below
        looks_right(self.page)

    def press(self, button: str, shows: str) -> None:
        """Press a button that leads to a page with something on it."""
        self.page.locator(button).click()
        expect(self.page.locator(shows)).to_be_visible()
        looks_right(self.page)


@pytest.fixture(params=LANGUAGES)
def walk(town: Town, open_page: OpenPage, request: pytest.FixtureRequest) -> Walk:
    return Walk(town, open_page(viewport=PHONE), request.param)


def test_the_own_page_in_every_standing(walk: Walk) -> None:
    life = walk.town.life
    both = member, branch = life.joins(), life.affiliated()
    for each in both:
        walk.look(each)
        walk.look(each, "/end")
        life.pays(each)
        walk.look(each)
    walk.look(branch, "/invoice/2")
    life.on(date(2028, 5, 1))
    for each in both:
        life.stands(each)
        walk.look(each)
    walk.page.goto(walk.town.own(member)[:-3])
    looks_right(walk.page)


def test_what_is_done_on_the_own_page(walk: Walk) -> None:
    life = walk.town.life
    member, branch = life.joins(), life.affiliated()
    walk.look(branch, "/numbers")
    walk.page.locator("#affiliated_members").fill("400")
    walk.press("#go", "#confirm")
    walk.press("#confirm", "[role=status]")
    walk.page.locator("#amount").fill("4000")
    walk.press("button[name=part]", ".summary")
    life.pays(member)
    walk.look(member, "/renewal")
    walk.press("#go", "#confirm")
    walk.press("#confirm", "#pay")


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_for_the_link_and_paying_by_reference(
    town: Town, open_page: OpenPage, language: str
) -> None:
    branch = town.life.affiliated()
    page = open_page(viewport=PHONE)
    page.goto(f"{town.address}/{language}/affiliation")
    looks_right(page)
    page.locator("#send").click()
    expect(page.locator(".summary")).to_be_visible()
    looks_right(page)
    page.locator("#email").fill("rosa@people.example")
    page.locator("#send").click()
    expect(page.locator("[role=status]")).to_be_visible()
    looks_right(page)
    [invoice] = town.life.invoices(branch)
    page.goto(f"{town.address}/{language}/pay/{invoice.invoice.reference}")
    looks_right(page)


def test_somebody_joins_by_keyboard_alone_pays_and_is_renewed(
    house: House, open_page: OpenPage
) -> None:
    joining = Joining.open(house)
    page = open_page(javascript=False)
    page.goto(f"{house.site.url}/en/join?country=GB")
    page.locator("#member_class").focus()
    page.keyboard.press("Space")
    page.locator("#email").focus()
    page.keyboard.type("rosa@people.example")
    page.keyboard.press("Tab")
    page.keyboard.type("Rosa Quiñones")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator("#pay-yearly").is_checked()
    assert page.locator("#objectives").is_checked()
    page.press(":focus", "Enter")
    page.wait_for_url(f"{house.simulator.url}/**")
    house.pay(house.newest_payment())
    house.let_everything_arrive()
    member = joining.newest()
    page.goto(joining.own_page(member))
    expect(page.get_by_text("Paid up.")).to_be_visible()
    expect(page.get_by_text("Your card pays £21.00 every year")).to_be_visible()
    page.get_by_role("link", name="End the automatic renewal").focus()
    page.press(":focus", "Enter")
    page.locator("#stop").focus()
    page.press(":focus", "Enter")
    expect(page.get_by_text("Nothing more is taken from the card")).to_be_visible()


def test_a_card_that_failed_is_shown_with_the_way_to_settle_it(
    house: House, open_page: OpenPage
) -> None:
    joining = Joining.open(house)
    member = joining.join_and_pay(pay="yearly")
    change_card(house, FAILING_CARD)
    joining.until_charged()
    page = open_page(viewport=PHONE)
    page.goto(joining.own_page(member))
    looks_right(page)
    page.get_by_role("link", name="Pay or confirm it now").click()
    page.wait_for_url(f"{house.simulator.url}/**")
