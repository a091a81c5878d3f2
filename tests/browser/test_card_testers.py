"""What people see of the defence against card testers, in a real browser."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from hov_donate.defence.operations import Moment, add_up, close_giving, review
from hov_donate.defence.rules import ClosureReason, Limits, Outcome, Scope
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.doors import fill_both
from tests.support.house import Site, serve
from tests.support.limits import let_everyone_in
from tests.support.office import NOON, Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 320, "height": 640}},
    {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
]
ONE_EACH = Limits(quiet={Scope.EMAIL: (1, 9)}, attacked={}, least_fill=timedelta(0))


@pytest.fixture
def site(office: Office) -> Iterator[Site]:
    yield from serve(office.app)


def came(office: Office, outcome: Outcome, attempts: int) -> None:
    """So many attempts came just now."""
    with office.database.writing() as work:
        moment = Moment.of(NOON, office.parts.settings.campaign.time_zone)
        add_up(work, tally={(moment, outcome): attempts})
        review(work, settings=office.parts.settings)


def fill_in(page: Page, site: Site, name: str = "Rosa") -> None:
    page.goto(f"{site.url}/en/donate?currency=GBP")
    page.get_by_label("Once").check()
    page.get_by_label("£20").check()
    page.fill("#email", "rosa@people.example")
    page.fill("#name", name)
    page.click("#pay")


def is_sound(page: Page) -> None:
    assert_no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_nobody_sees_or_reaches_the_field_that_programs_fill_in(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(f"{site.url}/en/donate")
    field = page.locator("#website")
    assert not shown(field)
    assert shown(page.locator("#email"))
    assert "Leave this empty" not in page.locator("main").aria_snapshot()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    assert {"email", "pay"} <= reached
    assert "website" not in reached
    assert field.get_attribute("autocomplete") == "off"


def shown(field: Locator) -> bool:
    """Whether one can point at the field."""
    return bool(
        field.evaluate(
            """it => {
                it.scrollIntoView({block: "center"});
                const box = it.getBoundingClientRect();
                const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                return document.elementFromPoint(x, y) === it;
            }"""
        )
    )


@pytest.mark.parametrize("look", LOOKS)
def test_a_refusal_is_sound_and_keeps_what_was_typed_without_javascript(
    site: Site, open_page: OpenPage, look: dict[str, Any]
) -> None:
    let_everyone_in(site.app, ONE_EACH)
    page = open_page(javascript=False, **look)
    for _ in range(2):
        fill_in(page, site, "Rosa Quiñones")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Too many attempts with this e-mail address"
    )
    expect(page.get_by_role("heading", name="Give by bank transfer")).to_be_visible()
    page.get_by_role("button", name="See what I typed").click()
    expect(page.get_by_label("Full name (optional)")).to_have_value("Rosa Quiñones")
    expect(page.get_by_label("£20")).to_be_checked()


@pytest.mark.parametrize("look", LOOKS)
def test_the_refusal_the_second_press_and_the_closed_page_are_sound(
    office: Office, site: Site, open_page: OpenPage, look: dict[str, Any]
) -> None:
    let_everyone_in(site.app, ONE_EACH)
    page = open_page(**look)
    for _ in range(2):
        fill_in(page, site)
    is_sound(page)
    came(office, Outcome.HIDDEN_FIELD, 200)
    site.parts.guard.look_again()
    fill_in(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Press once more to go on")
    is_sound(page)
    office.signed_in()
    with office.database.writing() as work:
        close_giving(work, reason=ClosureReason.ATTACK, member_id=1)
    site.parts.guard.look_again()
    page.goto(f"{site.url}/en/donate")
    expect(page.get_by_role("heading", level=1)).to_have_text("Giving by card is stopped for now")
    is_sound(page)


@pytest.mark.parametrize("look", LOOKS)
def test_the_treasurers_room_and_its_switch_are_sound_by_keyboard(
    office: Office, site: Site, open_page: OpenPage, look: dict[str, Any]
) -> None:
    office.signed_in()
    came(office, Outcome.OPENED, 40)
    came(office, Outcome.TOO_MANY_FROM_BLOCK, 4102)
    page = open_page(**look)
    page.goto(f"{site.url}/office/attempts")
    fill_both(page, office.app)
    expect(page.get_by_role("heading", level=1)).to_have_text("Attempts refused, money taken")
    expect(page.get_by_role("img")).to_be_visible()
    is_sound(page)
    page.get_by_role("link", name="Stop online giving").press("Enter")
    is_sound(page)
    page.get_by_role("button", name="Stop online giving now").press("Enter")
    expect(page.locator(".summary")).to_be_focused()
    is_sound(page)
    page.get_by_label("Stolen cards are being tried out").press("Space")
    page.get_by_role("button", name="Stop online giving now").press("Enter")
    expect(page.get_by_text("Online giving is stopped:")).to_be_visible()
    is_sound(page)
    page.get_by_role("button", name="Let people give online again").press("Enter")
    expect(page.get_by_text("People can give online again.")).to_be_visible()
