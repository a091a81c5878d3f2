"""Finding who stands by the campaign and reading its figures on a phone, and the office's rooms."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from hov_donate.campaign.endorsements.addresses import EndorsementAddresses
from hov_donate.campaign.endorsements.models import Endorsement, EndorsementPerson
from hov_donate.campaign.endorsements.rules import Part
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.cli.demo.endorsing import tell_endorsements
from hov_donate.contacts.models import Organisation
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import WIDE, OpenPage
from tests.support.doors import sign_in_on
from tests.support.endorsements import body, entered
from tests.support.house import serve
from tests.support.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = {"width": 320, "height": 640}
# A union of the demo: with a motion, and somebody who moved it.
FOUND, MOVER = "All-India Federation of Kite Makers", "Meera Solanki"


def readable(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the screen."""
    assert_no_axe_violations(page)
    assert fits(page)


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_an_affiliate_is_found_on_a_phone_and_who_is_named_removes_their_name(
    office: Office, open_page: OpenPage
):
    tell_endorsements(office.parts)
    link = named_in(office, FOUND)
    for site in serve(office.app):
        page = open_page(viewport=PHONE)
        page.goto(f"{site.url}/en/supporters")
        page.get_by_label("Name").fill("kite")
        page.get_by_label("Country").select_option("IN")
        page.get_by_role("button", name="Search").click()
        readable(page)
        page.get_by_role("link", name=FOUND).click()
        assert page.get_by_text(MOVER).is_visible()
        page.goto(f"{site.url}{link}")
        readable(page)
        page.get_by_role("button", name="Remove my name").click()
        readable(page)
        page.goto(f"{site.url}/en/supporters?q=kite")
        page.get_by_role("link", name=FOUND).click()
        assert not page.get_by_text(MOVER).is_visible()
        page.goto(f"{site.url}/ar/supporters?q=nobody")
        readable(page)
        page.goto(f"{site.url}/en/numbers?day=2020-01-01")
        readable(page)


def named_in(office: Office, name: str) -> str:
    """Where the letter leads to whoever moved the motion of an organisation."""
    query = (
        select(EndorsementPerson)
        .join(Endorsement, Endorsement.id == EndorsementPerson.endorsement_id)
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .where(Organisation.name == name, EndorsementPerson.part == Part.MOVER)
    )
    with office.database.reading() as session:
        person = session.scalars(query).one()
    return EndorsementAddresses("", office.parts.links).own_name(person, "en")


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
            page.set_viewport_size({"width": 1280, "height": 800})
            page.goto(f"{site.url}/office/{room}")
            readable(page)
            page.set_viewport_size({"width": 320, "height": 640})
            assert fits(page)
        page.goto(f"{site.url}/office/endorsements/bodies/new")
        page.get_by_role("button", name="Keep this").click()
        readable(page)
