"""The audit log and the doors for names, in a real browser: read by everyone, used by keyboard."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.staff.rules import Role
from tests.support.assembly import Assembly
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.doors import next_code
from tests.support.office import DONOR, PASSWORD, Office
from tests.support.roles import desk_of, email_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


@pytest.fixture
def address(assembly: Assembly) -> Iterator[str]:
    """An office with a gift, and a conference whose lists wait at the door."""
    assembly.term(assembly.member(Identity("Bo Ek", "bo@people.example")))
    conference = assembly.conference()
    assembly.freeze(conference)
    server = make_server("127.0.0.1", 0, assembly.office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/office"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, office: Office, address: str, role: Role) -> None:
    """Somebody new in this role signs in, with both factors."""
    desk_of(office, role)
    page.goto(f"{address}/sign-in")
    page.locator("input[name=email]").fill(email_of(role))
    page.locator("input[name=password]").fill(PASSWORD)
    page.press(":focus", "Enter")
    page.locator("#code").fill(next_code(office.app, email_of(role)))
    page.press(":focus", "Enter")
    page.wait_for_url(f"{address}/")


def readable(page: Page, name: str, width: int) -> None:
    assert_no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_an_auditor_opens_names_by_keyboard_and_reads_in_the_log_that_it_was_noted(
    open_page: OpenPage, assembly: Assembly, address: str, viewport: dict[str, int]
) -> None:
    office, width = assembly.office, viewport["width"]
    reference = office.gift(Money(2500, "EUR"))
    desk = desk_of(office, Role.TREASURER)
    desk.get("/office/attempts/stop")
    desk.post("/office/attempts/stop", reason="attack")
    desk.get(f"/office/gifts?q={DONOR.email}")
    page = open_page(viewport=viewport)
    sign_in(page, office, address, Role.AUDITOR)
    page.goto(f"{address}/names")
    readable(page, "names", width)
    page.get_by_role("button", name="Open the names").press("Enter")
    expect(page.locator("#reason-told")).to_be_visible()
    readable(page, "names-problem", width)
    page.locator("#reason").fill("Comparing receipts with the bank")
    page.press(":focus", "Enter")
    expect(page.get_by_text("Names are open to you until:")).to_be_visible()
    page.goto(f"{address}/gifts/{reference}")
    expect(page.get_by_text(DONOR.email)).to_be_visible()
    page.goto(f"{address}/audit")
    for row in page.locator("details").all():
        row.locator("summary").first.press("Enter")
    expect(page.get_by_text("Reason: Comparing receipts with the bank")).to_have_count(2)
    readable(page, "audit", width)
    page.locator("#kind").select_option("names_opened")
    page.get_by_role("button", name="Find").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_list_with_names_is_handed_out_once_it_is_said_what_for(
    open_page: OpenPage, assembly: Assembly, address: str, viewport: dict[str, int]
) -> None:
    role = Role.MEMBERSHIP_SECRETARY
    page = open_page(viewport=viewport)
    sign_in(page, assembly.office, address, role)
    page.goto(f"{address}/conferences/1")
    page.get_by_role("link", name="Attendance list (CSV)").click()
    readable(page, "hand-out", viewport["width"])
    page.locator("#reason").fill("Signing in at the door")
    with page.expect_download() as download:
        page.press(":focus", "Enter")
    assert "Bo Ek" in Path(download.value.path()).read_text("utf-8")
