"""Stripe's webhook signature. Facts: docs.stripe.com/webhooks."""

import hashlib
import hmac
from collections.abc import Sequence


def header(body: bytes, secrets: Sequence[str], moment: int) -> str:
    """`t=…,v1=…`, with one `v1` for each secret that is valid."""
    signed = f"{moment}.".encode() + body
    marks = [hmac.new(each.encode(), signed, hashlib.sha256).hexdigest() for each in secrets]
    return ",".join([f"t={moment}", *(f"v1={mark}" for mark in marks)])
