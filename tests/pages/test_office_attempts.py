"""What the treasurer sees of attempts, and the switch."""

import re
from datetime import timedelta

import pytest

from hov_donate.core.money import Money
from hov_donate.defence.operations import Moment, add_up, review
from hov_donate.defence.rules import Outcome
from hov_donate.office.defence import HEIGHT, bars
from hov_donate.office.queries.defence import Day
from tests.support.office import NOON, Office

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ATTACKED = {Outcome.OPENED: 12, Outcome.ASKED: 30, Outcome.TOO_MANY_FROM_BLOCK: 4102}


def came(office: Office, outcomes: dict[Outcome, int], days_ago: int = 0) -> None:
    """So many attempts came, so many days ago."""
    at = NOON - timedelta(days=days_ago)
    with office.database.writing() as work:
        moment = Moment.of(at, office.parts.settings.campaign.time_zone)
        add_up(work, tally={(moment, outcome): n for outcome, n in outcomes.items()})
        review(work, settings=office.parts.settings)


def facts(page: str) -> dict[str, str]:
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {name: re.sub("<.*?>", "", text) for name, text in found}


def test_attempts_refused_and_money_taken_stand_beside_each_other(office: Office) -> None:
    office.gift(Money(2000, "GBP"))
    office.gift(Money(1500, "GBP"))
    office.gift(Money(3000, "JPY"))
    came(office, ATTACKED)
    page = office.signed_in().get("/office/attempts").text
    today = facts(page)
    assert today["Attempts to pay by card"] == "4144"
    assert today["Refused"] == "4102"
    assert today["Let in"] == "12"
    assert today["Gifts paid"] == "3"
    assert today["Money taken"] == "£35.00 ¥3,000"
    assert "Too many from one network" in page
    assert "Attack mode is on" in page
    assert "Many refused attempts" in page
    assert 'aria-current="page">Attempts' in page


def test_earlier_days_are_listed_and_older_ones_are_left_out(office: Office) -> None:
    came(office, {Outcome.OPENED: 5}, days_ago=29)
    came(office, {Outcome.OPENED: 7777}, days_ago=30)
    page = office.signed_in().get("/office/attempts").text
    assert page.count("<rect") == 1
    assert "7777" not in page
    assert "26 Oct" in page


@ONCE
def test_the_picture_keeps_small_days_beside_busy_ones(office: Office) -> None:
    day = NOON.date()
    quiet, busy = {Outcome.OPENED: 1}, {Outcome.OPENED: 10, Outcome.TOO_FAST: 9990}
    drawn = bars([Day(day, busy, 0, ()), Day(day, quiet, 0, ()), Day(day, {}, 0, ())])
    assert [(bar.let_in, bar.refused) for bar in drawn] == [(0, 0), (1, 0), (1, HEIGHT - 1)]
    assert [bar.left for bar in drawn] == sorted(bar.left for bar in drawn)


def test_stopping_asks_why_first_and_opening_again_is_one_press(office: Office) -> None:
    desk = office.signed_in()
    desk.get("/office/attempts/stop")
    unsaid = desk.post("/office/attempts/stop")
    assert unsaid.status_code == 422
    assert "Choose what donors are told" in unsaid.text
    assert office.browser().get("/en/donate").status_code == 200

    assert desk.post("/office/attempts/stop", reason="attack").status_code == 303
    shown = office.browser().get("/en/donate")
    assert shown.status_code == 503
    assert "stolen cards" in shown.text
    room = desk.get("/office/attempts").text
    assert "Online giving is stopped:" in room
    assert "treasurer@campaign.example" in room
    assert "Online giving was stopped already" in desk_says(desk, "/office/attempts/stop")

    assert desk.post("/office/attempts/reopen").status_code == 303
    assert office.browser().get("/en/donate").status_code == 200
    assert "Online giving is stopped:" not in desk.get("/office/attempts").text
    assert "Online giving was not stopped" in desk_says(desk, "/office/attempts/reopen")


def desk_says(desk, path: str) -> str:
    """What is told after pressing a button."""
    desk.post(path, reason="other")
    return str(desk.get("/office/attempts").text)


@ONCE
@pytest.mark.parametrize("path", ["attempts", "attempts/stop"])
def test_strangers_see_nothing_of_it(office: Office, path: str) -> None:
    answer = office.browser().get(f"/office/{path}")
    assert answer.status_code == 303
    assert "/office/sign-in" in answer.headers["Location"]


@ONCE
def test_the_switch_wants_the_token_of_the_page(office: Office) -> None:
    desk = office.signed_in()
    desk.token = "forged"
    assert desk.post("/office/attempts/stop", reason="attack").status_code == 400
    assert office.browser().get("/en/donate").status_code == 200
