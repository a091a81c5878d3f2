"""The front page and the map in a real browser: on a phone, from right to left, without scripts."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from hov_donate.app import create_app
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.web.parts import KEY, Parts
from tests.pages.test_map import PAST, SIGNED, signed_in
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.events import published
from tests.support.house import serve
from tests.support.office import office_settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = {"width": 320, "height": 640}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
PAGES = ("", "map", "map?layer=events&sort=country&country=DE", "map/embed")


@pytest.fixture
def address(database_url: str) -> Iterator[str]:
    app = create_app(office_settings(database_url))
    parts: Parts = app.extensions[KEY]
    signed_in(parts.database, SIGNED | {"SG": 9})
    published(parts.database, parts.seal, starts_at=PAST, ends_at=None, country="DE")
    published(parts.database, parts.seal)
    with parts.database.writing() as work:
        publish_figures(work, today=work.now.date(), actor="staff:1")
    for site in serve(app):
        yield site.url
    parts.database.engine.dispose()


def test_front_page_and_map_are_read_on_a_phone_from_right_to_left(
    address: str, open_page: OpenPage
):
    page = open_page(locale="ar", viewport=PHONE)
    for path in PAGES:
        page.goto(f"{address}/ar/{path}")
        assert_no_axe_violations(page)
        assert page.evaluate(FITS)
        expect(page.get_by_role("img")).to_have_count(1)


def test_the_map_is_walked_with_the_keyboard_and_without_scripts(address: str, open_page: OpenPage):
    page = open_page(locale="en", viewport={"width": 1280, "height": 800}, javascript=False)
    page.goto(f"{address}/en/")
    page.get_by_role("link", name="International Solidarity Map").first.focus()
    page.press(":focus", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("International Solidarity Map")
    first = page.get_by_role("row").nth(1).get_by_role("rowheader")
    expect(first).to_have_text("Greece")
    page.get_by_role("columnheader", name="Country").get_by_role("link").focus()
    page.press(":focus", "Enter")
    expect(first).to_have_text("Afghanistan")
    page.get_by_role("rowheader", name="Singapore").get_by_role("link").focus()
    page.press(":focus", "Enter")
    expect(page.get_by_role("heading", level=3)).to_have_text("Singapore")
    expect(page.locator(".chosen circle")).to_be_visible()


def test_another_site_shows_the_map_in_a_frame(address: str, open_page: OpenPage):
    other = Flask("other")
    frame = f'<iframe title="Map" src="{address}/en/map/embed" width="900" height="560"></iframe>'
    other.add_url_rule("/", view_func=lambda: frame)
    for site in serve(other):
        page = open_page(locale="en", javascript=False)
        page.goto(site.url)
        within = page.frame_locator("iframe")
        expect(within.get_by_role("img")).to_be_visible()
        within.get_by_text("The same as a table").click()
        expect(within.get_by_role("rowheader", name="Greece")).to_be_visible()
