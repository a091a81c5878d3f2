"""Every page of the office that a link leads to, read by everyone: on a phone, and in the dark."""

import html
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from hov_donate.donations.offline.rules import GiftMethod
from hov_donate.office.menu import GROUPS
from hov_donate.staff.operations import change_roles
from hov_donate.staff.rules import Role
from tests.support.assembly import Assembly
from tests.support.axe import axe_violations, contrast_violations
from tests.support.bank import bank_of
from tests.support.browser import OpenPage
from tests.support.doors import sign_in_on
from tests.support.house import Site, serve
from tests.support.months import check_the_books
from tests.support.office import Desk, Office
from tests.support.offline import Till
from tests.support.statement_files import Moved, camt_file
from tests.support.two_years import TwoYears
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
# Pages about oneself belong to no room.
OF_ONESELF = {
    f"office.{view}"
    for view in (
        *("home", "own_account", "ask_for_password", "recovery_codes"),
        *("choose_factor", "ask_for_app", "ask_for_passkey"),
    )
}
# What links of a world as small as this one lead to, at the least.
MANY = 85


@pytest.fixture
def site(office: Office, two_years: TwoYears) -> Iterator[Site]:
    """Two years of money, a statement half settled, a cash box, a conference."""
    office.gift(GBP(25))
    parts, today = office.parts, office.clock.now().date()
    till = Till(office.database, parts.settings, parts.seal, office.clock)
    till.gives(GBP(187), GiftMethod.CASH, meeting="Public meeting, Leeds")
    till.batch([till.item(till.gives(GBP(60), GiftMethod.CHEQUE))])
    till.orders(GBP(15), date(2026, 9, 1))
    lines = [
        Moved(today, 1000, "R ALVAREZ", "SOLIDARITY"),
        Moved(today, 1000, "R ALVAREZ", "SOLIDARITY"),
        Moved(today, -18640, "RED LETTER PRESS", "LEAFLETS"),
        Moved(today, -600, "EXAMPLE BANK", "CHARGES"),
    ]
    bank = bank_of(parts)
    bank.bring_in(camt_file(lines), None)
    bank.confirm(next(line for line in bank.lines() if line.amount_minor == -600))
    Assembly(office).conference()
    check_the_books(office.database)
    yield from serve(office.app)


def pages(desk: Desk, site: Site) -> dict[str, str]:
    """What links lead to from the first room on: an address for each view that is a page."""
    adapter = site.app.url_map.bind("localhost")
    found: dict[str, str] = {}
    todo, known = ["/office/"], {"/office/"}
    while todo:
        path = todo.pop(0)
        try:
            endpoint, _ = adapter.match(urlsplit(path).path, method="GET")
        except HTTPException:
            continue
        if endpoint in found or not endpoint.startswith("office."):
            continue
        answer = desk.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            answer.close()
            continue
        found[endpoint] = path
        for link in re.findall(r'href="([^"#]+)', answer.text):
            target = urljoin(path, html.unescape(link))
            if target.startswith("/office") and target not in known:
                known.add(target)
                todo.append(target)
    return found


def troubles(page: Page, endpoint: str, address: str) -> list[str]:
    """What somebody could not read there, or would get lost by."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    page.goto(address)
    found = axe_violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        found.append(f"{wide} pixels too wide for a phone")
    if endpoint not in OF_ONESELF and not page.locator(".on-shelf [aria-current]").count():
        found.append("the menu does not say in which room it is")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    return [f"{endpoint} {address}: {each}" for each in found + contrast_violations(page)]


def test_every_page_that_a_link_leads_to_can_be_read_by_everyone(
    open_page: OpenPage, office: Office, site: Site
) -> None:
    desk = office.signed_in()
    with office.database.writing() as work:
        change_roles(work, member_id=1, roles=[Role.TREASURER, Role.ADMINISTRATOR])
    found = pages(desk, site)
    assert set(GROUPS) - set(found) <= {"office.ask_why_names"}
    assert len(found) >= MANY
    page = open_page()
    sign_in_on(page, site.app, f"{site.url}/office")
    wrong = [
        each
        for endpoint, path in found.items()
        for each in troubles(page, endpoint, f"{site.url}{path}")
    ]
    assert not wrong, "\n".join(wrong)
