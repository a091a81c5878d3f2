"""The API described for programs: OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1.html), by hand.

Tests hold every answer against it: no field is missing here, and none is said that is not sent.
"""

from typing import Any

from flask import Response

from hov_donate.api import asking, schemas
from hov_donate.api.answering import Json, answer
from hov_donate.api.blueprint import api
from hov_donate.staff.rules import Permission
from hov_donate.staff.tokens.rules import PER_MINUTE
from hov_donate.web.access import open_to_all
from hov_donate.web.problems import TYPE

VERSION = "1"
SPAN = ("year", "quarter", "month", "from", "to")
PAGED = ("cursor", "limit")
# Path, what it tells, what it takes, its parameters, the schema of its answer.
PATHS: tuple[tuple[str, str, Permission, tuple[str, ...], str], ...] = (
    (
        "/figures",
        "Income by kind and currency, what went back, fees, and what came and went as it settled.",
        Permission.SEE_REPORTS,
        (*SPAN, "fund"),
        "Figures",
    ),
    ("/accounts", "The chart of accounts.", Permission.SEE_LEDGER, (), "Accounts"),
    (
        "/balances",
        "What stands on every account at the end of a day; a debit is positive.",
        Permission.SEE_LEDGER,
        ("on", "fund"),
        "Balances",
    ),
    (
        "/daily-sums",
        f"What was posted on each day of {asking.MOST_DAYS} days at the most.",
        Permission.SEE_LEDGER,
        (*SPAN, "account", "currency", "fund"),
        "DailySums",
    ),
    (
        "/postings",
        "Postings by day, a page at a time; a debit is positive.",
        Permission.SEE_LEDGER,
        (*SPAN, *PAGED, "account", "currency", "fund"),
        "Postings",
    ),
    (
        "/gifts",
        "Gifts that were paid, a page at a time; givers are opaque numbers.",
        Permission.SEE_GIFTS,
        (*SPAN, *PAGED, "currency", "fund"),
        "Gifts",
    ),
    ("/payouts", "Payouts, a page at a time.", Permission.SEE_LEDGER, PAGED, "Payouts"),
    ("/funds", "Every fund, and what is in it.", Permission.SEE_LEDGER, (), "Funds"),
)
REFUSALS = {
    "400": "A parameter that cannot be read; `parameter` names it.",
    "401": "No token, or one that opens nothing.",
    "403": "The token does not let this be read.",
    "429": f"More than {PER_MINUTE} requests in a minute; Retry-After says how long to wait.",
}


@api.get("/openapi.json")
@open_to_all
def openapi() -> Response:
    """The description itself, which takes no token."""
    return answer(document())


def document() -> Json:
    """All of it."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "HOV Donate",
            "version": VERSION,
            "description": "Read-only figures of a campaign. Days are the campaign's. Money is in "
            "whole minor units of a currency, with the same as a decimal beside it.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            **{path[0]: {"get": _operation(*path)} for path in PATHS},
            "/openapi.json": {"get": _itself()},
        },
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token made in the office, under “Tokens for programs”.",
                }
            },
            "parameters": schemas.PARAMETERS,
            "responses": {status: _refusal(text) for status, text in REFUSALS.items()},
            "schemas": schemas.SCHEMAS,
        },
    }


def _operation(
    path: str, tells: str, takes: Permission, parameters: tuple[str, ...], schema: str
) -> Json:
    return {
        "operationId": path.strip("/").replace("-", "_"),
        "summary": tells,
        "description": f"Takes a token with `{takes.value}`.",
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in parameters],
        "responses": {
            "200": _found({"$ref": f"#/components/schemas/{schema}"}),
            "304": {"description": "As the reader has it: If-None-Match named its ETag."},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS},
        },
    }


def _itself() -> Json:
    found = _found({"type": "object"})
    return {
        "operationId": "openapi",
        "summary": "This description.",
        "security": [],
        "responses": {"200": found},
    }


def _found(schema: Json) -> Json:
    etag: Any = {"description": "Send it as If-None-Match.", "schema": {"type": "string"}}
    return {
        "description": "Found.",
        "headers": {"ETag": etag},
        "content": {"application/json": {"schema": schema}},
    }


def _refusal(text: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {TYPE: {"schema": schema}}}
