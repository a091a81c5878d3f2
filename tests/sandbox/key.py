"""The key of a sandbox; never another."""

from collections.abc import Mapping

import pytest

from tests.support.missing import MARK

NAME = "STRIPE_TEST_KEY"


def sandbox_key(environment: Mapping[str, str]) -> str:
    """The key of a sandbox. Without one the story is left out; with a live one it fails."""
    key = environment.get(NAME, "")
    if not key:
        pytest.skip(f"{MARK}: these stories in Stripe's own sandbox ({NAME} is not set)")
    if not key.startswith(("sk_test_", "rk_test_")):
        pytest.fail(
            f"{NAME} is not the key of a sandbox (sk_test_… or rk_test_…): these stories pay,"
            " refund and dispute, and must never do so with real money.",
            pytrace=False,
        )
    return key
