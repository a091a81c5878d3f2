"""Coming back later, renewing instead of beginning again, and what floods are met with."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.models import Affiliation, Application, Declaration
from hov_donate.affiliations.operations import approve
from hov_donate.contacts.models import ContactDetails, Organisation
from hov_donate.core.links import LinkPurpose
from hov_donate.defence.rules import Limits
from hov_donate.outbox.models import MailKind, OutboxMessage
from tests.support.affiliating import BRANCH, Applicant
from tests.support.limits import let_everyone_in
from tests.support.office import Office

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SOMEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


def letters(office: Office, kind: MailKind) -> list[OutboxMessage]:
    with office.database.reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def sent(applicant: Applicant, **other: dict[str, str]) -> None:
    applicant.begins()
    applicant.answers("check", **other)
    applicant.presses(authority="yes")


def test_the_link_to_a_form_comes_by_letter(office: Office, applicant: Applicant) -> None:
    applicant.begins()
    applicant.answers(until="fee")
    applicant.on("later")
    applicant.presses(email="")
    assert "Enter your e-mail address" in applicant.page
    applicant.presses(email="rosa@people.example")
    assert "The link to your form is on its way" in applicant.page
    [letter] = letters(office, MailKind.APPLICATION_RESUME)
    assert "rosa" not in letter.object_id
    applicant.opens(f"/en/affiliate/{applicant.token}")
    assert applicant.question == "fee"


@ONCE
def test_before_the_first_answer_there_is_nothing_to_come_back_to(applicant: Applicant) -> None:
    applicant.begins()
    applicant.on("later")
    assert applicant.question == "kind"


def renewal_answer(applicant: Applicant, name: str) -> str:
    """What who may be affiliated already reads, without the tokens in it."""
    applicant.begins()
    told = {"name": {"name": name, "branch": "Cambridge City"}, "before": {"before": "unsure"}}
    applicant.answers(until="renewal", **told)
    applicant.presses()
    return re.sub(r"/affiliate/[\w.-]+", "", applicant.page)


def test_strangers_do_not_learn_who_is_affiliated(office: Office, applicant: Applicant) -> None:
    sent(applicant)
    asked = Applicant(office.browser())
    known, unknown = renewal_answer(asked, "UNISON"), renewal_answer(asked, "Somebody Else")
    assert known == unknown
    assert "If we know your officers, they have a letter" in known
    known_to_us = [reader(office, each) for each in letters(office, MailKind.AFFILIATION_LINK)]
    assert sorted(known_to_us) == [False, True, True]


def reader(office: Office, letter: OutboxMessage) -> bool:
    """Whether anybody will read a letter."""
    with office.database.reading() as session:
        return session.get(ContactDetails, letter.details_id) is not None


@ONCE
def test_whoever_goes_on_all_the_same_is_taken_and_staff_see_the_double(
    office: Office, applicant: Applicant
) -> None:
    sent(applicant)
    again = Applicant(office.browser())
    renewal_answer(again, "UNISON")
    again.on("members")
    again.answers()
    again.presses(authority="yes")
    with office.database.reading() as session:
        keys = [each.match_key for each in session.scalars(select(Organisation))]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def renew_link(office: Office) -> str:
    with office.database.reading() as session:
        affiliation = session.scalars(select(Affiliation)).one()
    addresses = Addresses("", office.parts.links)
    return addresses.own_page(affiliation.id, "en", now=office.clock.now()) + "/renew"


def test_a_renewal_is_filled_in_with_what_was_told_last(
    office: Office, applicant: Applicant
) -> None:
    sent(
        applicant,
        invoice={"payer": "another", "order": "7"},
        payer={
            "payer_name": "Region",
            "payer_address": "Road 1\nTown",
            "payer_email": "pay@people.example",
        },
    )
    affiliated(office)
    office.clock.advance(timedelta(days=1))
    office_holder = Applicant(office.browser())
    office_holder.opens(renew_link(office))
    assert "UNISON, Cambridge City" in office_holder.page
    office_holder.presses()
    assert office_holder.question == "members"
    assert 'name="total_members" value="1200"' in office_holder.page
    office_holder.presses(total_members="1300", affiliated_members="400")
    assert "from 1 January 2028 to 31 December 2028" in office_holder.page
    assert "Who agrees" not in office_holder.page
    for question in ("fee", "decision", "delegates", "consents"):
        assert office_holder.question == question
        office_holder.presses()
    assert office_holder.question == "check"
    for text in ("Rosa Quiñones", "karl@people.example", "Road 1", "pay@people.example", "£72.00"):
        assert text in office_holder.page
    assert "Send the renewal</button>" in office_holder.page
    office_holder.presses(authority="yes")
    assert "Your renewal is sent" in office_holder.page
    with office.database.reading() as session:
        assert len(list(session.scalars(select(Affiliation)))) == 1
        told = [each.members_affiliated for each in session.scalars(select(Declaration))]
    assert told == [350, 400]


def affiliated(office: Office) -> None:
    """The committee approves what was sent."""
    with office.database.writing() as work:
        affiliation = work.session.scalars(select(Affiliation)).one()
        approve(
            work,
            affiliation_id=affiliation.id,
            actor="secretary",
            reason="",
            minute_reference="3/2026",
            settings=office.parts.settings,
        )


@ONCE
def test_only_an_affiliated_organisation_is_renewed(office: Office, applicant: Applicant) -> None:
    sent(applicant)
    browser = Applicant(office.browser())
    address = renew_link(office)
    assert browser.opens(address).status_code == 404  # it waits for an answer
    token = applicant.token
    assert browser.opens(f"/en/affiliation/{token}/renew").status_code == 404
    office.clock.advance(timedelta(days=401))
    assert browser.opens(address).status_code == 410


@ONCE
def test_programs_are_turned_away_and_nothing_is_lost(office: Office, applicant: Applicant) -> None:
    let_everyone_in(office.app, Limits())
    applicant.begins()
    applicant.presses(kind="union_branch")
    assert applicant.status == 429
    assert "That was very quick" in applicant.page
    office.clock.advance(Limits().least_fill)
    applicant.presses()
    assert applicant.question == "name"
    applicant.presses(name="UNISON", website="https://spam.example")
    assert applicant.status == 422
    assert "A hidden field was filled in" in applicant.page
    applicant.presses()
    assert applicant.question == "place"


def first_answer(office: Office, applicant: Applicant) -> TestResponse:
    applicant.begins()
    return office.browser().post(applicant.address, data=BRANCH["kind"], environ_base=SOMEWHERE)


@ONCE
def test_nobody_begins_more_forms_than_a_neighbourhood_needs(
    office: Office, applicant: Applicant
) -> None:
    answers = [first_answer(office, applicant) for _ in range(31)]
    assert [each.status_code for each in answers] == [303] * 30 + [429]
    assert "Many forms were sent" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) <= 600
    with office.database.reading() as session:
        assert len(list(session.scalars(select(Application)))) == 30


@ONCE
def test_nobody_is_sent_many_letters_by_strangers(office: Office, applicant: Applicant) -> None:
    for n in range(6):
        applicant.begins()
        applicant.answers(until="fee")
        applicant.on("later")
        applicant.presses(email="victim@people.example")
        assert applicant.status == (200 if n < 5 else 429)
    assert len(letters(office, MailKind.APPLICATION_RESUME)) == 5


@ONCE
def test_the_right_of_one_form_is_none_to_another(office: Office, applicant: Applicant) -> None:
    applicant.begins()
    applicant.answers(until="fee")
    mine = office.parts.links.read(LinkPurpose.AFFILIATE, applicant.token, now=office.clock.now())
    other = Applicant(office.browser())
    other.begins()
    other.presses(**BRANCH["kind"])
    assert other.question == "name"
    assert mine not in other.page
