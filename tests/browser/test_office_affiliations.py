"""The rooms for affiliations in a real browser: read by everyone, worked without a mouse."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from hov_donate.affiliations.models import Affiliation, OfficerAnswer
from hov_donate.affiliations.operations import begin_run
from hov_donate.affiliations.processes.renewing import go_on_renewing
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.doors import sign_in_on
from tests.support.example_scale import SCALE
from tests.support.keyboard import open_shelf
from tests.support.life import LEEDS, STAFF, Life
from tests.support.office import Office, treasurer_in
from tests.support.office_affiliates import press
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TYPED = ":is(input:not([type=hidden], [type=radio], [type=checkbox]), textarea)"
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
READERS = {"phone-es": ("es", PHONE), "desk-en": ("en", DESK)}


@dataclass
class Rooms:
    """The office on this machine, and who is in it."""

    address: str
    app: Flask
    branches: Life
    paid: Affiliation
    arrears: Affiliation
    double: Affiliation

    def enter(self, page: Page, room: str) -> None:
        """Go to a room."""
        page.goto(f"{self.address}/{room}")

    @property
    def all(self) -> tuple[str, ...]:
        """Every room with something in it."""
        paid, arrears = (f"affiliates/{it.number}" for it in (self.paid, self.arrears))
        application = f"applications/{self.double.number}"
        return (
            *("", "affiliates", "affiliates?q=nobody", paid, arrears, f"{arrears}/account"),
            *(f"{paid}/figures", f"{paid}/override", f"{paid}/promise", f"{arrears}/lapse"),
            *(f"{paid}/resign", f"{paid}/officers", f"{paid}/parent", f"{paid}/credit/GBP"),
            f"{paid}/details",
            *("applications", "applications?waiting=objected", application),
            *(f"{application}/accept", f"{application}/reject", f"{application}/ask"),
            f"affiliates/{self.double.number}/merge",
            *("invoices", "invoices?asking=overdue", "invoices/1", "invoices/1/credit"),
            *("received", "received/1", "received/1/reverse"),
            f"received/record?affiliate={self.arrears.number}",
            *("scales", "scales/new?example=gb", "scales/2", "scales/2/edit"),
            *("scales/2/activate", "scales/1/retire", "scales/2/compare?before=1"),
            *("renewals", "renewals/1", "renewals/1/affiliates", "renewals/1/start"),
        )


@pytest.fixture
def rooms(office: Office, branches: Life, language: str) -> Iterator[Rooms]:
    paid, arrears, double = fill(office, branches, language)
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/office"
    yield Rooms(address, office.app, branches, paid, arrears, double)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def language() -> str:
    return "en"


def fill(
    office: Office, branches: Life, language: str
) -> tuple[Affiliation, Affiliation, Affiliation]:
    """One with credit and a letter too many, one in arrears, applications, a draft, a run."""
    york = replace(LEEDS, branch="York 7")
    arrears = branches.affiliated(120, organisation=york)
    branches.pays(arrears)
    branches.renews(arrears, 120, organisation=york)
    branches.on(date(2027, 5, 3))
    branches.stands(arrears)
    paid = branches.affiliated()
    branches.pays(paid)
    branches.redeclares(paid, 300)
    branches.joins()
    double = branches.applies(222)
    branches.says(double)
    objected = branches.applies(organisation=replace(LEEDS, name="Other Union"))
    branches.says(objected, answer=OfficerAnswer.REJECTED)
    desk = treasurer_in(office.app, office.database, language)
    odd = SCALE.replace('{ base = "50.00" }', '{ upto = 10, base = "50.00" }, { base = "40.00" }')
    assert press(desk, "/office/scales/new", text=odd).status_code == 303
    branches.do(begin_run, ends_by=date(2027, 12, 31), actor=STAFF)
    go_on_renewing(office.database, office.parts.settings)
    return paid, arrears, double


def sign_in(page: Page, rooms: Rooms) -> None:
    sign_in_on(page, rooms.app, rooms.address)


def readable(page: Page, room: str, widest: int) -> None:
    assert_no_axe_violations(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= widest, f"{room} is {width} pixels wide"


@pytest.mark.parametrize(("language", "viewport"), READERS.values(), ids=READERS)
def test_every_room_can_be_read_by_everyone(
    open_page: OpenPage, rooms: Rooms, viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    sign_in(page, rooms)
    for room in rooms.all:
        rooms.enter(page, room)
        assert page.locator("h1").count() == 1, room
        readable(page, room, viewport["width"])


@pytest.mark.parametrize(("language", "viewport"), READERS.values(), ids=READERS)
def test_mistakes_are_told_where_they_were_made(
    open_page: OpenPage, rooms: Rooms, viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    sign_in(page, rooms)
    paid, arrears = (f"affiliates/{it.number}" for it in (rooms.paid, rooms.arrears))
    application = f"applications/{rooms.double.number}"
    for room, field in (
        (f"{paid}/figures", "members_affiliated"),
        (f"{paid}/override", "reason"),
        (f"{paid}/promise", "until"),
        (f"{arrears}/lapse", "reason"),
        (f"{paid}/resign", "reason"),
        (f"{paid}/parent", "parent"),
        (f"{paid}/officers", "email-correspondence"),
        (f"{paid}/credit/GBP", "words"),
        (f"affiliates/{rooms.double.number}/merge", "kept"),
        (f"{application}/accept", "minute"),
        (f"{application}/reject", "reason"),
        (f"{application}/ask", "question"),
        ("invoices/1/credit", "reason"),
        ("received/1/reverse", "reason"),
        ("received/record", "amount"),
        ("scales/2/activate", "decided_by"),
        ("renewals", "ends_by"),
    ):
        if room == "renewals":
            rooms.enter(page, "renewals/1")
            page.locator("form[action$=stop] button").click()
        rooms.enter(page, room)
        wrong = page.locator(f"main form[method=post]:has([name={field}])").last
        for box in wrong.locator(TYPED).all():
            if box.is_visible():
                box.fill("")
        wrong.locator("button[type=submit]").first.click()
        expect(page).to_have_title(re.compile("^Error:"))
        readable(page, room, viewport["width"])
        page.get_by_role("alert").get_by_role("link").first.click()
        assert page.locator(":focus").count() == 1, room


def test_a_faulty_scale_tells_its_lines_and_keeps_the_text(
    open_page: OpenPage, rooms: Rooms
) -> None:
    for viewport in (PHONE, DESK):
        page = open_page(viewport=viewport)
        sign_in(page, rooms)
        rooms.enter(page, "scales/2/edit")
        text = page.get_by_label("The scale, as TOML")
        text.fill(text.input_value().replace('"0.18"', "0.18"))
        page.get_by_role("button", name="Check it and keep the draft").click()
        expect(page).to_have_title(re.compile("^Error:"))
        readable(page, "faults", viewport["width"])
        page.get_by_role("alert").get_by_role("link").first.press("Enter")
        expect(page.locator(":focus")).to_contain_text("write it in quotes")
        page.get_by_role("link", name="Go to the text").press("Enter")
        expect(page.locator(":focus")).to_have_value(re.compile("rate = 0.18"))


def test_a_transfer_for_an_affiliate_is_recorded_with_the_keyboard_alone(
    open_page: OpenPage, rooms: Rooms
) -> None:
    page = open_page(javascript=False)
    sign_in(page, rooms)
    open_shelf(page, "Supporters")
    page.get_by_role("link", name="Affiliates", exact=True).press("Enter")
    page.get_by_label("Number, name, reference or e-mail").fill("example york")
    page.press(":focus", "Enter")
    page.get_by_role("link", name=rooms.arrears.number).press("Enter")
    page.get_by_role("link", name="Record money").press("Enter")
    page.get_by_label("The whole sum").fill("25")
    page.get_by_label("Cheque", exact=True).press("Space")
    page.get_by_label("Whose name is on it?").fill("Example Union York")
    page.get_by_label("Number of the cheque").fill("100042")
    page.get_by_role("checkbox").first.press("Space")
    page.get_by_role("button", name="Look at how it is shared out").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Left over, as credit: £3.40")
    page.get_by_role("button", name="Record £25.00").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The money is recorded.")
    assert rooms.branches.now(rooms.arrears).status.paid_up


def test_a_wrong_number_is_corrected_and_a_promise_noted_with_the_keyboard_alone(
    open_page: OpenPage, rooms: Rooms
) -> None:
    page = open_page(javascript=False)
    sign_in(page, rooms)
    rooms.enter(page, f"affiliates/{rooms.arrears.number}")
    page.get_by_role("link", name="Correct the figures").press("Enter")
    page.get_by_label("Members it affiliates on").fill("100")
    page.press(":focus", "Enter")
    expect(page.get_by_role("main")).to_contain_text("£21.60")
    expect(page.get_by_role("main")).to_contain_text("£18.00")
    page.get_by_role("button", name="Correct the figures and the fee").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The figures are corrected.")
    assert rooms.branches.owed(rooms.arrears)[0].owed == GBP("18")
    page.get_by_role("link", name="Note a promise").press("Enter")
    page.get_by_label("Until when does it hold?").fill("2027-06-03")
    page.get_by_label("What was promised, and by whom?").fill("Cheque is imminent")
    page.get_by_role("button", name="Note the promise").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Promised until 3 June 2027")


def test_the_committees_decision_and_a_run_are_carried_out_with_the_keyboard_alone(
    open_page: OpenPage, rooms: Rooms
) -> None:
    page = open_page(javascript=False)
    sign_in(page, rooms)
    page.get_by_role("link", name=re.compile("Officers who object")).press("Enter")
    page.get_by_role("link", name=re.compile("^A-")).first.press("Enter")
    page.get_by_role("link", name="Do not accept it").press("Enter")
    page.get_by_label("Why?").fill("Your chair says that it is not meant.")
    page.get_by_role("button", name="Do not accept it").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The application is not accepted.")
    page.get_by_role("link", name="Renewals").press("Enter")
    page.get_by_role("link", name=re.compile("terms that end by")).first.press("Enter")
    page.get_by_role("link", name="Start it").press("Enter")
    page.get_by_role("button", name="Start it and send the invoices").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The run is started.")
    assert_progress(page)


def assert_progress(page: Page) -> None:
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
