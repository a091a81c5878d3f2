"""The doors of the office in a real browser: passkeys, and pages that everyone can read."""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import CDPSession, Page, expect
from werkzeug.serving import make_server

from hov_donate.core.clock import FixedClock
from hov_donate.core.links import LinkPurpose
from hov_donate.staff.links import invitation_subject, password_subject
from hov_donate.staff.models import StaffMember
from hov_donate.staff.operations import add_member, invite
from hov_donate.staff.rules import Role
from hov_donate.staff.secrets import StaffSecrets
from hov_donate.web.database import db
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.doors import PASSWORD, TREASURER, fill_both, next_code
from tests.support.office import NOON, Office, open_office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BRIEN = "rosa.o'brien@campaign.example"
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}


@dataclass
class Site:
    """The office at an address at which browsers make passkeys."""

    office: Office
    address: str


@pytest.fixture
def site(database_url: str) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    office = open_office(database_url, FixedClock(NOON), PUBLIC_URL=url)
    server = make_server("127.0.0.1", port, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Site(office, f"{url}/office")
    server.shutdown()
    thread.join()
    server.server_close()
    with office.app.app_context():
        db.engine.dispose()


def with_device(page: Page) -> CDPSession:
    """The browser's machine makes passkeys, as one with a fingerprint reader does."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devices


def newcomer(site: Site, email: str = BRIEN) -> None:
    with site.office.database.writing() as work:
        add_member(work, email=email, role=Role.TREASURER, password=PASSWORD)


def give_password(page: Page, site: Site, email: str = BRIEN) -> None:
    page.goto(f"{site.address}/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.press(":focus", "Enter")


def make_passkey(page: Page, name: str) -> None:
    page.get_by_label("What do you call it?").fill(name)
    page.get_by_role("button", name="Make the passkey").click()


def test_somebody_with_an_apostrophe_comes_in_with_a_passkey(page: Page, site: Site) -> None:
    newcomer(site)
    with_device(page)
    give_password(page, site)
    page.get_by_role("link", name="A passkey").click()
    make_passkey(page, "my telephone")
    expect(page.get_by_role("status")).to_contain_text("Your second factor is set up.")
    page.get_by_role("button", name="Show me my codes, this once").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them: go on").click()
    page.get_by_role("button", name="Sign out").click()
    give_password(page, site)
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(f"{site.address}/")
    page.goto(f"{site.address}/account")
    expect(page.get_by_role("main")).to_contain_text("my telephone")
    expect(page.get_by_role("main")).to_contain_text("Passkey")


def test_a_device_without_the_passkey_says_so_and_the_page_goes_on(
    open_page: OpenPage, site: Site
) -> None:
    newcomer(site)
    page = open_page()
    with_device(page)
    give_password(page, site)
    page.get_by_role("link", name="A passkey").click()
    make_passkey(page, "my telephone")
    expect(page.get_by_role("status")).to_contain_text("Your second factor is set up.")
    stranger = open_page()
    with_device(stranger)
    give_password(stranger, site)
    stranger.get_by_role("button", name="Use my passkey").click()
    expect(stranger.get_by_role("alert")).to_have_text(
        "Nothing came of it. Try again, or use another way."
    )
    assert_no_axe_violations(stranger)
    stranger.goto(f"{site.address}/gifts")
    stranger.wait_for_url(f"{site.address}/second-step?next=/office/gifts")


def test_an_answer_to_another_question_is_no_passkey(page: Page, site: Site) -> None:
    newcomer(site)
    with_device(page)
    give_password(page, site)
    page.get_by_role("link", name="A passkey").click()
    other = page.context.new_page()
    other.goto(page.url)
    make_passkey(page, "my telephone")
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not accepted")


@pytest.fixture
def links(site: Site) -> tuple[str, str]:
    """The ends of two addresses: of an invitation, and to a new password."""
    site.office.signed_in()
    parts, day = site.office.parts, timedelta(hours=1)
    with site.office.database.writing() as work:
        it = invite(work, email=BRIEN, role=Role.TREASURER, language="en", invited_by="staff:1")
        member = work.session.get_one(StaffMember, 1)
        about = password_subject(member, StaffSecrets(parts.settings.identity_keys))
    signed = {
        LinkPurpose.INVITATION: invitation_subject(it),
        LinkPurpose.STAFF_PASSWORD: about,
    }
    tokens = [parts.links.sign(to, of, now=NOON, lasts=day) for to, of in signed.items()]
    return f"invited/{tokens[0]}", f"new-password/{tokens[1]}"


def readable(page: Page, widest: int) -> None:
    assert_no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= widest, page.url


@pytest.mark.parametrize("size", SIZES)
def test_the_doors_can_be_read_by_everyone(
    open_page: OpenPage, site: Site, links: tuple[str, str], size: str
) -> None:
    page, widest = open_page(viewport=SIZES[size]), SIZES[size]["width"]
    for path in ("forgotten", *links, "invited/x", "sign-in"):
        page.goto(f"{site.address}/{path}")
        readable(page, widest)
    page.locator("#email").fill(TREASURER)
    page.locator("#password").fill(PASSWORD)
    page.press(":focus", "Enter")
    page.locator("#code").fill("000000")
    page.press(":focus", "Enter")
    expect(page).to_have_title(re.compile("^Error:"))
    readable(page, widest)
    page.locator("#code").fill(next_code(site.office.app))
    page.press(":focus", "Enter")
    page.wait_for_url(f"{site.address}/")
    for path in (
        *("account", "account/password", "second-factor", "second-factor/app"),
        *("second-factor/passkey", "recovery-codes", "people", "people/1", "people/invite"),
    ):
        page.goto(f"{site.address}/{path}")
        readable(page, widest)
    page.goto(f"{site.address}/recovery-codes")
    page.get_by_role("button", name="Show me my codes, this once").click()
    readable(page, widest)


def test_an_app_works_without_a_script(
    open_page: OpenPage, site: Site, links: tuple[str, str]
) -> None:
    page = open_page(javascript=False)
    page.goto(f"{site.address}/account")
    fill_both(page, site.office.app)
    page.wait_for_url(f"{site.address}/account")
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
