"""The form on which an affiliation names whom it sends, opened by a signed link."""

import json
import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.models import Application, Delegate
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity
from hov_donate.core.links import LinkPurpose
from tests.support.assembly import CUT_OFF, MEETING, Assembly

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ANA = Identity("Ana Ríos", "ana@branch.example")


def form(assembly: Assembly, conference: int, branch: int) -> str:
    """The path of the form."""
    addresses = Addresses("", assembly.parts.links)
    return addresses.delegates(conference, branch, "en", now=assembly.office.clock.now())


def invited(assembly: Assembly, delegates: int = 3) -> str:
    """The form of a branch that is paid up."""
    branch = assembly.branch()
    assembly.term(branch, delegates=delegates)
    return form(assembly, assembly.conference(), branch)


def send(client: FlaskClient, path: str, *names: tuple[str, str], first: int = 1) -> TestResponse:
    fields: dict[str, str] = {}
    for place, (name, email) in enumerate(names, first):
        fields |= {f"name-{place}": name, f"email-{place}": email}
    return client.post(path, data=fields)


def sent(assembly: Assembly) -> list[Identity]:
    with assembly.database.reading() as session:
        rows = session.scalars(
            select(Delegate).where(Delegate.ended_at.is_(None)).order_by(Delegate.place)
        ).all()
        known = identities(session, assembly.parts.seal, [row.details_id for row in rows])
    return [known[row.details_id] for row in rows]


def test_delegates_are_named_a_few_at_a_time_and_twice_is_once(assembly: Assembly) -> None:
    path = invited(assembly)
    client = assembly.office.browser()
    assert "3 delegates" in client.get(path).text
    for _ in range(2):
        answer = send(client, path, ("Ana  Ríos", "ana@branch.example"), ("Bo", ""), ("", ""))
        assert answer.headers["Location"] == f"{path}?done=named"
    assert sent(assembly) == [ANA, Identity("Bo", "")]
    page = client.get(f"{path}?done=named").text
    assert "We have noted whom you send" in page
    assert "Delegate 3" in page
    assert "Delegate 2" not in page


def test_more_than_may_be_sent_is_told_with_the_number(assembly: Assembly) -> None:
    path = invited(assembly, delegates=2)
    client = assembly.office.browser()
    send(client, path, ("Bo", ""))
    answer = send(client, path, ("Cy", ""), ("Di", ""))
    assert answer.status_code == 422
    assert "You may send 2 delegates, and 1 are named already" in answer.text
    assert 'value="Di"' in answer.text
    assert sent(assembly) == [Identity("Bo", "")]


@ONCE
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("", ""), "name-1"),
        (("", "ana@branch.example"), "name-1"),
        (("Ana", "ana"), "email-1"),
        (("A" * 201, ""), "name-1"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    assembly: Assembly, typed: tuple[str, str], field: str
) -> None:
    answer = send(assembly.office.browser(), invited(assembly), typed)
    assert answer.status_code == 422
    assert "<title>Error: Delegates" in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert sent(assembly) == []


def test_a_delegate_is_replaced_and_withdrawn(assembly: Assembly) -> None:
    path = invited(assembly)
    client = assembly.office.browser()
    send(client, path, ("Bo", ""))
    assert 'value="Bo"' in client.get(f"{path}/1").text
    assert send(client, f"{path}/1", ("", "")).status_code == 422
    assert send(client, f"{path}/1", (ANA.name, ANA.email)).headers["Location"].endswith("changed")
    assert sent(assembly) == [ANA]
    for _ in range(2):
        answer = client.post(f"{path}/1/withdraw")
        assert answer.headers["Location"].endswith("withdrawn")
    assert sent(assembly) == []
    assert client.get(f"{path}/1").status_code == 303
    assert send(client, f"{path}/1", ("Bo", "")).status_code == 303
    assert sent(assembly) == []


@ONCE
def test_why_nobody_may_be_sent_is_said(assembly: Assembly) -> None:
    conference = assembly.conference()
    lapsed, new, owes, small = (assembly.branch(f"Union {n}") for n in range(4))
    member = assembly.member(ANA)
    assembly.moved(lapsed, AffiliationStatus.LAPSED, date(2026, 1, 5))
    assembly.moved(new, AffiliationStatus.INVOICED, date(2026, 10, 5))
    assembly.term(owes, 2025)
    for each in (new, owes):
        assembly.term(each, paid=None)
    assembly.term(small, delegates=0)
    assembly.term(member)
    client = assembly.office.browser()
    for branch, why in (
        (lapsed, "you were not affiliated on 31 October 2026"),
        (new, "the first fee had not come"),
        (owes, "It is paid until 31 December 2025"),
        (small, "The fee scale gives no delegates"),
        (member, "Members come themselves"),
    ):
        page = client.get(form(assembly, conference, branch)).text
        assert why in page
        assert "<form" not in page


@ONCE
def test_who_paid_late_reads_that_there_is_a_voice_and_no_vote(assembly: Assembly) -> None:
    branch = assembly.branch()
    assembly.term(branch, 2025)
    assembly.term(branch, paid=CUT_OFF)
    page = assembly.office.browser().get(form(assembly, assembly.conference(), branch)).text
    assert "Your delegates may speak but not vote" in page
    assert "This is how it stands today" in page


@ONCE
def test_after_the_freeze_names_change_until_the_day_of_the_meeting(assembly: Assembly) -> None:
    branch = assembly.branch()
    assembly.term(branch)
    conference = assembly.conference()
    assembly.freeze(conference)
    path, client = form(assembly, conference, branch), assembly.office.browser()
    assert "These numbers were fixed" in client.get(path).text
    assembly.on(MEETING)
    assert send(client, path, ("Bo", "")).headers["Location"].endswith("named")
    assembly.on(MEETING + timedelta(days=1))
    page = client.get(path).text
    assert "The day of the meeting has passed" in page
    assert "<form" not in page
    for late in (send(client, path, ("Cy", "")), client.post(f"{path}/1/withdraw")):
        assert late.headers["Location"] == path
    assert send(client, f"{path}/1", ("Cy", "")).headers["Location"] == path
    assert sent(assembly) == [Identity("Bo", "")]


@ONCE
def test_the_page_is_kept_nowhere_and_sets_no_cookie(assembly: Assembly) -> None:
    answer = assembly.office.browser().get(invited(assembly))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert '<meta name="referrer" content="no-referrer">' in answer.text
    assert not re.search("checked|<script", answer.text)


@ONCE
def test_a_link_that_is_no_good_opens_nothing(assembly: Assembly) -> None:
    path, client = invited(assembly), assembly.office.browser()
    now, links = assembly.office.clock.now(), assembly.parts.links
    other = links.sign(LinkPurpose.AFFILIATION, "1:1", now=now, lasts=timedelta(days=1))
    for wrong in (path[:-1], f"/en/delegates/{other}", f"{path}/99999999999999999999"):
        assert client.get(wrong).status_code in {303, 404}
    nobody = links.sign(LinkPurpose.DELEGATES, "9:9", now=now, lasts=timedelta(days=1))
    assert client.get(f"/en/delegates/{nobody}").status_code == 404
    assembly.on(date(2027, 12, 1))
    late = client.get(path)
    assert late.status_code == 410
    assert "This link is too old" in late.text


@ONCE
def test_names_that_the_application_brought_are_not_typed_again(assembly: Assembly) -> None:
    path = invited(assembly)
    answers = json.dumps([{"delegates": "Ana Ríos\nBo"}, []])
    with assembly.database.writing() as work:
        work.session.add(
            Application(
                form="f",
                affiliation_id=1,
                sealed=assembly.parts.seal.seal_text(answers),
                language="en",
                started_at=work.now,
                saved_at=work.now,
                submitted_at=work.now,
            )
        )
    client = assembly.office.browser()
    page = client.get(path).text
    assert re.findall(r'name="name-\d" value="([^"]*)"', page) == ["Ana Ríos", "Bo", ""]
    assert sent(assembly) == []
    send(client, path, ("Cy", ""))
    assert "Ana" not in client.get(path).text
