"""Organisations affiliate, one question after the other; and whatever can be wrong."""

import gzip
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hov_donate.affiliations.models import (
    Affiliation,
    Application,
    Declaration,
    Officer,
    OfficerRole,
)
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Consent, Organisation
from hov_donate.contacts.queries import identity
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.web.static import FOLDER
from tests.support.affiliating import BRANCH, Applicant
from tests.support.office import Office

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def letters(office: Office, kind: MailKind) -> list[OutboxMessage]:
    with office.database.reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def count(office: Office, table: type) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_branch_affiliates_from_the_first_question_to_the_last(
    office: Office, applicant: Applicant
) -> None:
    applicant.begins()
    applicant.answers()
    assert "£63.00" in applicant.page
    applicant.presses(authority="yes")
    assert "Your application is sent" in applicant.page
    assert "A-00001" in applicant.page
    with office.database.reading() as session:
        affiliation = session.scalars(select(Affiliation)).one()
        organisation = session.scalars(select(Organisation)).one()
        declared = session.scalars(select(Declaration)).one()
        officers = {row.role: row for row in session.scalars(select(Officer))}
        chair = identity(session, office.parts.seal, officers[OfficerRole.CHAIR].details_id)
    assert affiliation.status is AffiliationStatus.SUBMITTED
    assert affiliation.purchase_order == "PO-7"
    assert (organisation.full_name, organisation.parent_name, organisation.town) == (
        "UNISON, Cambridge City",
        "UNISON Eastern",
        "Cambridge",
    )
    assert (organisation.members, organisation.listed, organisation.listed_town) == (
        1200,
        True,
        False,
    )
    assert (declared.members_total, declared.members_affiliated) == (1200, 350)
    assert (declared.deciding_body, str(declared.decided_on)) == ("Branch meeting", "2026-11-03")
    assert set(officers) == {OfficerRole.CORRESPONDENCE, OfficerRole.SECRETARY, OfficerRole.CHAIR}
    assert chair
    assert chair.email == "karl@people.example"
    assert count(office, Consent) == 0
    # Rosa is correspondence and secretary: one letter for each address.
    assert len(letters(office, MailKind.OFFICER_NAMED)) == 2


def test_pressing_send_twice_is_one_application(office: Office, applicant: Applicant) -> None:
    applicant.begins()
    applicant.answers()
    token = applicant.token
    applicant.presses(authority="yes")
    again = applicant.client.post(
        f"/en/affiliate/{token}/check", data={"authority": "yes"}, follow_redirects=True
    )
    assert "Your application is sent" in again.text
    applicant.on("name")
    assert "Your application is sent" in applicant.page
    assert (count(office, Affiliation), count(office, Application)) == (1, 1)


def test_answers_are_kept_at_every_step_and_nobody_reads_them_without_the_key(
    office: Office, applicant: Applicant
) -> None:
    applicant.begins()
    applicant.answers(until="invoice")
    with office.database.reading() as session:
        row = session.scalars(select(Application)).one()
    assert row.sealed is not None
    assert b"Rosa" not in row.sealed
    elsewhere = Applicant(office.browser())
    elsewhere.opens(f"/en/affiliate/{applicant.token}")
    assert elsewhere.question == "invoice"
    elsewhere.on("you")
    assert "Rosa Quiñones" in elsewhere.page


EVERY_ERROR = [
    ("kind", {}, "kind", "Choose what kind of organisation it is"),
    ("kind", {"kind": "individual"}, "kind", "Choose what kind of organisation it is"),
    ("name", {"name": ""}, "name", "Enter the name of your organisation"),
    ("name", {"name": "N" * 201}, "name", "must be 200 characters or fewer"),
    ("place", {"town": "Cambridge", "country": ""}, "country", "Choose a country from the list"),
    ("place", {"town": "x", "country": "EU"}, "country", "Choose a country from the list"),
    ("before", {}, "before", "Choose whether your organisation has been affiliated before"),
    ("members", {}, "affiliated_members", "Enter on how many members you affiliate"),
    (
        "members",
        {"affiliated_members": "many"},
        "affiliated_members",
        "Members affiliated on must be a whole number, like 350",
    ),
    (
        "members",
        {"total_members": "100", "affiliated_members": "101"},
        "affiliated_members",
        "Members affiliated on must not be more than members in total",
    ),
    ("decision", {"decided_on-day": "3"}, "body", "Enter the body that decided"),
    ("decision", {"body": "Meeting"}, "decided_on-day", "Enter the date of the meeting"),
    (
        "decision",
        {"body": "Meeting", "decided_on-day": "3", "decided_on-month": "May"},
        "decided_on-month",
        "must have a day, a month and a year, like 24 11 2026",
    ),
    (
        "decision",
        {
            "body": "Meeting",
            "decided_on-day": "31",
            "decided_on-month": "2",
            "decided_on-year": "2026",
        },
        "decided_on-day",
        "Date of the meeting must be a day of the calendar",
    ),
    (
        "decision",
        {
            "body": "Meeting",
            "decided_on-day": "25",
            "decided_on-month": "11",
            "decided_on-year": "2026",
        },
        "decided_on-day",
        "Date of the meeting must be today or in the past",
    ),
    ("you", {"you_email": "rosa@people.example"}, "you_name", "Enter the full name"),
    ("you", {"you_name": "Rosa", "you_email": "rosa"}, "you_email", "in the correct format"),
    ("you", {"you_name": "Rosa"}, "post", "Choose what you are in the organisation"),
    ("chair", {"chair_name": "Karl"}, "chair_email", "Enter the e-mail address"),
    (
        "chair",
        {"chair_name": "Karl", "chair_email": "ROSA@people.example"},
        "chair_email",
        "Enter another e-mail address than yours",
    ),
    ("delegates", {"delegates": "\n".join("ABCDEFGH")}, "delegates", "Enter 7 names at most"),
    ("invoice", {"order": "7"}, "payer", "Choose who pays"),
    ("check", {}, "authority", "Confirm that you may declare this"),
]


@ONCE
@pytest.mark.parametrize(("question", "typed", "field", "text"), EVERY_ERROR)
def test_every_mistake_is_told_beside_its_field_and_nothing_is_lost(
    applicant: Applicant, question: str, typed: dict[str, str], field: str, text: str
) -> None:
    applicant.begins()
    applicant.answers(until=question)
    applicant.presses(**typed)
    assert applicant.status == 422
    assert "<title>Error: " in applicant.page
    assert f'<a href="#{field}">' in applicant.page
    assert f'id="{field}"' in applicant.page
    assert f'id="{field}-error"' in applicant.page
    assert applicant.page.count(text) == 2
    kept = [text for name, text in typed.items() if name not in {"kind", "country"}]
    assert all(each in applicant.page for each in kept)


@ONCE
def test_another_body_pays(office: Office, applicant: Applicant) -> None:
    applicant.begins()
    applicant.answers(until="invoice")
    applicant.presses(payer="another")
    assert applicant.question == "payer"
    applicant.presses()
    for field in ("payer_name", "payer_address", "payer_email"):
        assert f'<a href="#{field}">' in applicant.page
    region = {
        "payer_name": "UNISON Eastern",
        "payer_address": "1 High Road\n\n Norwich ",
        "payer_email": "money@people.example",
    }
    applicant.presses(**region)
    applicant.answers()
    applicant.presses(authority="yes")
    with office.database.reading() as session:
        affiliation = session.scalars(select(Affiliation)).one()
        roles = set(session.scalars(select(Officer.role)))
    assert affiliation.bill_to == "UNISON Eastern\n1 High Road\nNorwich"
    assert OfficerRole.PAYER in roles


@ONCE
def test_change_comes_back_to_the_check_page(applicant: Applicant) -> None:
    applicant.begins()
    applicant.answers()
    applicant.on("name?from=check")
    applicant.presses(name="UNITE")
    assert applicant.question == "check"
    assert "UNITE" in applicant.page


@ONCE
def test_a_change_that_opens_another_question_asks_it_and_then_comes_back(
    applicant: Applicant,
) -> None:
    applicant.begins()
    applicant.answers()
    applicant.on("invoice?from=check")
    applicant.presses(payer="another")
    assert applicant.question == "payer"
    applicant.presses(payer_name="Region", payer_address="Road 1", payer_email="a@people.example")
    applicant.answers()
    assert "Road 1" in applicant.page


@ONCE
def test_nothing_is_answered_ahead_of_its_turn(applicant: Applicant) -> None:
    applicant.begins()
    applicant.answers(until="place")
    for ahead in ("fee", "check", "consents", "nonsense"):
        applicant.on(ahead)
        assert applicant.question == "place"


@ONCE
def test_links_that_are_forged_old_or_for_something_else_have_pages_of_their_own(
    office: Office, applicant: Applicant
) -> None:
    applicant.begins()
    applicant.answers(until="name")
    token = applicant.token
    assert applicant.opens(f"/en/affiliate/{token[:-2]}/name").status_code == 404
    assert applicant.opens(f"/en/affiliate/officer/{token}").status_code == 404
    office.clock.advance(timedelta(days=30, seconds=1))
    late = applicant.opens(f"/en/affiliate/{token}/name")
    assert late.status_code == 410
    assert "This link is too old" in late.text


@ONCE
def test_pages_of_a_form_are_kept_nowhere_and_no_cookie_is_set(applicant: Applicant) -> None:
    applicant.begins()
    applicant.answers()
    assert applicant.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in applicant.page
    assert '<meta name="referrer" content="no-referrer">' in applicant.page
    assert "Set-Cookie" not in applicant.headers
    assert "checked" not in applicant.page


@ONCE
def test_nothing_is_ticked_for_anybody(applicant: Applicant) -> None:
    applicant.begins()
    while applicant.question != "check":
        assert " checked" not in applicant.page
        applicant.presses(**BRANCH[applicant.question])


@ONCE
def test_every_page_is_light(applicant: Applicant) -> None:
    css = gzip.compress((FOLDER / "site.css").read_bytes())
    applicant.begins()
    while applicant.question != "check":
        assert len(gzip.compress(applicant.page.encode())) + len(css) < 30_000
        applicant.presses(**BRANCH[applicant.question])
