"""Nobody enters the office without the right password, and nothing in it answers otherwise."""

from datetime import timedelta

import pytest
from flask import g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from werkzeug.test import TestResponse

from hov_donate.core.money import Money
from hov_donate.staff.operations import disable_member, reset_password
from tests.support.doors import DOORS, keys_of_nothing
from tests.support.office import PASSWORD, TREASURER, Desk, Office

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRONG, NEW = "not the password", "another long password"


def test_the_treasurer_signs_in_and_out(office: Office) -> None:
    desk = office.signed_in()
    assert "What needs a person" in desk.get("/office/").text
    assert desk.post("/office/sign-out").status_code in {302, 303}
    assert desk.get("/office/").status_code == 303


def test_a_cookie_copied_before_signing_out_opens_nothing_after(office: Office) -> None:
    desk = office.signed_in()
    copied = desk.client.get_cookie("office", path="/office")
    assert copied is not None
    thief = office.browser()
    thief.set_cookie("office", copied.value, path="/office")
    assert thief.get("/office/").status_code == 200
    desk.get("/office/")
    desk.post("/office/sign-out")
    thief.set_cookie("office", copied.value, path="/office")
    assert thief.get("/office/").status_code == 303
    assert desk.sign_in().status_code == 303


@ONCE
def test_no_page_of_the_office_stays_in_a_cache(office: Office) -> None:
    reference = office.gift(Money.of_major("20", "GBP"))
    paths = ["", "sign-in", "gifts", f"gifts/{reference}", f"gifts/{reference}/receipt.pdf", "none"]
    assert office.browser().get("/office/").headers["Cache-Control"] == "no-store"
    assert office.browser().get("/office/sign-in").headers["Cache-Control"] == "no-store"
    desk = office.signed_in()
    for path in paths:
        answer = desk.get(f"/office/{path}")
        assert answer.headers.getlist("Cache-Control") == ["no-store"], path


@ONCE
@pytest.mark.parametrize("path", ["/office", "/office//gifts", "/office/sign-in"])
def test_the_office_never_redirects_to_a_forged_host(office: Office, path: str) -> None:
    cookie = office.signed_in().client.get_cookie("office", path="/office")
    assert cookie is not None
    signed_in, stranger = office.browser(), office.browser()
    signed_in.set_cookie("office", cookie.value, domain="evil.example", path="/office")
    assert signed_in.get("/office/", base_url="http://evil.example").status_code == 200
    assert signed_in.get(path, base_url="http://evil.example").headers["Location"].startswith("/o")
    answer = stranger.get(path, base_url="http://evil.example")
    assert answer.headers.get("Location", "/office/").startswith("/office/")


@ONCE
@pytest.mark.parametrize("email", [TREASURER, "nobody@campaign.example"])
@pytest.mark.parametrize("password", ["x" * 4097, "\ufdfa" * 300, "x\0y", "x" * 60_000])
def test_a_password_that_is_none_is_refused_like_any_other(
    office: Office, email: str, password: str
) -> None:
    desk = office.signed_in()
    desk.post("/office/sign-out")
    answer = desk.sign_in(email=email, password=password)
    assert answer.status_code == 200
    assert "The e-mail address or the password is not right" in answer.text


@ONCE
@pytest.mark.parametrize("body", ["[1,2]", '"x"', "7", "null", "{}", "{", '{"email": ["a"]}', ""])
@pytest.mark.parametrize("path", ["/office/sign-in", "/office/sign-out", "/office/gifts"])
def test_json_is_no_form(office: Office, path: str, body: str) -> None:
    desk = office.signed_in()
    for client in (office.browser(), desk.client):
        for method in ("GET", "POST"):
            headers = {"X-CSRFToken": desk.token}
            answer = client.open(
                path, method=method, data=body, content_type="application/json", headers=headers
            )
            assert answer.status_code in {400, 415}


ANYTHING = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [TREASURER, "a@b", "é@x.de", "a@xn--zzzz", "x" * 5000, "/office/\r\nx", "//evil.example"]
)
FIELDS = st.sampled_from(["email", "password", "next", "remember", "submit", "csrf_token", "x"])


@ONCE
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    form=st.dictionaries(FIELDS, ANYTHING, max_size=6),
    next_page=ANYTHING,
    accept=st.sampled_from(["text/html", "application/json", "*/*", ""]),
)
def test_no_form_whatever_is_in_it_breaks_the_sign_in(
    office: Office, form: dict[str, str], next_page: str, accept: str
) -> None:
    desk = Desk(office.browser())
    desk.get("/office/sign-in")
    answer = desk.client.post(
        "/office/sign-in",
        query_string={"next": next_page},
        data={"csrf_token": desk.token} | form,
        headers={"Accept": accept},
    )
    assert answer.status_code in {200, 400}


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
        if not rule.rule.startswith("/office") or rule.endpoint in {"security.login", *DOORS}:
            continue
        values = keys_of_nothing(rule)
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
    assert desk.sign_in(password=NEW).status_code == 303


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
    assert desk.sign_in().status_code == 303


def test_nine_wrong_passwords_are_forgotten_after_a_right_one(office: Office) -> None:
    desk = office.signed_in()
    for _ in range(2):
        desk.post("/office/sign-out")
        for _ in range(9):
            desk.sign_in(password=WRONG)
        assert desk.sign_in().status_code == 303
        desk.get("/office/")


def test_an_address_that_nobody_has_costs_as_many_written_transactions(office: Office) -> None:
    desk = office.signed_in()
    desk.post("/office/sign-out")
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            written.append(statement.split(None, 1)[0])

    event.listen(office.database.engine, "before_cursor_execute", note)
    costs = []
    for email in (TREASURER, "nobody@campaign.example"):
        written.clear()
        desk.sign_in(email=email, password=WRONG)
        costs.append(len(written))
    event.remove(office.database.engine, "before_cursor_execute", note)
    assert costs[0] == costs[1] > 1


@ONCE
def test_passwords_tried_from_one_neighbourhood_are_counted_together(office: Office) -> None:
    office.signed_in()
    desk = Desk(office.browser())
    desk.get("/office/sign-in")

    def tries(email: str, password: str, address: str) -> TestResponse:
        fields = {"csrf_token": desk.token, "email": email, "password": password}
        came_from = {"REMOTE_ADDR": address}
        return desk.client.post("/office/sign-in", data=fields, environ_base=came_from)

    for number in range(60):
        tries(f"m{number}@campaign.example", WRONG, f"203.0.113.{number}")
    refused = tries(TREASURER, PASSWORD, "203.0.113.200")
    assert refused.status_code == 200
    assert "is not right" in refused.text
    assert tries(TREASURER, PASSWORD, "198.51.100.7").status_code == 302
