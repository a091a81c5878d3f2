"""The API: programs read figures by tokens, and every answer is as the description says."""

import re
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hov_donate.api.openapi import PATHS, document
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.models import Payout
from hov_donate.staff.models import StaffMember
from hov_donate.staff.rules import Permission
from hov_donate.staff.tokens.models import ApiToken
from hov_donate.staff.tokens.rules import PER_MINUTE
from tests.support.booked import at_stripe, book
from tests.support.office import NOON, Desk, Office, without
from tests.support.words import EUR, GBP

SPAN = "from=2026-01-01&to=2026-12-31"
ALL = {f"scope-{scope}": "1" for scope in ("see_reports", "see_ledger", "see_gifts")}


class Program:
    """A program with a token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        sent = self.headers | {name.replace("_", "-"): text for name, text in headers.items()}
        return self.client.get(f"/api/v1{path}", headers=sent)

    def rows(self, path: str) -> list[dict[str, Any]]:
        """Every row of a list, page by page."""
        found, cursor = [], ""
        while True:
            body = self.get(f"{path}{cursor}").get_json()
            found += body["rows"]
            if body["cursor"] is None:
                return found
            cursor = f"&cursor={body['cursor']}"


def token_from(desk: Desk, **fields: str) -> str:
    desk.get("/office/tokens")
    typed = {
        "name": "Spreadsheet",
        "expires": "2026-12-24",
        **(ALL if not fields else {}),
        **fields,
    }
    shown = desk.post("/office/tokens", **typed)
    assert shown.status_code == 200, shown.text
    found = re.search(r'value="(hov_[^"]+)"', shown.text)
    assert found, shown.text
    return found[1]


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


@pytest.fixture
def program(office: Office, desk: Desk) -> Program:
    office.gift(GBP("12.34"))
    office.gift(EUR(20))
    book(office.database, at_stripe(Account.DONATIONS, GBP(5), GBP("0.30"), day=date(2026, 3, 1)))
    book(office.database, at_stripe(Account.DONATIONS, GBP(8), GBP(1), EUR(10)))
    with office.database.writing() as work:
        work.session.add(
            Payout(
                stripe_payout_id="po_1",
                amount_minor=500,
                currency="GBP",
                status="paid",
                arrival_date=date(2026, 11, 20),
                created_at=NOON,
            )
        )
    return Program(office.browser(), token_from(desk))


def schema_of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": document()["components"]}


def test_every_answer_is_as_the_description_says(program: Program) -> None:
    for path, _, _, _, name in PATHS:
        answer = program.get(path)
        assert answer.status_code == 200, answer.text
        jsonschema.Draft202012Validator(schema_of(name)).validate(answer.get_json())
        assert answer.get_json().get("rows") != []
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_description_tells_of_every_path_and_of_no_other(office: Office) -> None:
    rules = [it.rule for it in office.app.url_map.iter_rules() if it.rule.startswith("/api/")]
    told = office.browser().get("/api/v1/openapi.json").get_json()
    assert sorted(f"/api/v1{path}" for path in told["paths"]) == sorted(rules)
    jsonschema.Draft202012Validator.check_schema(schema_of("Figures"))
    used = {
        it["$ref"] for path in told["paths"].values() for it in path["get"].get("parameters", ())
    }
    assert used == {f"#/components/parameters/{name}" for name in told["components"]["parameters"]}


def test_figures_are_the_books(program: Program) -> None:
    found = program.get(f"/figures?{SPAN}").get_json()
    once = {it["amount"]["currency"]: it["amount"] for it in found["income"]}
    assert once["GBP"] == {"minor": 1734, "currency": "GBP", "decimal": "17.34"}
    assert once["EUR"] == {"minor": 3000, "currency": "EUR", "decimal": "30.00"}
    balances = program.get("/balances").get_json()["rows"]
    sums: dict[str, int] = {}
    for row in balances:
        balance = row["balance"]
        sums[balance["currency"]] = sums.get(balance["currency"], 0) + balance["minor"]
    assert set(sums.values()) == {0}


def test_pages_lead_through_every_posting_once_in_the_order_of_days(program: Program) -> None:
    whole = program.rows(f"/postings?{SPAN}&limit=1000")
    paged = program.rows(f"/postings?{SPAN}&limit=2")
    assert paged == whole
    assert len({row["posting"] for row in whole}) == len(whole) > 8
    assert [row["day"] for row in whole] == sorted(row["day"] for row in whole)
    stripe = program.rows(f"/postings?{SPAN}&limit=3&account=stripe&currency=GBP")
    balance = [
        row["balance"]["minor"]
        for row in program.get("/balances").get_json()["rows"]
        if (row["account"], row["balance"]["currency"]) == ("stripe", "GBP")
    ]
    assert [sum(row["amount"]["minor"] for row in stripe)] == balance


def test_gifts_have_no_names(program: Program) -> None:
    gifts = program.rows(f"/gifts?{SPAN}&limit=1")
    assert len(gifts) == 2
    text = program.get(f"/gifts?{SPAN}").text
    assert "Brien" not in text
    assert "example.org" not in text
    assert {gift["kind"] for gift in gifts} == {"once"}
    assert gifts[0]["net"]["minor"] == gifts[0]["settled"]["minor"] - gifts[0]["fee"]["minor"]


UNREADABLE = (
    ("/figures?year=26", "year"),
    ("/figures?from=2026-01-01", "to"),
    ("/postings?curency=GBP", "curency"),
    ("/postings?currency=gbp", "currency"),
    ("/postings?account=cashbox", "account"),
    ("/postings?limit=0", "limit"),
    ("/postings?limit=1001", "limit"),
    ("/postings?cursor=9", "cursor"),
    ("/gifts?cursor=99999999999999999999", "cursor"),
    ("/gifts?limit=1&limit=2", "limit"),
    ("/balances?on=2026-02-30", "on"),
    ("/daily-sums?from=2020-01-01&to=2026-12-31", "to"),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_read_is_told_and_not_guessed(program: Program) -> None:
    for path, parameter in UNREADABLE:
        answer = program.get(path)
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), path
        jsonschema.validate(answer.get_json(), schema_of("Problem"))
        assert answer.get_json()["parameter"] == parameter


def test_without_a_token_nothing_is_told(program: Program, desk: Desk) -> None:
    for headers in ({}, {"Authorization": "Bearer hov_wrong"}, {"Authorization": "Basic eDp5"}):
        answer = program.client.get("/api/v1/figures", headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    # Whoever is signed in is nobody here.
    assert desk.client.get("/api/v1/figures").status_code == 401
    assert program.get("/nothing").get_json()["status"] == 404
    assert program.client.post("/api/v1/figures").get_json()["status"] == 405


def test_a_token_lets_nothing_be_read_but_what_it_was_made_for(office: Office, desk: Desk) -> None:
    program = Program(office.browser(), token_from(desk, **{"scope-see_gifts": "1"}))
    assert program.get("/gifts").status_code == 200
    refused = program.get("/postings")
    assert refused.status_code == 403
    assert "see_ledger" in refused.get_json()["detail"]


def test_a_token_sees_no_more_than_who_made_it_sees_today(office: Office, program: Program) -> None:
    with without(Permission.SEE_LEDGER):
        assert program.get("/postings").status_code == 403
        assert program.get("/gifts").status_code == 200
    with office.database.writing() as work:
        work.session.query(StaffMember).one().active = False
    assert program.get("/gifts").status_code == 403


def test_a_revoked_or_old_token_opens_nothing(office: Office, desk: Desk, program: Program) -> None:
    assert program.get("/funds").status_code == 200
    desk.get("/office/tokens")
    assert desk.post("/office/tokens/1/revoke").status_code == 303
    assert program.get("/funds").status_code == 401
    another = Program(office.browser(), token_from(desk))
    assert another.get("/funds").status_code == 200
    office.clock.advance(timedelta(days=31))
    assert another.get("/funds").status_code == 401


def test_a_token_is_kept_as_a_digest_and_shown_once(office: Office, desk: Desk) -> None:
    token = token_from(desk)
    page = desk.get("/office/tokens").text
    assert token not in page
    assert "Spreadsheet" in page
    with office.database.reading() as session:
        kept = session.query(ApiToken).one()
    assert token not in str(vars(kept))
    assert len(kept.digest) == 64


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_token_needs_a_name_something_to_read_and_a_year_at_most(desk: Desk) -> None:
    desk.get("/office/tokens")
    answer = desk.post("/office/tokens", expires="2028-01-01")
    assert answer.status_code == 422
    for told in ("what the token is for", "Choose what it lets be read", "a year ahead at most"):
        assert told in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_asks_too_often_waits_for_the_next_minute(office: Office, program: Program) -> None:
    for _ in range(PER_MINUTE):
        assert program.get("/accounts").status_code == 200
    refused = program.get("/accounts")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    office.clock.advance(timedelta(minutes=1))
    assert program.get("/accounts").status_code == 200


def test_what_the_reader_has_is_not_sent_again(office: Office, program: Program) -> None:
    etag = program.get("/balances").headers["ETag"]
    same = program.get("/balances", If_None_Match=etag)
    assert (same.status_code, same.data) == (304, b"")
    book(office.database, at_stripe(Account.DONATIONS, GBP(1), Money(0, "GBP")))
    assert program.get("/balances", If_None_Match=etag).status_code == 200
