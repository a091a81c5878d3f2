"""Administrators invite people into the office, and let them out of it."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from hov_donate.core.links import LinkPurpose
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.outbox.operations import Claim
from hov_donate.staff.models import Invitation, StaffMember
from hov_donate.staff.processes import forget_ended
from hov_donate.staff.rules import Role
from hov_donate.wiring.letters import letters
from tests.support.doors import PASSWORD, TREASURER
from tests.support.office import Desk, Office, member_in

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROSA = "rosa.o'brien@example.org"
NEW = "another long password"


@pytest.fixture
def desk(office: Office) -> Desk:
    """An administrator at the desk."""
    return member_in(office.app, office.database, role=Role.ADMINISTRATOR)


def invite(desk: Desk, **typed: str) -> int:
    desk.get("/office/people/invite")
    fields = {"email": ROSA, "role": Role.TREASURER.value, "language": "es", **typed}
    return desk.post("/office/people/invite", **fields).status_code


def last_letter(office: Office, kind: MailKind) -> EmailMessage | None:
    """The last letter of a kind, written as the worker writes it; None when it is dropped."""
    with office.database.reading() as session:
        row = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.kind == kind)
            .order_by(OutboxMessage.id.desc())
            .limit(1)
        ).one()
    claim = Claim(row.id, 1, row.kind, row.object_id, None, row.language, token="t1")
    return letters(office.parts.settings, office.parts.giving)(claim)


def link_in(letter: EmailMessage | None) -> str:
    assert letter is not None
    text = letter.get_body(("plain",))
    assert text is not None
    found = re.search(r"http\S+(/office/\S+)", text.get_content())
    assert found is not None
    return found[1]


def came_in(desk: Desk, link: str, password: str = NEW) -> int:
    desk.get("/office/sign-in")
    desk.get(link)
    return desk.post(link, new=password, again=password).status_code


def colleague(office: Office, role: Role = Role.TREASURER) -> Desk:
    return member_in(office.app, office.database, email=ROSA, role=role)


def test_an_invitation_leads_into_the_office(office: Office, desk: Desk) -> None:
    assert invite(desk) == 303
    page = desk.get("/office/people").text
    assert "rosa.o&#39;brien@example.org" in page
    assert 'tag-waiting">Waiting' in page
    letter = last_letter(office, MailKind.STAFF_INVITATION)
    assert letter is not None
    assert str(letter["To"]) == ROSA
    link = link_in(letter)
    rosa = Desk(office.browser())
    page = rosa.get(link).text
    assert '<html lang="es"' in page
    assert "rosa.o&#39;brien@example.org" in page
    assert rosa.post(link, new="short", again="short").status_code == 422
    assert came_in(rosa, link) == 303
    assert rosa.give_password(ROSA, NEW).status_code == 302
    assert rosa.get("/office/gifts").status_code == 303
    assert rosa.get("/office/second-step").headers["Location"] == "/office/second-factor"
    page = desk.get("/office/people").text
    assert "No invitation is open" in page
    assert rosa.get(link).status_code == 410
    assert last_letter(office, MailKind.STAFF_INVITATION) is None


def test_an_invitation_is_good_once_and_for_three_days(office: Office, desk: Desk) -> None:
    invite(desk)
    link = link_in(last_letter(office, MailKind.STAFF_INVITATION))
    one, other = Desk(office.browser()), Desk(office.browser())
    one.get(link)
    assert came_in(other, link) == 303
    assert one.post(link, new=PASSWORD, again=PASSWORD).status_code == 410
    assert other.give_password(ROSA, PASSWORD).status_code == 200


def test_an_invitation_that_is_too_old_can_be_sent_again(office: Office, desk: Desk) -> None:
    invite(desk)
    old = link_in(last_letter(office, MailKind.STAFF_INVITATION))
    office.clock.advance(timedelta(hours=73))
    rosa = Desk(office.browser())
    assert rosa.get(old).status_code == 410
    assert came_in(rosa, old) == 410
    desk = Desk(office.browser())
    desk.sign_in()
    assert "over</span>" in desk.get("/office/people").text
    assert invite(desk) == 422
    desk.get("/office/people")
    desk.post("/office/people/invitations/1/send-again")
    new = link_in(last_letter(office, MailKind.STAFF_INVITATION))
    assert rosa.get(old).status_code == 410
    assert came_in(rosa, new) == 303


def test_an_earlier_letter_ends_with_the_next_one(office: Office, desk: Desk) -> None:
    invite(desk)
    old = link_in(last_letter(office, MailKind.STAFF_INVITATION))
    office.clock.advance(timedelta(minutes=1))
    desk.get("/office/people")
    desk.post("/office/people/invitations/1/send-again")
    rosa = Desk(office.browser())
    assert rosa.get(old).status_code == 410
    assert came_in(rosa, link_in(last_letter(office, MailKind.STAFF_INVITATION))) == 303


def test_a_withdrawn_invitation_opens_nothing(office: Office, desk: Desk) -> None:
    invite(desk)
    link = link_in(last_letter(office, MailKind.STAFF_INVITATION))
    desk.get("/office/people")
    desk.post("/office/people/invitations/1/withdraw")
    assert last_letter(office, MailKind.STAFF_INVITATION) is None
    assert came_in(Desk(office.browser()), link) == 410
    desk.post("/office/people/invitations/1/withdraw")
    assert "accepted or withdrawn meanwhile" in desk.get("/office/people").text
    assert invite(desk) == 303


@ONCE
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"email": ""}, "Enter an e-mail address"),
        ({"email": TREASURER}, "may sign in already"),
        ({"role": ""}, "Choose what they are"),
        ({"role": "king"}, "Choose what they are"),
        ({"language": "xx"}, "Choose the language"),
    ],
)
def test_an_invitation_that_cannot_be_sent_says_why(
    desk: Desk, typed: dict[str, str], told: str
) -> None:
    desk.get("/office/people/invite")
    fields = {"email": ROSA, "role": "treasurer", "language": "en", **typed}
    page = desk.post("/office/people/invite", **fields)
    assert page.status_code == 422
    assert told in page.text


@ONCE
def test_a_link_for_something_else_is_no_invitation(office: Office, desk: Desk) -> None:
    invite(desk)
    links, now = office.parts.links, office.clock.now()
    other = links.sign(LinkPurpose.STAFF_PASSWORD, "1/1", now=now, lasts=timedelta(days=1))
    for page in ("invited", "new-password"):
        assert office.browser().get(f"/office/{page}/{other}x").status_code == 404
    assert office.browser().get(f"/office/invited/{other}").status_code == 404
    assert office.browser().get(f"/office/new-password/{other}").status_code == 410


@ONCE
def test_old_invitations_are_forgotten(office: Office, desk: Desk) -> None:
    invite(desk)
    forget_ended(office.database)
    with office.database.reading() as session:
        assert len(session.scalars(select(Invitation)).all()) == 1
    office.clock.advance(timedelta(days=31))
    forget_ended(office.database)
    with office.database.reading() as session:
        assert not session.scalars(select(Invitation)).all()


def test_whoever_lost_everything_is_helped_by_an_administrator(office: Office, desk: Desk) -> None:
    rosa = colleague(office)
    page = desk.get("/office/people/2").text
    assert "Take the second factor away" in page
    desk.post("/office/people/2/reset-second-factor")
    assert "Their second factor is taken away" in desk.get("/office/people/2").text
    assert rosa.get("/office/").status_code == 303
    rosa.give_password(ROSA)
    assert rosa.get("/office/second-step").headers["Location"] == "/office/second-factor"
    letter = last_letter(office, MailKind.STAFF_SIGN_IN_CHANGED)
    assert letter is not None
    assert str(letter["To"]) == ROSA
    assert "because it was lost" in letter.as_string()


def test_an_administrator_ends_the_sessions_of_another(office: Office, desk: Desk) -> None:
    rosa = colleague(office)
    page = desk.get("/office/people/2").text
    [session_id] = re.findall(r"/office/people/2/sessions/(\d+)/end", page)
    desk.post(f"/office/people/2/sessions/{session_id}/end")
    assert rosa.get("/office/").status_code == 303
    assert rosa.sign_in(ROSA).status_code == 303
    desk.get("/office/people/2")
    desk.post("/office/people/2/sessions/end")
    assert rosa.get("/office/").status_code == 303
    assert "Nowhere." in desk.get("/office/people/2").text


def test_a_changed_role_counts_at_once(office: Office, desk: Desk) -> None:
    rosa = colleague(office, Role.ADMINISTRATOR)
    assert rosa.get("/office/people").status_code == 200
    assert rosa.get("/office/reports").status_code == 403
    desk.get("/office/people/2")
    desk.post("/office/people/2/roles", role=Role.TREASURER.value)
    assert rosa.get("/office/people").status_code == 403
    assert rosa.get("/office/reports").status_code == 200
    answer = desk.post("/office/people/2/roles")
    assert answer.status_code == 422
    assert "Choose at least one role" in answer.text


def test_whoever_is_shut_out_is_out_at_once_and_can_be_let_in_again(
    office: Office, desk: Desk
) -> None:
    rosa = colleague(office)
    desk.get("/office/people/2")
    desk.post("/office/people/2/shut-out")
    assert rosa.get("/office/").status_code == 303
    assert rosa.give_password(ROSA).status_code == 200
    assert "shut out" in desk.get("/office/people").text
    desk.post("/office/people/2/let-in")
    assert rosa.sign_in(ROSA).status_code == 303


def test_the_last_administrator_stays(office: Office, desk: Desk) -> None:
    colleague(office)
    desk.get("/office/people/1")
    desk.post("/office/people/1/shut-out")
    assert "Nobody else could let people in" in desk.get("/office/people/1").text
    desk.post("/office/people/1/roles", role=Role.TREASURER.value)
    assert "Nobody else could let people in" in desk.get("/office/people/1").text
    desk.post("/office/people/2/roles", role=Role.ADMINISTRATOR.value)
    desk.post("/office/people/1/shut-out")
    assert desk.get("/office/people/1").status_code == 303


@ONCE
def test_whoever_may_not_manage_staff_sees_nobody(office: Office) -> None:
    treasurer = office.signed_in()
    assert "People of the office" not in treasurer.get("/office/").text
    for path in ("people", "people/1", "people/invite"):
        assert treasurer.get(f"/office/{path}").status_code == 403
    assert treasurer.post("/office/people/1/shut-out").status_code == 403
    administrator = colleague(office, Role.ADMINISTRATOR)
    assert administrator.get("/office/people/99").status_code == 404


def ask_for_link(app: Flask, email: str) -> str:
    desk = Desk(app.test_client())
    desk.get("/office/forgotten")
    return desk.post("/office/forgotten", email=email).text


def test_a_forgotten_password_is_chosen_anew_and_the_second_factor_stays(
    office: Office, desk: Desk
) -> None:
    assert "a link is on its way" in ask_for_link(office.app, TREASURER)
    link = link_in(last_letter(office, MailKind.STAFF_PASSWORD_LINK))
    stranger = Desk(office.browser())
    other = Desk(office.browser())
    other.get(link)
    assert came_in(stranger, link) == 303
    assert other.post(link, new=PASSWORD, again=PASSWORD).status_code == 410
    assert desk.get("/office/").status_code == 303
    assert stranger.give_password().status_code == 200
    assert stranger.give_password(password=NEW).status_code == 302
    assert stranger.get("/office/").headers["Location"].startswith("/office/second-step")
    assert stranger.get(link).status_code == 410


def test_a_link_to_a_new_password_is_good_for_an_hour(office: Office, desk: Desk) -> None:
    ask_for_link(office.app, TREASURER)
    link = link_in(last_letter(office, MailKind.STAFF_PASSWORD_LINK))
    office.clock.advance(timedelta(minutes=59))
    assert office.browser().get(link).status_code == 200
    office.clock.advance(timedelta(minutes=2))
    assert office.browser().get(link).status_code == 410
    assert last_letter(office, MailKind.STAFF_PASSWORD_LINK) is None


def test_nobody_learns_who_works_in_the_office(office: Office, desk: Desk) -> None:
    with office.database.writing() as work:
        work.session.get_one(StaffMember, 1).active = False
    told = {ask_for_link(office.app, email) for email in (TREASURER, "nobody@example.org")}
    assert len({re.sub(r'value="[^"]+"', "", page) for page in told}) == 1
    with office.database.reading() as session:
        letters_out = session.scalars(select(OutboxMessage.object_id)).all()
    assert len(letters_out) == 2
    assert not [it for it in letters_out if "@" in it]
    assert last_letter(office, MailKind.STAFF_PASSWORD_LINK) is None


@ONCE
def test_letters_with_links_are_not_asked_for_without_end(office: Office, desk: Desk) -> None:
    for email in (TREASURER, "nobody@example.org"):
        pages = [ask_for_link(office.app, email) for _ in range(6)]
        assert ["Too many attempts" in page for page in pages] == [False] * 5 + [True]


@ONCE
def test_a_locked_account_is_open_again_after_a_new_password(office: Office, desk: Desk) -> None:
    stranger = Desk(office.browser())
    for _ in range(10):
        stranger.give_password(password="wrong password")
    assert stranger.give_password().status_code == 200
    ask_for_link(office.app, TREASURER)
    came_in(stranger, link_in(last_letter(office, MailKind.STAFF_PASSWORD_LINK)))
    assert stranger.sign_in(password=NEW).status_code == 303
