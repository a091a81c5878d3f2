"""Which webhook bodies are genuine events of Stripe's, meant for us.

Stripe's library checks the signature (docs.stripe.com/webhooks/signature). It accepts any time in
the future and knows one secret per call, and fails on bodies that are not UTF-8; so that is here.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import stripe

from hov_donate.core.events import EventHint
from hov_donate.gateway.port import EventRefusedError

TOLERANCE_SECONDS = 300
# Ids and types as Stripe writes them; anything else could only come from a forged body.
PLAIN = re.compile(r"[A-Za-z0-9_.:\-]{1,255}", re.ASCII)
LATEST_TIMESTAMP = 4_102_444_800  # the year 2100


class StripeEventVerifier:
    """Checks signatures against every configured secret, so that one can be rotated."""

    def __init__(self, *, secrets: Sequence[str], live: bool) -> None:
        """`live` is the mode of our key: events of the other mode are not ours."""
        self._secrets = tuple(secrets)
        self._live = live

    def verify(self, payload: bytes, signature: str, now: datetime) -> EventHint:
        """The hint in a genuine event. Raises EventRefusedError saying what is wrong."""
        text = _decoded(payload)
        self._check_signature(text, signature)
        _check_not_from_the_future(signature, now)
        found = hint(_parsed(text))
        if found.live is not self._live:
            raise EventRefusedError("the event's livemode is not that of our key")
        return found

    def _check_signature(self, text: str, signature: str) -> None:
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(
                    text, signature, secret, tolerance=TOLERANCE_SECONDS
                )
            except stripe.SignatureVerificationError:
                continue
            return
        raise EventRefusedError("the signature fits none of our secrets, or is too old")


def _decoded(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise EventRefusedError("the body is not UTF-8") from error


def _check_not_from_the_future(signature: str, now: datetime) -> None:
    stamped = re.search(r"(?:^|,)t=(\d{1,12})(?:,|$)", signature)
    if stamped is None or int(stamped[1]) > now.timestamp() + TOLERANCE_SECONDS:
        raise EventRefusedError("the signature's time lies in the future")


def _parsed(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EventRefusedError("the body is not JSON") from error
    if not isinstance(data, dict) or data.get("object") != "event":
        raise EventRefusedError("the body is not a snapshot event")
    return data


def hint(event: dict[str, Any]) -> EventHint:
    """What an event says: which object may have changed. Raises EventRefusedError."""
    data = event.get("data")
    changed = data.get("object") if isinstance(data, dict) else None
    if not isinstance(changed, dict):
        raise EventRefusedError("the event names no object")
    return EventHint(
        id=_plain(event.get("id"), "id"),
        type=_plain(event.get("type"), "type")[:100],
        object_type=_plain(changed.get("object"), "data.object.object")[:60],
        # A balance has no id of its own.
        object_id=_plain(changed.get("id") or "none", "data.object.id"),
        created_at=_moment(event.get("created")),
        live=_truth(event.get("livemode"), "livemode"),
        api_version=_plain(event.get("api_version") or "none", "api_version")[:40],
    )


def _plain(value: object, name: str) -> str:
    if not isinstance(value, str) or not PLAIN.fullmatch(value):
        raise EventRefusedError(f"the event's {name} is not one of Stripe's")
    return value


def _truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise EventRefusedError(f"the event's {name} is neither true nor false")
    return value


def _moment(value: object) -> datetime:
    if type(value) is not int or not 0 <= value <= LATEST_TIMESTAMP:
        raise EventRefusedError("the event's created is not a time")
    return datetime.fromtimestamp(value, UTC)
