"""Finding who stands by the campaign and reading its figures on a phone, and the office's rooms."""

import pytest
from playwright.sync_api import Page

from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.cli.demo.endorsing import tell_endorsements
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import WIDE, OpenPage
from tests.support.doors import sign_in_on
from tests.support.endorsements import body, entered
from tests.support.house import serve
from tests.support.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = {"width": 320, "height": 640}
# A union of the demo: with a motion, and somebody who moved it.
FOUND = "All-India Federation of Kite Makers"


def readable(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the screen."""
    assert_no_axe_violations(page)
    assert fits(page)


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_supporters_and_figures_on_a_phone_in_every_language(office: Office, open_page: OpenPage):
    tell_endorsements(office.parts)
    for site in serve(office.app):
        page = open_page(viewport=PHONE)
        for language in office.parts.settings.campaign.languages:
            page.goto(f"{site.url}/{language}/supporters")
            readable(page)
            page.locator("#q").fill("kite")
            page.locator("form[role=search] button").click()
            readable(page)
            page.get_by_role("link", name=FOUND).click()
            readable(page)
            assert page.get_by_text("Meera Solanki").is_visible()
            for path in ("supporters/leaders", "numbers"):
                page.goto(f"{site.url}/{language}/{path}")
                readable(page)
            assert page.get_by_text(FOUND).is_visible()
            assert not page.get_by_text("Bell Founders").is_visible()


def test_the_office_enters_an_endorsement_on_any_screen(office: Office, open_page: OpenPage):
    union = body(office.database, "Rail Union", members=80_000)
    endorsement_id = entered(office.database, union)
    with office.database.writing() as work:
        publish_figures(work, today=work.now.date(), actor="schedule")
    office.signed_in()
    rooms = (
        *("endorsements", "endorsements/who?q=rail", "endorsements/bodies/new"),
        *(f"endorsements/bodies/{union}", f"endorsements/bodies/{union}/above?q=rail"),
        *(f"endorsements/bodies/{union}/endorsement", f"endorsements/{endorsement_id}"),
        *(f"endorsements/{endorsement_id}/change", f"endorsements/{endorsement_id}/scan/add"),
        *(f"endorsements/{endorsement_id}/names/mover", "figures"),
    )
    for site in serve(office.app):
        page = open_page(viewport=WIDE)
        sign_in_on(page, office.app, f"{site.url}/office")
        for room in rooms:
            page.set_viewport_size(WIDE)
            page.goto(f"{site.url}/office/{room}")
            readable(page)
            page.set_viewport_size(PHONE)
            assert fits(page)
        page.goto(f"{site.url}/office/endorsements/bodies/new")
        page.get_by_role("button", name="Keep this").click()
        readable(page)
