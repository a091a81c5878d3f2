"""Exports and tokens, readable by everyone, and taken away with the keyboard alone."""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hov_donate.core.spans import Span
from hov_donate.exports.operations import Asking, ask_for, take_next
from hov_donate.exports.processes import make_waiting
from hov_donate.exports.rules import Format, Subject, Wanted
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.doors import sign_in_on
from tests.support.house import House
from tests.support.office import treasurer_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}
STATEMENT = "exports?subject=statement&format=xero&account=stripe&currency=GBP"


def at_the_desk(page: Page, house: House) -> Callable[[str], None]:
    treasurer_in(house.site.app, house.parts.database)
    sign_in_on(page, house.site.app, f"{house.site.url}/office")

    def enter(room: str) -> None:
        page.goto(f"{house.site.url}/office/{room}")

    return enter


def ask(house: House, form: str) -> None:
    today = house.parts.clock.now().date()
    wanted = Wanted(Subject.POSTINGS, Format.CSV, Span(today, today))
    with house.parts.database.writing() as work:
        ask_for(work, asking=Asking(wanted, form, "staff:1", "en", 60_000))


def readable(page: Page, what: str) -> None:
    assert_no_axe_violations(page)
    scrolls = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not scrolls, what


@pytest.mark.parametrize("size", SIZES)
def test_every_room_of_exports_can_be_read_by_everyone(
    open_page: OpenPage, house: House, size: str, tmp_path: Path
) -> None:
    house.pay(house.give("20"))
    house.let_everything_arrive()
    ask(house, "made")
    make_waiting(house.parts.database, replace(house.parts.settings, instance_folder=tmp_path))
    ask(house, "half")
    with house.parts.database.writing() as work:
        take_next(work)
    page = open_page(viewport=SIZES[size])
    enter = at_the_desk(page, house)
    for room in ("exports", STATEMENT, "exports?subject=journal&format=csv", "exports/1"):
        enter(room)
        readable(page, room)
    enter("exports/2")
    expect(page.get_by_role("progressbar")).to_be_visible()
    readable(page, "half")
    enter("tokens")
    readable(page, "tokens")
    page.get_by_role("button", name="Make the token").click()
    expect(page).to_have_title(re.compile("^Error:"))
    readable(page, "mistakes")
    page.get_by_label("What it is for").fill("Spreadsheet")
    page.get_by_label("Figures").check()
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_label("is made. Copy it now")).to_have_value(re.compile("^hov_"))
    readable(page, "made")


def test_a_statement_is_taken_away_with_the_keyboard_alone(
    open_page: OpenPage, house: House, tmp_path: Path
) -> None:
    house.pay(house.give("20"))
    house.let_everything_arrive()
    page = open_page(javascript=False, accept_downloads=True)
    enter = at_the_desk(page, house)
    enter(STATEMENT)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take it away").press("Enter")
    taken.value.save_as(tmp_path / "xero.csv")
    with (tmp_path / "xero.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["Reference"] in row["Description"]
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", row["Date"])
