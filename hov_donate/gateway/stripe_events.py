"""Which webhook bodies are genuine events of Stripe's, meant for us.

Stripe's library checks the signature (docs.stripe.com/webhooks/signature). It accepts any time in
the future and knows one secret per call, and fails on bodies that are not UTF-8; so that is here.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import stripe

from hov_donate.core.events import EventHint
from hov_donate.gateway.port import EventRefusedError
from hov_donate.gateway.reading.events import hint

TOLERANCE_SECONDS = 300


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
