"""A branch affiliates: from the quote, over the letters, to the chair's word and the invoice."""

import re

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import approve
from hov_donate.affiliations.rules.standing import AffiliationStatus
from tests.support.affiliating import Applicant, put_in_force
from tests.support.house import House

QUOTE = "/en/affiliate/quote?kind=union_branch&country=GB&affiliated_members=350"


@pytest.fixture
def rosa(house: House) -> Applicant:
    put_in_force(house.parts.database)
    return Applicant(house.site.app.test_client())


def link(house: House, email: str, path: str) -> str:
    """The path of the link in the newest letter to somebody that has one."""
    house.let_everything_arrive()
    letters = (mail.text for mail in house.mails() if email in mail.to)
    found = (re.search(rf"http://[^/]+(/en/{path}/[\w.-]+)", text) for text in letters)
    return next(each[1] for each in found if each)


def status(house: House) -> AffiliationStatus:
    with house.parts.database.reading() as session:
        return session.scalars(select(Affiliation)).one().status


def test_from_the_quote_to_the_chairs_word_and_the_invoice(house: House, rosa: Applicant) -> None:
    rosa.opens(QUOTE)
    assert "£63.00" in rosa.page
    rosa.presses()
    rosa.answers(until="you")
    rosa.on("later")
    rosa.presses(email="rosa@people.example")

    at_home = Applicant(house.site.app.test_client())
    at_home.opens(link(house, "rosa@people.example", "affiliate"))
    assert at_home.question == "you"
    at_home.answers()
    at_home.presses(authority="yes")
    assert status(house) is AffiliationStatus.SUBMITTED

    karl = Applicant(house.site.app.test_client())
    karl.opens(link(house, "karl@people.example", "affiliate/officer"))
    assert "UNISON, Cambridge City" in karl.page
    karl.presses(answer="confirmed")
    assert status(house) is AffiliationStatus.CONFIRMED

    with house.parts.database.writing() as work:
        approve(
            work,
            affiliation_id=work.session.scalars(select(Affiliation.id)).one(),
            actor="secretary",
            reason="",
            minute_reference="7/2026",
            settings=house.parts.settings,
        )
    at_home.opens(f"/en/affiliate/{at_home.token}")
    assert at_home.page.count("Done:") == 3
    own_page = Applicant(house.site.app.test_client())
    own_page.opens(link(house, "rosa@people.example", "affiliation"))
    assert "£63.00" in own_page.page


def test_whoever_was_affiliated_before_gets_the_link_to_renew(
    house: House, rosa: Applicant
) -> None:
    rosa.begins()
    rosa.answers()
    rosa.presses(authority="yes")
    treasurer = Applicant(house.site.app.test_client())
    treasurer.begins()
    treasurer.answers(until="renewal", before={"before": "yes"})
    treasurer.presses()
    assert link(house, "karl@people.example", "affiliation")
