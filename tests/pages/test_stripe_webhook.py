"""The door for Stripe's events."""

import hashlib
import hmac
import io
import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.pages.conftest import PublicSite

SECRET = "whsec_test"
ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def event(**more: Any) -> dict[str, Any]:
    return {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
        **more,
    }


def signed(body: bytes, *, late: int = 0, secret: str = SECRET) -> dict[str, str]:
    at = int(time.time()) - late
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={at},v1={digest}"}


def send(site: PublicSite, body: bytes, headers: dict[str, str] | None = None) -> TestResponse:
    return site.client.post(
        "/stripe/webhook",
        data=body,
        headers=signed(body) if headers is None else headers,
        content_type="application/json",
    )


def test_a_genuine_event_is_kept_once_however_often_it_comes(site: PublicSite) -> None:
    body = json.dumps(event()).encode()
    for _ in range(3):
        answer = send(site, body)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert site.events() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"not json",
        b"[]",
        b'"evt_1"',
        b"null",
        b"[" * 50_000,
        json.dumps(event(livemode=True)).encode(),
        json.dumps(event(id="evt_\x00")).encode(),
        json.dumps(event(id="e" * 500)).encode(),
        json.dumps(event(data=None)).encode(),
        json.dumps(event(data={"object": []})).encode(),
        json.dumps(event(created=10**30)).encode(),
        json.dumps(event(created="soon")).encode(),
        json.dumps(event(object="v2.core.event")).encode(),
    ],
)
def test_a_signed_body_that_is_no_event_for_us_is_refused_in_a_sentence(
    site: PublicSite, body: bytes
) -> None:
    answer = send(site, body)
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert 10 < len(answer.text) < 120
    assert site.events() == 0


@ONCE
def test_a_signature_that_is_wrong_old_or_missing_is_refused(site: PublicSite) -> None:
    body = json.dumps(event()).encode()
    for headers in (
        {},
        {"Stripe-Signature": "t=1,v1=x"},
        {"Stripe-Signature": "\xff"},
        signed(body, secret="whsec_other"),
        signed(body, late=400),
        signed(body, late=-400),
        signed(body + b" "),
    ):
        assert send(site, body, headers).status_code == 400
    assert site.events() == 0


@ONCE
def test_a_body_over_one_mebibyte_is_refused(site: PublicSite) -> None:
    body = b"x" * (1024 * 1024 + 1)
    assert send(site, body).status_code == 413
    unannounced = site.client.post(
        "/stripe/webhook",
        input_stream=io.BytesIO(body),
        headers=signed(body),
        environ_overrides={
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )
    assert unannounced.status_code == 413
    assert site.events() == 0


@ONCE
def test_an_event_of_nearly_one_mebibyte_is_kept(site: PublicSite) -> None:
    padding = {"metadata": "x" * 1_000_000}
    data = {"object": {"id": "cs_test_1", "object": "checkout.session", **padding}}
    assert send(site, json.dumps(event(data=data)).encode()).status_code == 200
    assert site.events() == 1


@ONCE
def test_only_posting_is_answered_and_without_a_page(site: PublicSite) -> None:
    answer = site.get("/stripe/webhook")
    assert answer.status_code == 405
    assert answer.mimetype == "text/plain"
    assert "POST" in answer.headers["Allow"]


@ONCE
def test_while_the_database_is_away_stripe_is_asked_to_come_again(
    site: PublicSite, tmp_path: Any
) -> None:
    site.parts.database.engine.dispose()
    (tmp_path / "database.sqlite3").rename(tmp_path / "elsewhere.sqlite3")
    (tmp_path / "database.sqlite3").mkdir()
    answer = send(site, json.dumps(event()).encode())
    assert answer.status_code == 503


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    body=st.binary(max_size=200)
    | JSON.map(lambda value: json.dumps(value).encode("utf-8", "replace"))
    | st.dictionaries(st.sampled_from(list(event())), JSON).map(
        lambda some: json.dumps({**event(), **some, "id": []}).encode("utf-8", "replace")
    ),
    header=st.none() | st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"])),
)
def test_no_body_and_no_signature_breaks_the_door(
    site: PublicSite, body: bytes, header: str | None
) -> None:
    headers = signed(body) if header is None else {"Stripe-Signature": header}
    assert send(site, body, headers).status_code == 400
    assert site.events() == 0
