"""One's own account: password, second factors, and where one is signed in."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.staff.models import Passkey, StaffSession
from hov_donate.staff.processes import forget_ended
from hov_donate.staff.totp import code_at
from tests.support.doors import PASSWORD, next_code
from tests.support.office import Desk, Office, member_in

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEW = "another long password"
TELEPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)


def on_telephone(office: Office) -> Desk:
    """The treasurer is signed in on a telephone too."""
    desk = Desk(office.browser())
    desk.client.environ_base["HTTP_USER_AGENT"] = TELEPHONE
    assert desk.sign_in().status_code == 303
    return desk


def told(office: Office) -> list[str]:
    """What letters say was changed."""
    with office.database.reading() as session:
        letters = session.scalars(
            select(OutboxMessage.object_id)
            .where(OutboxMessage.kind == MailKind.STAFF_SIGN_IN_CHANGED)
            .order_by(OutboxMessage.id)
        )
        return [it.split("/")[1] for it in letters]


def change_password(desk: Desk, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    desk.get("/office/account/password")
    fields = {"old": old, "new": new, "again": again}
    return desk.post("/office/account/password", **fields).status_code


def with_passkey(office: Office, name: str = "Key ring") -> int:
    """A passkey that the books know of; showing it needs a browser (tests/browser)."""
    with office.database.writing() as work:
        row = Passkey(
            member_id=1,
            credential_id=name.encode(),
            public_key=b"-",
            uses=0,
            name=name,
            created_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        return row.id


def test_the_browsers_in_which_one_is_signed_in_are_listed_and_can_be_signed_out(
    office: Office,
) -> None:
    desk = office.signed_in()
    office.clock.advance(timedelta(minutes=2))
    telephone = on_telephone(office)
    page = desk.get("/office/account").text
    assert "Safari, iPhone" in page
    assert page.count("this one") == 1
    assert "127.0.0.1" not in page
    [session_id] = re.findall(r"/office/account/sessions/(\d+)/end", page)
    desk.post(f"/office/account/sessions/{session_id}/end")
    answer = telephone.get("/office/")
    assert "/office/sign-in" in answer.headers["Location"]
    assert "You were signed out. Sign in again." in telephone.get("/office/sign-in").text
    assert "Safari, iPhone" not in desk.get("/office/account").text


def test_one_signs_out_everywhere_but_here(office: Office) -> None:
    desk = office.signed_in()
    others = [on_telephone(office) for _ in range(2)]
    desk.get("/office/account")
    desk.post("/office/account/sessions/end-others")
    assert [other.get("/office/").status_code for other in others] == [303, 303]
    assert desk.get("/office/").status_code == 200


@ONCE
def test_nobody_ends_the_session_of_somebody_else_by_its_number(office: Office) -> None:
    desk = office.signed_in()
    other = member_in(office.app, office.database, email="rosa@campaign.example")
    desk.get("/office/account")
    for session_id in range(1, 9):
        if session_id != 1:
            desk.post(f"/office/account/sessions/{session_id}/end")
    assert other.get("/office/").status_code == 200


def test_signing_out_here_leaves_other_browsers_signed_in(office: Office) -> None:
    desk, telephone = office.signed_in(), on_telephone(office)
    desk.get("/office/")
    desk.post("/office/sign-out")
    assert desk.get("/office/").status_code == 303
    assert telephone.get("/office/").status_code == 200


def test_a_changed_password_ends_every_other_session(office: Office) -> None:
    desk, telephone = office.signed_in(), on_telephone(office)
    assert change_password(desk) == 303
    assert desk.get("/office/").status_code == 200
    assert telephone.get("/office/").status_code == 303
    assert "is not right" in telephone.sign_in().text
    assert telephone.sign_in(password=NEW).status_code == 303
    assert told(office) == ["password"]


@ONCE
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"old": "wrong"}, "This is not your present password"),
        ({"new": "short", "again": "short"}, "at least 12 characters"),
        ({"again": "another"}, "The two passwords are not the same"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    office: Office, fields: dict[str, str], told: str
) -> None:
    desk = office.signed_in()
    desk.get("/office/account/password")
    typed = {"old": PASSWORD, "new": NEW, "again": NEW, **fields}
    page = desk.post("/office/account/password", **typed)
    assert page.status_code == 422
    assert told in page.text
    assert NEW not in page.text


@ONCE
def test_an_open_desk_is_no_place_to_guess_the_password(office: Office) -> None:
    desk = office.signed_in()
    for _ in range(10):
        assert change_password(desk, old="wrong") == 422
    assert change_password(desk) == 422
    office.clock.advance(timedelta(minutes=16))
    desk.get("/office/second-step")
    desk.show_code(next_code(office.app))
    assert change_password(desk) == 303


def test_an_app_set_up_anew_puts_an_end_to_the_old_one(office: Office) -> None:
    desk, telephone = office.signed_in(), on_telephone(office)
    page = desk.get("/office/second-factor/app").text
    secret = "".join(re.findall(r'class="secret"[^>]*>([^<]+)<', page)[0].split())
    old = next_code(office.app)
    answer = desk.post("/office/second-factor/app", code=code_at(secret, office.clock.now()))
    assert answer.status_code == 303
    assert telephone.get("/office/").status_code == 303
    telephone.give_password()
    telephone.get("/office/second-step")
    assert telephone.show_code(old).status_code == 422
    assert told(office) == ["app"]


def test_the_last_second_factor_cannot_be_taken_away(office: Office) -> None:
    desk = office.signed_in()
    assert "/remove" not in desk.get("/office/account").text
    desk.post("/office/account/app/remove")
    assert "That is the last one" in desk.get("/office/account").text
    passkey_id = with_passkey(office)
    desk.post("/office/account/app/remove")
    page = desk.get("/office/account").text
    assert "Key ring" in page
    assert "App that shows codes" not in page
    desk.post(f"/office/account/passkeys/{passkey_id}/remove")
    assert "That is the last one" in desk.get("/office/account").text
    other = with_passkey(office, "Telephone")
    desk.post(f"/office/account/passkeys/{other}/remove")
    assert "Telephone" not in desk.get("/office/account").text
    assert told(office) == ["app", "passkey_removed"]


@ONCE
def test_a_nonsense_passkey_is_refused(office: Office) -> None:
    desk = office.signed_in()
    with_passkey(office)
    junk = ("", "{", "[]", "7", '{"id": "S2V5IHJpbmc", "rawId": "S2V5IHJpbmc", "response": {}}')
    for answer in junk:
        desk.get("/office/second-factor/passkey")
        made = desk.post("/office/second-factor/passkey", name="x", answer=answer)
        assert "was not accepted" in made.text
        desk.get("/office/second-step")
        shown = desk.post("/office/second-step/passkey", answer=answer)
        assert "was not accepted" in shown.text


@ONCE
def test_sessions_that_are_over_are_forgotten(office: Office) -> None:
    desk = office.signed_in()
    forget_ended(office.database)
    assert desk.get("/office/").status_code == 200
    office.clock.advance(timedelta(minutes=31))
    forget_ended(office.database)
    with office.database.reading() as session:
        assert not session.scalars(select(StaffSession)).all()
