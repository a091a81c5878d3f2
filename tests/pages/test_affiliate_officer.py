"""Another officer reads what is affiliated, and confirms it or objects, by a link."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    ChangeKind,
    Officer,
    OfficerRole,
)
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.outbox.models import MailKind, OutboxMessage
from tests.support.affiliating import Applicant
from tests.support.office import Office

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def applicant(applicant: Applicant) -> Applicant:
    applicant.begins()
    applicant.answers()
    applicant.presses(authority="yes")
    return applicant


def link(office: Office, role: OfficerRole = OfficerRole.CHAIR) -> str:
    """The address in the letter to an officer."""
    with office.database.reading() as session:
        officer = session.scalars(select(Officer).where(Officer.role == role)).one()
    addresses = Addresses("", office.parts.links)
    return addresses.officer(officer.id, "en", now=office.clock.now())


def status(office: Office) -> AffiliationStatus:
    with office.database.reading() as session:
        return session.scalars(select(Affiliation)).one().status


def test_the_chair_confirms(office: Office, applicant: Applicant) -> None:
    chair = Applicant(office.browser())
    chair.opens(link(office))
    for text in ("UNISON, Cambridge City", "Union branch", "350", "£63.00", "Branch meeting"):
        assert text in chair.page
    assert "Rosa Quiñones" in chair.page
    assert "rosa@people.example" not in chair.page
    assert status(office) is AffiliationStatus.SUBMITTED
    chair.presses(answer="confirmed")
    assert "You have confirmed it" in chair.page
    assert status(office) is AffiliationStatus.CONFIRMED
    applicant.opens(f"/en/affiliate/{applicant.token}")
    assert applicant.page.count("Done:") == 1


def test_whoever_objects_says_why_and_staff_hear_of_it(
    office: Office, applicant: Applicant
) -> None:
    chair = Applicant(office.browser())
    chair.opens(link(office))
    chair.presses(answer="rejected", reason="We never\r\nvoted on it.")
    assert "You have objected" in chair.page
    assert status(office) is AffiliationStatus.SUBMITTED
    with office.database.reading() as session:
        objected = session.scalars(
            select(AffiliationChange).where(AffiliationChange.kind == ChangeKind.OFFICER_OBJECTED)
        ).one()
        kinds = set(session.scalars(select(OutboxMessage.kind)))
    assert objected.reason == "We never\nvoted on it."
    assert MailKind.OFFICER_OBJECTED in kinds
    applicant.opens(f"/en/affiliate/{applicant.token}")
    assert "An officer of yours objects" in applicant.page


@ONCE
@pytest.mark.parametrize(
    ("typed", "field", "text"),
    [
        ({}, "answer", "Choose whether this is right"),
        ({"answer": "rejected"}, "reason", "Enter what is wrong"),
        ({"answer": "rejected", "reason": "x" * 2001}, "reason", "2000 characters or fewer"),
    ],
)
def test_an_answer_that_is_none_is_told(
    office: Office, applicant: Applicant, typed: dict[str, str], field: str, text: str
) -> None:
    chair = Applicant(office.browser())
    chair.opens(link(office))
    chair.presses(**typed)
    assert chair.status == 422
    assert "<title>Error: " in chair.page
    assert f'<a href="#{field}">' in chair.page
    assert text in chair.page
    assert status(office) is AffiliationStatus.SUBMITTED


@ONCE
def test_answering_twice_changes_nothing(office: Office, applicant: Applicant) -> None:
    chair = Applicant(office.browser())
    chair.opens(link(office))
    form = chair.page
    for _ in range(2):
        chair.page = form
        chair.presses(answer="confirmed")
    with office.database.reading() as session:
        kinds = list(session.scalars(select(AffiliationChange.kind)))
    assert kinds.count(ChangeKind.OFFICER_CONFIRMED) == 1


@ONCE
def test_old_and_forged_links_and_those_of_former_officers_open_nothing(
    office: Office, applicant: Applicant
) -> None:
    browser, good = Applicant(office.browser()), link(office)
    assert browser.opens(good[:-2]).status_code == 404
    assert browser.opens(f"/en/affiliate/officer/{applicant.token}").status_code == 404
    with office.database.writing() as work:
        officer = work.session.scalars(
            select(Officer).where(Officer.role == OfficerRole.CHAIR)
        ).one()
        officer.ended_at = work.now
    gone = browser.opens(good)
    assert gone.status_code == 410
    assert "Links in letters to officers end after 60 days" in gone.text
    office.clock.advance(timedelta(days=60, seconds=1))
    assert browser.opens(good).status_code == 410
    assert office.browser().post(good, data={"answer": "confirmed"}).status_code == 410
