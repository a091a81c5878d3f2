"""Applications in the office: read, asked about, accepted or not, each with its reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import AffiliationChange, OfficerAnswer
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.outbox.models import MailKind
from hov_donate.staff.rules import Permission
from tests.support.life import LEEDS, Life
from tests.support.office import Office, without
from tests.support.office_affiliates import press
from tests.support.words import GBP


def last_change(life: Life) -> AffiliationChange:
    query = select(AffiliationChange).where(AffiliationChange.actor.startswith("staff:"))
    with life.database.reading() as session:
        return session.scalars(query.order_by(AffiliationChange.id.desc()).limit(1)).one()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_queue_opens_empty(office: Office, language: str) -> None:
    assert 'class="empty"' in office.signed_in(language).get("/office/applications").text


def test_applications_wait_in_the_queue_for_what_they_wait_for(
    office: Office, branches: Life
) -> None:
    waiting = branches.applies()
    york = replace(LEEDS, name="Other Union", branch="York 7")
    ready = branches.applies(organisation=york)
    branches.says(ready)
    objected = branches.applies(organisation=replace(york, branch="Derby 9"))
    branches.says(objected, answer=OfficerAnswer.REJECTED)
    desk = office.signed_in()
    found = {
        asked: [it.number for it in (waiting, ready, objected) if it.number in page]
        for asked in ("", "decision", "officer", "objected")
        if (page := desk.get(f"/office/applications?waiting={asked}").text)
    }
    assert found == {
        "": [waiting.number, ready.number, objected.number],
        "decision": [ready.number],
        "officer": [waiting.number, objected.number],
        "objected": [objected.number],
    }
    home = desk.get("/office/").text
    assert "Applications to decide: <strong>1</strong>" in home
    assert "Officers who object: <strong>1</strong>" in home


def test_an_application_that_nobody_answers_says_when_it_will_be_closed(
    office: Office, branches: Life
) -> None:
    it = branches.applies()
    office.clock.advance(timedelta(days=138))
    young = branches.applies(organisation=replace(LEEDS, branch="York 7"))
    desk = office.signed_in()
    told = "closed on 4 July 2026"
    assert desk.get("/office/applications").text.count("will be closed on") == 1
    assert told in desk.get(f"/office/applications/{it.number}").text
    assert "will be closed" not in desk.get(f"/office/applications/{young.number}").text


def test_one_application_shows_all_that_helps_to_decide(office: Office, branches: Life) -> None:
    double = branches.affiliated()
    it = branches.applies()
    branches.says(it)
    desk = office.signed_in()
    page = desk.get(f"/office/applications/{it.number}").text
    for text in (
        "Example Union, Leeds 42",
        "£63.00",
        "rule 1",
        "The committee",
        "sam@branch.example",
        "Confirmed",
        "350",
        "900",
        "Example Union, Yorkshire",
        double.number,
    ):
        assert text in page, text
    with without(Permission.SEE_IDENTITIES):
        page = desk.get(f"/office/applications/{it.number}").text
        assert "sam@branch.example" not in page


def test_accepting_needs_the_committees_minute_and_asks_for_the_fee_once(
    office: Office, branches: Life
) -> None:
    it = branches.applies()
    branches.says(it)
    desk = office.signed_in()
    room = f"/office/applications/{it.number}/accept"
    wrong = press(desk, room, minute="")
    assert wrong.status_code == 422
    assert "Enter the minute reference" in wrong.text
    page = desk.get(room).text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    decided = {"seen": seen, "minute": "EC 2026-01-05, 4", "reason": "All is well"}
    answers = [desk.post(room, **decided).status_code for _twice in range(2)]
    assert answers == [303, 404]
    assert branches.now(it).status is AffiliationStatus.INVOICED
    (owed,) = branches.owed(it)
    assert owed.owed == GBP("63")
    shown = desk.get(f"/office/affiliates/{it.number}").text
    assert "EC 2026-01-05, 4" in shown
    assert "All is well" in shown
    assert owed.invoice.full_number in shown
    assert desk.get(f"/office/applications/{it.number}").status_code == 303


def test_not_accepting_needs_a_reason_which_its_sender_reads(
    office: Office, branches: Life
) -> None:
    it = branches.applies()
    desk = office.signed_in()
    room = f"/office/applications/{it.number}/reject"
    assert "Write why; they read it" in press(desk, room, reason=" ").text
    assert press(desk, room, reason="Not ours", minute="EC 4").status_code == 303
    assert branches.now(it).status is AffiliationStatus.REJECTED
    assert (last_change(branches).reason, last_change(branches).minute_reference) == (
        "Not ours",
        "EC 4",
    )
    assert len(branches.letters(MailKind.APPLICATION_REJECTED)) == 1


def test_a_question_goes_out_and_the_application_waits(office: Office, branches: Life) -> None:
    it = branches.applies()
    desk = office.signed_in()
    room = f"/office/applications/{it.number}/ask"
    assert "Write what you want to know" in press(desk, room, question="").text
    assert press(desk, room, question="How many are you?").status_code == 303
    assert branches.now(it).status is AffiliationStatus.SUBMITTED
    assert len(branches.letters(MailKind.APPLICATION_QUESTION)) == 1
    assert "asked on" in desk.get("/office/applications").text


def test_what_bars_an_application_is_told_in_words(office: Office, branches: Life) -> None:
    it = branches.applies()
    desk = office.signed_in()
    desk.get("/office/scales/1/retire")
    assert desk.post("/office/scales/1/retire").status_code == 303
    room = f"/office/applications/{it.number}"
    assert "No fee scale is in force for them" in desk.get(room).text
    answer = press(desk, f"{room}/accept", minute="EC 4")
    assert answer.status_code == 422
    assert "No fee scale is in force for them" in answer.text
    assert branches.now(it).status is AffiliationStatus.SUBMITTED


def test_a_double_is_merged_which_closes_it_and_parted_which_opens_it(
    office: Office, branches: Life
) -> None:
    kept = branches.affiliated()
    it = branches.applies(members=400)
    desk = office.signed_in()
    place = f"/office/affiliates/{it.number}"
    page = desk.get(f"{place}/merge").text
    assert kept.number in page
    assert "Choose which organisation this one is" in press(desk, f"{place}/merge").text
    done = press(desk, f"{place}/merge", kept=str(kept.organisation_id))
    assert done.status_code == 303
    shown = desk.get(place).text
    assert "the double of" in shown
    assert f"/office/affiliates/{kept.number}/figures?like={it.number}" in shown
    assert branches.now(it).status is AffiliationStatus.REJECTED
    page = desk.get(f"/office/affiliates/{kept.number}/figures?like={it.number}").text
    assert 'value="400"' in page
    other = desk.get(f"/office/affiliates/{kept.number}").text
    assert it.number in other
    merger = other.partition('name="merge" value="')[2].partition('"')[0]
    for _twice in range(2):
        desk.post(f"/office/affiliates/{kept.number}/part", merge=merger)
    assert branches.now(it).status is AffiliationStatus.SUBMITTED
    assert "the double of" not in desk.get(place).text


def test_two_that_both_pay_are_not_merged(office: Office, branches: Life) -> None:
    one, other = (
        branches.affiliated(),
        branches.affiliated(organisation=replace(LEEDS, name="Example Unions")),
    )
    desk = office.signed_in()
    place = f"/office/affiliates/{other.number}/merge"
    answer = press(desk, place, kept=str(one.organisation_id))
    assert answer.status_code == 422
    assert "Both are affiliated" in answer.text


def test_who_may_not_decide_finds_no_buttons(office: Office, branches: Life) -> None:
    it = branches.applies()
    desk = office.signed_in()
    with without(Permission.DECIDE_APPLICATIONS, Permission.EDIT_AFFILIATES):
        page = desk.get(f"/office/applications/{it.number}").text
        assert "Accept it" not in page
        assert "same as another" not in page
        for room in ("accept", "reject", "ask"):
            assert desk.post(f"/office/applications/{it.number}/{room}").status_code == 403
