"""Renewal runs in the office: looked at first, then started, stopped, and gone on with."""

from dataclasses import replace
from datetime import date

import pytest

from hov_donate.affiliations.operations import Override, override_fee
from hov_donate.affiliations.processes.renewing import go_on_renewing, renew_batch
from hov_donate.outbox.models import MailKind
from hov_donate.staff.rules import Permission
from tests.support.life import LEEDS, STAFF, Life
from tests.support.office import Desk, Office, without
from tests.support.words import GBP


def plan(desk: Desk, ends_by: str = "2026-12-31") -> str:
    desk.get("/office/renewals")
    answer = desk.post("/office/renewals", ends_by=ends_by)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def worker(office: Office) -> None:
    go_on_renewing(office.database, office.parts.settings)


@pytest.fixture
def town(branches: Life) -> Life:
    """Three branches whose term ends with the year, one of them at a fee that was decided."""
    for branch, members in (("Leeds 1", 350), ("York 7", 100), ("Derby 9", 40)):
        it = branches.affiliated(members, organisation=replace(LEEDS, branch=branch))
        if branch == "Derby 9":
            branches.do(
                override_fee,
                affiliation_id=it.id,
                override=Override(GBP("1"), "A strike", "EC", "EC 7"),
                actor=STAFF,
                settings=branches.settings,
            )
        branches.pays(it)
    branches.on(date(2026, 11, 20))
    return branches


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_room_opens_empty(office: Office, language: str) -> None:
    assert 'class="empty"' in office.signed_in(language).get("/office/renewals").text


def test_a_run_is_looked_at_before_anything_goes_out(office: Office, town: Life) -> None:
    desk = office.signed_in()
    before = len(town.letters(MailKind.INVOICE_ISSUED))
    place = plan(desk)
    assert "The worker works it out" in desk.get(place).text
    worker(office)
    page = desk.get(place).text
    for text in (
        "Waits to be looked at",
        "£81.00",
        "Will be renewed",
        "Needs a person",
        "Its fee was set by a decision (EC 7): decide it anew",
        "example",
    ):
        assert text in page, text
    assert "Renewal runs to look at: <strong>1</strong>" in desk.get("/office/").text
    rows = desk.get(f"{place}/affiliates?outcome=renews").text
    assert "Leeds 1" in rows
    assert "Derby 9" not in rows
    assert "£63.00" in rows
    assert len(town.letters(MailKind.INVOICE_ISSUED)) == before
    sure = desk.get(f"{place}/start").text
    assert "2 affiliates get their next term" in sure
    for _twice in range(2):
        assert desk.post(f"{place}/start").status_code == 303
    assert "0 of 2 are through" in desk.get(place).text
    worker(office)
    page = desk.get(place).text
    assert "Done" in page
    assert "Renewed" in page
    assert len(town.letters(MailKind.INVOICE_ISSUED)) == before + 2
    assert desk.get(f"{place}/start").status_code == 404


def test_a_run_is_stopped_and_the_rest_is_worked_out_anew(office: Office, town: Life) -> None:
    desk = office.signed_in()
    place = plan(desk)
    renew_batch(office.database, office.parts.settings)
    assert "A run is under way" in desk.get("/office/renewals").text
    desk.post("/office/renewals", ends_by="2026-12-31")
    assert desk.get("/office/renewals").text.count('<th scope="row"') == 1
    for _twice in range(2):
        assert desk.post(f"{place}/stop").status_code == 303
    page = desk.get(place).text
    assert "Stopped" in page
    assert "Work out the rest" in page
    assert plan(desk) != place
    worker(office)
    assert "Waits to be looked at" in desk.get("/office/renewals").text


def test_a_run_without_a_day_is_told_and_one_for_nobody_says_so(office: Office, town: Life) -> None:
    desk = office.signed_in()
    desk.get("/office/renewals")
    answer = desk.post("/office/renewals", ends_by="")
    assert answer.status_code == 422
    assert "Enter the day" in answer.text
    place = plan(desk, "2026-01-31")
    worker(office)
    assert "Nobody&#39;s term ends by that day." in desk.get(place).text
    assert desk.get(f"{place}/affiliates").status_code == 200
    assert desk.get("/office/renewals/99").status_code == 404


def test_who_may_only_look_starts_nothing(office: Office, town: Life) -> None:
    desk = office.signed_in()
    place = plan(desk)
    worker(office)
    with without(Permission.RUN_RENEWALS):
        page = desk.get(place).text
        assert "Start it" not in page
        assert "Stop the run" not in page
        assert "Work it out" not in desk.get("/office/renewals").text
        for room in (f"{place}/start", f"{place}/stop", "/office/renewals"):
            assert desk.post(room).status_code == 403
