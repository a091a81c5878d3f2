"""Identifiers that look like Stripe's."""

import secrets
import string

ALPHABET = string.ascii_letters + string.digits
# One letter for each value of a byte: some come a little more often, which does no harm.
TABLE = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
USUAL = 24
LENGTHS = {"cs_test": 58, "req": 14}


def new_id(prefix: str) -> str:
    """A fresh identifier, as `pi_…` or `cs_test_…`."""
    noise = secrets.token_bytes(LENGTHS.get(prefix, USUAL))
    return f"{prefix}_{noise.translate(TABLE).decode()}"
