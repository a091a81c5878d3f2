"""Which bodies are genuine events: everything else is refused with a sentence."""

import json
import time

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.core.clock import SystemClock
from hov_donate.gateway.port import EventRefusedError
from hov_donate.gateway.stripe_events import StripeEventVerifier

OLD, NEW = "whsec_old", "whsec_new"
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "checkout.session.completed",
    "created": 1_760_000_000,
    "livemode": False,
    "api_version": "2026-10-28.endive",
    "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
}


def signed(payload: bytes, secret: str = NEW, at: float | None = None) -> str:
    text = payload.decode("utf-8", "surrogateescape")
    stamp = int(at if at is not None else time.time())
    signature = stripe.WebhookSignature._compute_signature(f"{stamp}.{text}", secret)
    return f"t={stamp},v1={signature}"


def verify(body: object, header: str | None = None, live: bool = False):
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    verifier = StripeEventVerifier(secrets=[NEW, OLD], live=live)
    header = signed(payload) if header is None else header
    return verifier.verify(payload, header, SystemClock().now())


def test_a_genuine_event_gives_its_hint():
    hint = verify(EVENT)
    assert (hint.id, hint.object_type) == ("evt_1", "checkout.session")
    assert (hint.object_id, hint.live) == ("cs_test_1", False)


def test_both_secrets_are_good_while_one_is_rotated():
    payload = json.dumps(EVENT).encode()
    assert verify(EVENT, signed(payload, OLD)).id == "evt_1"
    other = signed(payload, "whsec_stranger").split("v1=")[1]
    assert verify(EVENT, signed(payload, OLD) + f",v1={other}").id == "evt_1"


@pytest.mark.parametrize("header", ["", "nonsense", "t=,v1=", "t=1,v0=abc", "v1=abc", "t=x,v1=y"])
def test_a_header_that_is_no_signature_is_refused(header):
    with pytest.raises(EventRefusedError, match="signature"):
        verify(EVENT, header)


def test_a_forged_signature_is_refused():
    with pytest.raises(EventRefusedError, match="signature"):
        verify(EVENT, signed(json.dumps(EVENT).encode(), "whsec_thief"))


@pytest.mark.parametrize(("minutes", "word"), [(-6, "too old"), (6, "future"), (60 * 24, "future")])
def test_an_old_signature_and_one_from_the_future_are_refused(minutes, word):
    payload = json.dumps(EVENT).encode()
    with pytest.raises(EventRefusedError, match=word):
        verify(EVENT, signed(payload, at=time.time() + 60 * minutes))


def test_a_changed_body_is_refused():
    header = signed(json.dumps(EVENT).encode())
    with pytest.raises(EventRefusedError, match="signature"):
        verify({**EVENT, "id": "evt_2"}, header)


def test_the_other_mode_is_refused():
    with pytest.raises(EventRefusedError, match="livemode"):
        verify(EVENT, live=True)


def test_a_body_that_is_not_utf_8_is_refused():
    with pytest.raises(EventRefusedError, match="UTF-8"):
        verify(b"\xff\xfe", "t=1,v1=a")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[" * 100_000,
        [],
        "text",
        None,
        7,
        {},
        {**EVENT, "object": "v2.core.event"},
        {**EVENT, "data": None},
        {**EVENT, "data": {"object": "cs_1"}},
        {**EVENT, "id": 7},
        {**EVENT, "id": "evt_\x00"},
        {**EVENT, "id": "e" * 300},
        {**EVENT, "type": None},
        {**EVENT, "created": "yesterday"},
        {**EVENT, "created": 10**30},
        {**EVENT, "created": True},
        {**EVENT, "livemode": "false"},
        {**EVENT, "created": -1},
        {**EVENT, "data": {"object": {"id": "cs 1", "object": "checkout.session"}}},
        {**EVENT, "data": {"object": {"id": "cs_1"}}},
    ],
)
def test_signed_nonsense_is_refused(body):
    with pytest.raises(EventRefusedError):
        verify(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from(sorted(EVENT)))
def test_whatever_stands_in_an_event_it_is_a_hint_or_refused(odd, key):
    try:
        hint = verify({**EVENT, key: odd})
    except EventRefusedError:
        return
    assert hint.object_id


@given(st.binary(max_size=200), st.text(max_size=80))
def test_whatever_arrives_it_is_refused_and_nothing_breaks(payload, header):
    with pytest.raises(EventRefusedError):
        verify(payload, header)
