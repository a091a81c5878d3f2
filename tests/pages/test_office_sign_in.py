"""Nobody enters the office without the right password, and nothing in it answers otherwise."""

from datetime import timedelta

import pytest
from flask import g

from hov_donate.staff.operations import disable_member, reset_password
from tests.support.office import PASSWORD, TREASURER, Office

WRONG, NEW = "not the password", "another long password"


def test_the_treasurer_signs_in_and_out(office: Office) -> None:
    desk = office.signed_in()
    assert "What needs a person" in desk.get("/office/").text
    assert desk.post("/office/sign-out").status_code in {302, 303}
    assert desk.get("/office/").status_code == 303


def test_a_wrong_password_and_a_wrong_address_are_told_the_same(office: Office) -> None:
    desk = office.signed_in()
    desk.post("/office/sign-out")
    told = [
        desk.sign_in(password=WRONG).text,
        desk.sign_in(email="nobody@campaign.example").text,
    ]
    for page in told:
        assert "The e-mail address or the password is not right" in page
        assert "<title>Error: Sign in" in page


def test_an_empty_form_says_what_is_missing(office: Office) -> None:
    desk = office.signed_in()
    desk.post("/office/sign-out")
    page = desk.sign_in(email="", password="").text
    assert "Enter your e-mail address" in page
    assert "Enter your password" in page


def test_nothing_of_the_office_answers_a_stranger(office: Office) -> None:
    stranger = office.browser()
    asked = 0
    for rule in office.app.url_map.iter_rules():
        if not rule.rule.startswith("/office") or rule.endpoint == "security.login":
            continue
        values = dict.fromkeys(rule.arguments, "7")
        path = office.app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = stranger.open(path, method=method)
            assert answer.status_code in {302, 303, 400}, (method, path)
            if answer.status_code != 400:
                assert "/office/sign-in" in answer.headers["Location"], (method, path)
            asked += 1
    assert asked > 10
    assert stranger.get("/office/no-such-room").status_code == 303


def test_the_way_back_leads_nowhere_else(office: Office) -> None:
    desk = office.signed_in()
    desk.post("/office/sign-out")
    for next_page, leads_to in (
        ("/office/ledger", "/office/ledger"),
        ("https://evil.example/", "/office/"),
        ("//evil.example/", "/office/"),
        ("/\\evil.example", "/%5Cevil.example"),
    ):
        desk.get("/office/sign-in")
        answer = desk.client.post(
            "/office/sign-in",
            query_string={"next": next_page},
            data={"csrf_token": desk.token, "email": TREASURER, "password": PASSWORD},
        )
        assert answer.status_code == 302
        assert answer.headers["Location"] == leads_to
        desk.get("/office/")
        desk.post("/office/sign-out")


def test_whoever_was_asked_to_sign_in_comes_back_to_the_page(office: Office) -> None:
    answer = office.browser().get("/office/gifts?status=paid")
    assert answer.status_code == 303
    assert "next=/office/gifts?status%3Dpaid" in answer.headers["Location"]


def test_a_form_without_its_token_is_refused(office: Office) -> None:
    desk = office.signed_in()
    assert desk.client.post("/office/reconciliation/check").status_code == 400
    assert desk.client.post("/office/sign-out").status_code == 400


def test_the_cookie_stays_in_the_office(office: Office) -> None:
    desk = office.signed_in()
    cookie = desk.client.get_cookie("office", path="/office")
    assert cookie is not None
    assert cookie.path == "/office"
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    for path in ("/en/donate", "/en/nowhere"):
        page = desk.client.get(path)
        assert "Set-Cookie" not in page.headers
        assert "Cookie" not in page.headers.get("Vary", "")


def test_the_donors_pages_do_not_ask_who_is_signed_in(office: Office) -> None:
    desk = office.signed_in()
    for path in ("/en/donate", "/en/nowhere"):
        with desk.client as client:
            client.get(path)
            assert "_login_user" not in g
            assert "identity" not in g
    with desk.client as client:
        client.get("/office/")
        assert "_login_user" in g


def test_nobody_is_remembered_longer_than_the_session(office: Office) -> None:
    desk = office.signed_in()
    desk.post("/office/sign-out")
    desk.get("/office/sign-in")
    answer = desk.post("/office/sign-in", email=TREASURER, password=PASSWORD, remember="y")
    assert "remember_token" not in str(answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(("away", "still_in"), [(29, True), (31, False)])
def test_half_an_hour_away_ends_the_session(office: Office, away: int, still_in: bool) -> None:
    desk = office.signed_in()
    office.clock.advance(timedelta(minutes=away))
    assert (desk.get("/office/").status_code == 200) is still_in


def test_a_session_ends_after_a_working_day(office: Office) -> None:
    desk = office.signed_in()
    for _ in range(8 * 3):
        office.clock.advance(timedelta(minutes=20))
        assert desk.get("/office/").status_code == 200
    office.clock.advance(timedelta(minutes=20))
    assert desk.get("/office/").status_code == 303


def test_whoever_is_disabled_is_out_at_once(office: Office) -> None:
    desk = office.signed_in()
    with office.database.writing() as work:
        disable_member(work, email=TREASURER.upper())
    assert desk.get("/office/").status_code == 303
    assert "is not right" in desk.sign_in().text


def test_a_new_password_ends_every_open_session(office: Office) -> None:
    desk = office.signed_in()
    with office.database.writing() as work:
        reset_password(work, email=TREASURER, password=NEW)
    assert desk.get("/office/").status_code == 303
    assert desk.sign_in().status_code == 200
    assert desk.sign_in(password=NEW).status_code == 302


def test_the_office_speaks_the_members_language(office: Office) -> None:
    desk = office.signed_in(language="es")
    assert '<html lang="es"' in desk.get("/office/").text


def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(office: Office) -> None:
    desk = office.signed_in()
    desk.post("/office/sign-out")
    for _ in range(10):
        assert desk.sign_in(password=WRONG).status_code == 200
    assert "wait a quarter of an hour" in desk.sign_in().text
    office.clock.advance(timedelta(minutes=16))
    assert desk.sign_in().status_code == 302


def test_nine_wrong_passwords_are_forgotten_after_a_right_one(office: Office) -> None:
    desk = office.signed_in()
    for _ in range(2):
        desk.post("/office/sign-out")
        for _ in range(9):
            desk.sign_in(password=WRONG)
        assert desk.sign_in().status_code == 302
        desk.get("/office/")
