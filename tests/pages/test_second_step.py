"""The password alone opens nothing: everyone in the office shows a second factor."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.staff.models import RecoveryCode, StaffSession, TotpKey
from hov_donate.staff.operations import add_member, reset_second_factor
from hov_donate.staff.rules import Role
from hov_donate.staff.totp import code_at, step_of
from hov_donate.web.access import FIRST_STEP, access_of
from tests.support.doors import (
    DOORS,
    PASSWORD,
    TREASURER,
    code_of_step,
    keys_of_nothing,
    next_code,
)
from tests.support.office import Desk, Office, member_in

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOT_RIGHT = "The code is not right, or was used already"


@pytest.fixture
def half_way(office: Office) -> Desk:
    """The treasurer, who has an app, has given the password."""
    office.signed_in()
    desk = Desk(office.browser())
    assert desk.give_password().status_code == 302
    desk.get("/office/second-step")
    return desk


@pytest.fixture
def newcomer(office: Office) -> Desk:
    """A treasurer without a second factor has given the password."""
    with office.database.writing() as work:
        add_member(work, email=TREASURER, role=Role.TREASURER, password=PASSWORD)
    desk = Desk(office.browser())
    assert desk.give_password().status_code == 302
    return desk


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li><code>([a-z2-9-]+)</code></li>", page)


def print_codes(desk: Desk) -> list[str]:
    """Make new recovery codes, and read them from the page."""
    desk.get("/office/recovery-codes")
    return codes_on(desk.post("/office/recovery-codes").text)


def test_nothing_of_the_office_answers_the_password_alone(office: Office, half_way: Desk) -> None:
    asked = 0
    for rule in office.app.url_map.iter_rules():
        view = office.app.view_functions[rule.endpoint]
        doors = {"security.login", "security.logout", *DOORS}
        if not rule.rule.startswith("/office") or rule.endpoint in doors:
            continue
        path = office.app.url_map.bind("localhost").build(rule.endpoint, keys_of_nothing(rule))
        if access_of(view) == FIRST_STEP:
            assert path.startswith("/office/second-step")
            continue
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = half_way.client.open(path, method=method, data={"csrf_token": half_way.token})
            assert answer.status_code == 303, (method, path)
            assert answer.headers["Location"].startswith("/office/second-step"), (method, path)
            asked += 1
    assert asked > 100
    assert half_way.client.get("/office/no-such-room").status_code == 303


def test_a_code_of_the_app_opens_the_office(office: Office, half_way: Desk) -> None:
    answer = half_way.show_code(next_code(office.app))
    assert answer.headers["Location"] == "/office/"
    assert "What needs a person" in half_way.get("/office/").text


@ONCE
def test_one_comes_to_the_page_that_one_wanted(office: Office) -> None:
    office.signed_in()
    desk = Desk(office.browser())
    desk.get("/office/sign-in?next=/office/ledger%3Faccount%3Dstripe")
    answer = desk.client.post(
        "/office/sign-in?next=/office/ledger%3Faccount%3Dstripe",
        data={"csrf_token": desk.token, "email": TREASURER, "password": PASSWORD},
    )
    asked = desk.get(desk.get(answer.headers["Location"]).headers["Location"]).text
    wanted = html.unescape(re.findall(r'name="next" value="([^"]+)"', asked)[0])
    answer = desk.show_code(next_code(office.app), next=wanted)
    assert answer.headers["Location"] == "/office/ledger?account=stripe"


@ONCE
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/give"])
def test_the_second_step_leads_nowhere_else(office: Office, half_way: Desk, elsewhere: str) -> None:
    answer = half_way.show_code(next_code(office.app), next=elsewhere)
    assert answer.headers["Location"] == "/office/"


def test_a_wrong_code_opens_nothing(office: Office, half_way: Desk) -> None:
    right = {code_of_step(step_of(office.clock.now()) + step) for step in (-1, 0, 1)}
    for wrong in ({"000000", "123456", "654321", "111111"} - right) | {"12345", "x", "٠١٢٣٤٥"}:
        answer = half_way.show_code(wrong)
        assert answer.status_code == 422
        assert NOT_RIGHT in answer.text
    assert "Enter the code that your app shows" in half_way.show_code(" ").text
    assert half_way.get("/office/").status_code == 303


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_wrong(
    office: Office, half_way: Desk, steps: int, taken: bool
) -> None:
    code = code_of_step(step_of(office.clock.now()) + steps)
    assert (half_way.show_code(code).status_code == 303) is taken


def test_a_code_that_was_used_opens_nothing_again(office: Office, half_way: Desk) -> None:
    now = step_of(office.clock.now())
    assert half_way.show_code(code_of_step(now)).status_code == 303
    other = Desk(office.browser())
    other.give_password()
    other.get("/office/second-step")
    for step in (now - 1, now):
        assert NOT_RIGHT in other.show_code(code_of_step(step)).text
    assert other.show_code(code_of_step(now + 1)).status_code == 303


def test_after_ten_guesses_even_the_right_code_has_to_wait(office: Office, half_way: Desk) -> None:
    for _ in range(10):
        assert half_way.show_code("000000").status_code == 422
    answer = half_way.show_code(next_code(office.app))
    assert answer.status_code == 429
    assert "Too many attempts" in answer.text
    office.clock.advance(timedelta(minutes=11))
    assert half_way.show_code(next_code(office.app)).status_code == 303


@ONCE
def test_guesses_against_many_accounts_from_one_neighbourhood_are_counted_together(
    office: Office,
) -> None:
    desks = []
    for number in range(7):
        email = f"m{number}@campaign.example"
        with office.database.writing() as work:
            add_member(work, email=email, role=Role.TREASURER, password=PASSWORD)
        desk = Desk(office.browser())
        desk.give_password(email)
        desks.append(desk)
    told = [
        desk.client.post(
            "/office/second-step/code",
            data={"csrf_token": desk.token, "code": "000000"},
            environ_base={"REMOTE_ADDR": f"203.0.113.{at}"},
        ).status_code
        for desk in desks
        for at in range(10)
    ]
    assert told[:60] == [422] * 60
    assert told[60:] == [429] * 10


def test_whoever_has_no_second_factor_is_led_to_setting_one_up(
    office: Office, newcomer: Desk
) -> None:
    assert newcomer.get("/office/gifts").headers["Location"].startswith("/office/second-step")
    way = newcomer.get("/office/second-step?next=/office/gifts")
    assert way.headers["Location"] == "/office/second-factor?next=/office/gifts"
    assert "Set up a second factor" in newcomer.get(way.headers["Location"]).text
    page = newcomer.get("/office/second-factor/app").text
    shown = re.search(r'class="secret"[^>]*>([^<]+)<', page)
    assert shown is not None
    secret = "".join(shown[1].split())
    assert newcomer.post("/office/second-factor/app", code="000000").status_code == 422
    assert secret in "".join(newcomer.get("/office/second-factor/app").text.split())
    code = code_at(secret, office.clock.now())
    answer = newcomer.post("/office/second-factor/app", code=code, next="/office/gifts")
    assert answer.headers["Location"] == "/office/recovery-codes?next=/office/gifts"
    assert "Your second factor is set up" in newcomer.get(answer.headers["Location"]).text
    page = newcomer.post("/office/recovery-codes", next="/office/gifts").text
    assert len(set(codes_on(page))) == 10
    assert 'href="/office/gifts"' in page
    assert newcomer.get("/office/gifts").status_code == 200
    assert "10 codes are left" in newcomer.get("/office/account").text


@ONCE
def test_neither_the_secret_nor_the_codes_can_be_read_in_the_database(
    office: Office, newcomer: Desk
) -> None:
    page = newcomer.get("/office/second-factor/app").text
    secret = "".join(re.findall(r'class="secret"[^>]*>([^<]+)<', page)[0].split())
    newcomer.post("/office/second-factor/app", code=code_at(secret, office.clock.now()))
    codes = print_codes(newcomer)
    with newcomer.client.session_transaction("/office/") as cookie:
        token = cookie["office_token"]
    with office.database.reading() as session:
        [held] = session.scalars(select(TotpKey)).all()
        digests = session.scalars(select(RecoveryCode.digest)).all()
        [browser] = session.scalars(select(StaffSession)).all()
    assert secret.encode() not in held.sealed
    assert browser.app_key is None
    assert browser.digest != token
    kept = " ".join(digests)
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_a_recovery_code_opens_the_office_once(office: Office) -> None:
    code, other, *_ = print_codes(office.signed_in())
    desk = Desk(office.browser())
    desk.give_password()
    desk.get("/office/second-step")
    typed = f" {code.upper().replace('-', ' ')} "
    assert desk.post("/office/second-step/recovery", recovery=typed).status_code == 303
    assert "That recovery code is used up; 9 are left." in desk.get("/office/").text
    late = Desk(office.browser())
    late.give_password()
    late.get("/office/second-step")
    answer = late.post("/office/second-step/recovery", recovery=code)
    assert answer.status_code == 422
    assert "was used already" in answer.text
    assert late.post("/office/second-step/recovery", recovery=other).status_code == 303


def test_new_recovery_codes_put_an_end_to_the_old(office: Office) -> None:
    desk = office.signed_in()
    [old, *_], [new, *_] = print_codes(desk), print_codes(desk)
    late = Desk(office.browser())
    late.give_password()
    late.get("/office/second-step")
    assert late.post("/office/second-step/recovery", recovery=old).status_code == 422
    assert late.post("/office/second-step/recovery", recovery=new).status_code == 303


@ONCE
def test_the_cookie_of_the_first_step_opens_nothing_after_the_second(
    office: Office, half_way: Desk
) -> None:
    copied = half_way.client.get_cookie("office", path="/office")
    assert copied is not None
    half_way.show_code(next_code(office.app))
    thief = office.browser()
    thief.set_cookie("office", copied.value, path="/office")
    assert "/office/sign-in" in thief.get("/office/gifts").headers["Location"]


def test_the_password_alone_is_good_for_half_an_hour(office: Office, half_way: Desk) -> None:
    office.clock.advance(timedelta(minutes=20))
    assert half_way.get("/office/second-step").status_code == 200
    office.clock.advance(timedelta(minutes=11))
    assert "/office/sign-in" in half_way.get("/office/second-step").headers["Location"]


def test_whose_second_factor_was_taken_away_is_out_and_sets_up_another(office: Office) -> None:
    desk = office.signed_in()
    with office.database.writing() as work:
        reset_second_factor(work, member_id=1)
    assert "/office/sign-in" in desk.get("/office/").headers["Location"]
    assert desk.give_password().status_code == 302
    assert desk.get("/office/second-step").headers["Location"] == "/office/second-factor"


@ONCE
def test_before_changing_how_one_signs_in_one_shows_the_second_factor_again(
    office: Office,
) -> None:
    desk = member_in(office.app, office.database, role=Role.ADMINISTRATOR)
    assert desk.get("/office/account/password").status_code == 200
    office.clock.advance(timedelta(minutes=16))
    assert desk.get("/office/account").status_code == 200
    again = desk.get("/office/account/password").headers["Location"]
    assert again == "/office/second-step?next=/office/account/password"
    for path in ("recovery-codes", "second-factor/app", "people/1/shut-out", "people/invite"):
        assert "/second-step" in desk.post(f"/office/{path}").headers["Location"], path
    assert "Show your second factor again" in desk.get(again).text
    desk.show_code(next_code(office.app))
    assert desk.get("/office/account/password").status_code == 200


@ONCE
def test_no_page_but_those_of_passkeys_runs_a_script(office: Office) -> None:
    desk = office.signed_in()
    for path in ("account", "second-factor", "second-factor/app", "people", "gifts"):
        assert "script-src" not in desk.get(f"/office/{path}").headers["Content-Security-Policy"]
    policies = desk.get("/office/second-factor/passkey").headers.getlist("Content-Security-Policy")
    assert [policy.count("script-src 'self'") for policy in policies] == [1]
