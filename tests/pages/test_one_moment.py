"""Figures of one page agree, whatever is booked between two looks at the books."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from hov_donate.ledger.chart import Account
from tests.pages.test_api import Program, token_from
from tests.support.booked import at_stripe, book
from tests.support.office import NOON, Desk, Office
from tests.support.words import GBP

STATEMENT = "/office/reports/income-statement"
SETTLED = re.compile(r"FROM ledger_\w+_settled")


@pytest.fixture
def desk(office: Office) -> Desk:
    give(office)
    return office.signed_in()


def give(office: Office) -> None:
    book(office.database, at_stripe(Account.DONATIONS, GBP(20), GBP(1), day=NOON.date()))


@contextmanager
def a_gift_comes_in_between(office: Office) -> Iterator[None]:
    """It is booked before the first look at what was settled, when what was given is read."""
    come: list[bool] = []

    def look(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not come and SETTLED.search(statement):
            come.append(True)
            give(office)

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", look)
    assert come


def test_a_report_is_of_one_moment_on_the_screen_and_as_a_file(office: Office, desk: Desk) -> None:
    with a_gift_comes_in_between(office):
        page = desk.get(STATEMENT).text
    assert "£20.00" in page
    assert "£40.00" not in page
    with a_gift_comes_in_between(office), desk.get(f"{STATEMENT}/csv") as answer:
        file = answer.get_data().decode("utf-8-sig")
    [gifts] = [row for row in csv.reader(io.StringIO(file)) if row[:2] == ["income", "donations"]]
    assert gifts.count("40.00") == 2


def test_the_first_room_is_of_one_moment(office: Office, desk: Desk) -> None:
    with a_gift_comes_in_between(office):
        page = desk.get("/office/").text
    assert "£20.00" in page
    assert "£40.00" not in page


def test_a_programs_figures_are_of_one_moment(office: Office, desk: Desk) -> None:
    program = Program(office.browser(), token_from(desk))
    with a_gift_comes_in_between(office):
        told = program.get("/figures?year=2026").get_json()
    assert told["income"][0]["amount"]["decimal"] == "20.00"
    assert told["settled"][0]["received"]["decimal"] == "20.00"
