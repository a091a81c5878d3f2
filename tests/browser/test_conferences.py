"""Conferences in a real browser: the form for delegates and the room, on a phone, by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hov_donate.affiliations.addresses import Addresses
from hov_donate.contacts.sealing import Identity
from tests.browser.test_giving import DESK, LOOKS, PHONE, is_sound
from tests.support.assembly import MEETING, Assembly
from tests.support.browser import OpenPage
from tests.support.doors import sign_in_on
from tests.support.house import serve

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


@dataclass
class Hall:
    """The site, with a conference and affiliates in every standing."""

    address: str
    assembly: Assembly
    conference: int
    paid: int
    others: list[int]

    def form(self, affiliation: int, language: str = "en", *, days: int = 0) -> str:
        """The delegates' form of an affiliation, signed so many days ago."""
        signed = self.assembly.office.clock.now() - timedelta(days=days)
        addresses = Addresses(self.address, self.assembly.parts.links)
        return addresses.delegates(self.conference, affiliation, language, now=signed)


@pytest.fixture
def hall(assembly: Assembly) -> Iterator[Hall]:
    paid = assembly.branch("Federación de Trabajadoras del Transporte", branch="Las Palmas")
    assembly.term(paid, delegates=7, votes=3)
    owes, new, late = (assembly.branch(name) for name in ("نقابة عمال الميناء", "New", "Late"))
    for each in (owes, late):
        assembly.term(each, 2025)
    for each in (owes, new):
        assembly.term(each, paid=None)
    assembly.term(late, paid=date(2026, 9, 1), delegates=1)
    member = assembly.member(Identity("Guðrún Jónsdóttir", "gudrun@people.example"))
    assembly.term(member)
    conference = assembly.conference()
    for site in serve(assembly.office.app):
        yield Hall(site.url, assembly, conference, paid, [owes, new, late, member])
    assembly.database.engine.dispose()


def sign_in(page: Page, hall: Hall, language: str = "en") -> str:
    """The treasurer signs in; the address of the conferences' room."""
    hall.assembly.office.signed_in(language)
    sign_in_on(page, hall.assembly.office.app, f"{hall.address}/office")
    return f"{hall.address}/office/conferences"


@pytest.mark.parametrize(
    ("look", "language"), [(LOOKS[0], "en"), (LOOKS[0], "es"), (LOOKS[1], "en"), (LOOKS[2], "es")]
)
def test_every_state_of_the_form_is_sound(
    hall: Hall, open_page: OpenPage, look: dict[str, Any], language: str
) -> None:
    page = open_page(**look)
    form = hall.form(hall.paid, language)
    page.goto(form)
    is_sound(page)
    page.fill("#email-2", "nobody")
    page.click("#name")
    expect(page.locator(".summary a").first).to_have_attribute("href", "#name-2")
    is_sound(page)
    page.fill("#name-1", "Ana María Ríos de la Peña y Fernández")
    page.fill("#email-2", "")
    page.click("#name")
    expect(page.get_by_role("status")).to_be_visible()
    is_sound(page)
    page.locator("section li a").click()
    is_sound(page)
    page.fill("#name-1", "")
    page.click("#change")
    expect(page.locator(".summary a")).to_have_attribute("href", "#name-1")
    is_sound(page)
    for other in hall.others:
        page.goto(hall.form(other, language))
        is_sound(page)
    hall.assembly.freeze(hall.conference)
    page.goto(form)
    is_sound(page)
    hall.assembly.on(MEETING + timedelta(days=1))
    page.goto(form)
    expect(page.locator("main form")).to_have_count(0)
    is_sound(page)
    page.goto(hall.form(hall.paid, language, days=300))
    is_sound(page)


def test_delegates_are_named_with_the_keyboard_alone_and_without_scripts(
    hall: Hall, open_page: OpenPage
) -> None:
    page = open_page(javascript=False, viewport=PHONE)
    page.goto(hall.form(hall.paid))
    page.get_by_label("Full name").first.focus()
    page.keyboard.type("Ana Ríos")
    page.keyboard.press("Tab")
    page.keyboard.type("ana@branch.example")
    page.press(":focus", "Enter")
    expect(page.get_by_role("status")).to_contain_text("We have noted whom you send")
    page.get_by_role("link", name="Change Ana Ríos").press("Enter")
    page.get_by_role("button", name="Send nobody in this place").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The name is deleted")
    expect(page.locator("main")).not_to_contain_text("Ana Ríos")


@LANGUAGES
@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_every_page_of_the_room_is_sound(
    hall: Hall, open_page: OpenPage, viewport: dict[str, int], language: str
) -> None:
    page = open_page(viewport=viewport)
    room = sign_in(page, hall, language)
    one = f"{room}/{hall.conference}"
    pages = ["/change", "/freeze", "/invite", "/credentials", "/credentials?status=not_paid_up"]
    pages += ["", "/affiliates/A-00001", "/affiliates/A-00002", "/affiliates/M-00005"]
    for path in (room, f"{room}/call", *(f"{one}{path}" for path in pages)):
        page.goto(path)
        is_sound(page)
    page.goto(f"{room}/call")
    page.locator("main button").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(4)
    is_sound(page)
    hall.assembly.freeze(hall.conference)
    for path in ("", "/credentials", "/affiliates/A-00001"):
        page.goto(f"{one}{path}")
        is_sound(page)


def test_credentials_are_frozen_with_the_keyboard_alone(hall: Hall, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto(f"{sign_in(page, hall)}")
    page.get_by_role("link", name="Annual conference 2026").press("Enter")
    page.get_by_role("link", name="Freeze the credentials").press("Enter")
    page.get_by_role("button", name="Freeze them for ever").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The credentials are frozen")
    page.get_by_role("link", name="Attendance list to sign").press("Enter")
    page.get_by_label("What do you need the names for?").fill("Signing in at the door")
    with page.expect_download() as download:
        page.press(":focus", "Enter")
    assert download.value.suggested_filename == "attendance-1.pdf"
