"""Whatever is sent to the page on which people give, it answers in words and keeps nothing."""

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hov_donate.config.campaign import read_campaign
from tests.pages.conftest import GOOD, PublicSite, problems

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CAMPAIGN = read_campaign()
AMOUNT = {**GOOD, "choice": "other"}


@ONCE
@pytest.mark.parametrize("token", ["", "forged", "WyJBIiwxXQ.x", "\x00", "é" * 500])
def test_a_token_that_is_not_ours_asks_to_press_once_more(site: PublicSite, token: str) -> None:
    answer = site.client.post("/donate", data={**GOOD, "token": token})
    assert answer.status_code == 422
    assert problems(answer.text) == {
        "pay": "This page was open for a long time. Press the button once more"
    }
    assert 'value="GBP-20" checked' in answer.text
    assert site.written() == 0
    fresh = re.search(r'name="token" value="([^"]+)"', answer.text)
    assert fresh
    assert site.client.post("/donate", data={**GOOD, "token": fresh[1]}).status_code == 503


@ONCE
def test_a_form_that_is_far_too_large_is_refused_in_words(site: PublicSite) -> None:
    answer = site.client.post("/donate", data={**GOOD, "name": "x" * 300_000})
    assert answer.status_code == 413
    assert "That was too much at once" in answer.text
    many = site.client.post(
        "/donate", data={f"f{n}": "1" for n in range(2000)}, content_type="multipart/form-data"
    )
    assert many.status_code == 413


@ONCE
@pytest.mark.parametrize("path", ["/en", "/en//donate", "/en//", "/office"])
def test_no_redirect_follows_a_forged_host(site: PublicSite, path: str) -> None:
    answer = site.client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code in {302, 303, 308}
    assert re.match("/[a-z]", answer.headers["Location"])
    assert "evil" not in str(answer.headers)


@ONCE
@pytest.mark.parametrize("path", ["/", "/es/"])
def test_the_front_page_leads_nowhere_by_a_forged_host(site: PublicSite, path: str) -> None:
    answer = site.client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 200
    assert "evil" not in str(answer.headers) + answer.text


ANYTHING = st.text(max_size=120) | st.sampled_from(["GBP", "GBP-20", "other", "20", "a@b.example"])
FIELDS = st.sampled_from(
    [
        "token",
        "frequency",
        "currency",
        "choice",
        "amount",
        "email",
        "name",
        "keep_details",
        "news",
        "x",
    ]
)


def no_surrogates(form: dict[str, str]) -> dict[str, str]:
    return {k: v.encode("utf-8", "replace").decode() for k, v in form.items()}


@ONCE
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(form=st.dictionaries(FIELDS, ANYTHING, max_size=9), right_token=st.booleans())
def test_no_form_whatever_is_in_it_breaks_the_page(
    site: PublicSite, form: dict[str, str], right_token: bool
) -> None:
    before = site.written()
    answers = no_surrogates(form) | ({"token": site.token()} if right_token else {})
    answer = site.client.post("/donate", data=answers)
    assert answer.status_code in {200, 422, 503}
    if answer.status_code != 503:
        assert site.written() == before


@ONCE
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-7",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "text/plain",
            "",
        ]
    ),
)
def test_no_body_breaks_the_page(site: PublicSite, body: bytes, kind: str) -> None:
    client: FlaskClient = site.client
    framed = b"--x\r\nContent-Disposition: form-data; name=email\r\n\r\n" + body + b"\r\n--x--"
    for sent in (body, framed):
        answer = client.post("/donate", data=sent, content_type=kind)
        assert answer.status_code in {400, 413, 422}
    assert site.written() == 0
