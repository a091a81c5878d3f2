"""The office corrects what an organisation is called, where it is, and what it shows in public."""

import re
from dataclasses import replace

from sqlalchemy import select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import Affiliation, AffiliationChange, ChangeKind
from hov_donate.affiliations.queries.local_groups import local_groups
from hov_donate.contacts.models import Organisation
from hov_donate.staff.rules import Permission
from tests.support.life import LEEDS, STAFF, Life
from tests.support.office import Office, without
from tests.support.office_affiliates import fields_of, press

TYPED = {
    "name": "Example Union",
    "branch": "Leeds 42",
    "parent_name": "Example Union, Yorkshire",
    "town": "Leeds",
    "country": "GB",
    "listed": "yes",
}


def room(it: Affiliation) -> str:
    return f"/office/affiliates/{it.number}/details"


def organisation(branches: Life, it: Affiliation) -> Organisation:
    with branches.database.reading() as session:
        return session.get_one(Organisation, it.organisation_id)


def reason(branches: Life) -> str:
    query = select(AffiliationChange.reason).where(
        AffiliationChange.kind == ChangeKind.ORGANISATION_CORRECTED
    )
    with branches.database.reading() as session:
        return session.scalars(query.order_by(AffiliationChange.id.desc())).first() or ""


def test_it_is_shown_as_it_is_and_corrected_with_a_row_that_names_nothing(
    office: Office, branches: Life
) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    shown = desk.get(room(it)).text
    typed = fields_of(shown)
    assert (typed["name"], typed["branch"], typed["town"]) == ("Example Union", "Leeds 42", "Leeds")
    assert re.search(r'id="listed" name="listed" value="yes" checked', shown)
    assert not re.search(r'id="listed_town"[^>]* checked', shown)
    new = {**TYPED, "branch": "Leeds & Bradford 42", "town": "Bradford", "country": "IE"}
    assert press(desk, room(it), **new).status_code == 303
    found = organisation(branches, it)
    assert (found.full_name, found.town) == ("Example Union, Leeds & Bradford 42", "Bradford")
    assert (found.country, branches.now(it).country) == ("IE", "IE")
    assert (found.members, found.kind) == (900, "union_branch")
    assert reason(branches) == "branch town country"
    page = desk.get(f"/office/affiliates/{it.number}").text
    assert "Its details were corrected" in page
    assert "branch, town, country" in page
    assert "Leeds &amp; Bradford 42" in desk.get("/office/affiliates?q=bradford").text


def test_papers_that_were_issued_keep_the_name_of_their_day(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    paper = f"/office/invoices/{branches.invoices(it)[0].invoice.id}.pdf"
    before = desk.get(paper).data
    assert before.startswith(b"%PDF")
    press(desk, room(it), **{**TYPED, "name": "Another Name"})
    assert desk.get(paper).data == before
    assert "stay as they were issued" in desk.get(room(it)).text


def test_what_is_not_to_be_listed_is_gone_from_public_pages_at_once(
    office: Office, branches: Life
) -> None:
    group = replace(LEEDS, kind="local_group", name="Leeds friends", branch="")
    it = branches.applies(organisation=group)
    branches.says(it)
    branches.pays(it)
    desk = office.signed_in()
    typed = {**TYPED, "name": "Leeds friends", "branch": ""}
    with branches.database.reading() as session:
        assert [each.full_name for each in local_groups(session)] == ["Leeds friends"]
    del typed["listed"]
    assert press(desk, room(it), **typed).status_code == 303
    with branches.database.reading() as session:
        assert local_groups(session) == []
    assert reason(branches) == "listed"


def test_a_name_like_another_ones_is_asked_about_first(office: Office, branches: Life) -> None:
    branches.affiliated(organisation=replace(LEEDS, branch="York 7"))
    it = branches.affiliated()
    desk = office.signed_in()
    asked = press(desk, room(it), **{**TYPED, "branch": "York 7"})
    assert asked.status_code == 200
    assert "it looks like another organisation" in asked.text
    assert f"/office/affiliates/{it.number}/merge" in asked.text
    assert organisation(branches, it).branch == "Leeds 42"
    branches.affiliated(organisation=replace(LEEDS, branch="Hull 3"))
    other = {**fields_of(asked.text), **TYPED, "branch": "Hull 3"}
    assert "it looks like another organisation" in desk.post(room(it), **other).text
    again = {**fields_of(asked.text), **TYPED, "branch": "York 7"}
    assert desk.post(room(it), **again).status_code == 303
    assert organisation(branches, it).branch == "York 7"


def test_what_cannot_be_is_told_beside_its_field(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    wrong = press(desk, room(it), listed_town="yes", country="XX", name=" ")
    assert wrong.status_code == 422
    for text in ("Write what it is called", "Choose the country", "tick both, or none"):
        assert text in wrong.text
    assert press(desk, room(it), **TYPED).status_code == 303
    assert reason(branches) == ""


def test_whoever_may_not_edit_and_whoever_is_a_person_has_no_such_page(
    office: Office, branches: Life
) -> None:
    it, member = branches.affiliated(), branches.joins()
    desk = office.signed_in()
    assert desk.get(room(member)).status_code == 404
    with without(Permission.EDIT_AFFILIATES):
        assert desk.get(room(it)).status_code == 403
        assert "Correct the details" not in desk.get(f"/office/affiliates/{it.number}").text


def test_a_double_is_corrected_through_the_one_that_was_kept(
    office: Office, branches: Life
) -> None:
    it, double = branches.affiliated(), branches.applies()
    branches.do(
        operations.merge,
        kept_id=it.organisation_id,
        gone_id=double.organisation_id,
        actor=STAFF,
    )
    desk = office.signed_in()
    assert desk.get(room(double)).status_code == 404
    assert desk.get(room(it)).status_code == 200


def test_where_it_stands_is_a_row_of_its_history_too(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    new = {"parent": "new", "name": "Example Union, Yorkshire", "kind": "union_region"}
    press(desk, f"/office/affiliates/{it.number}/parent", **new)
    assert reason(branches) == "parent"
