"""Identifiers that look like Stripe's."""

import secrets
import string

ALPHABET = string.ascii_letters + string.digits
USUAL = 24
LENGTHS = {"cs_test": 58, "req": 14}


def new_id(prefix: str) -> str:
    """A fresh identifier, as `pi_…` or `cs_test_…`. Not a secret: the modulo favours some letters."""
    noise = secrets.token_bytes(LENGTHS.get(prefix, USUAL))
    return f"{prefix}_{''.join(ALPHABET[byte % len(ALPHABET)] for byte in noise)}"
