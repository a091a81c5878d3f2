"""Whoever runs the stories by hand cannot run them with real money by mistake."""

import pytest

from tests.sandbox.key import NAME, sandbox_key


@pytest.mark.parametrize("key", ["sk_live_x", "rk_live_x", "pk_test_x", "something"])
def test_only_the_key_of_a_sandbox_is_taken(key):
    with pytest.raises(pytest.fail.Exception, match="must never do so with real money"):
        sandbox_key({NAME: key})


@pytest.mark.parametrize("key", ["sk_test_x", "rk_test_x"])
def test_the_key_of_a_sandbox_is_taken(key):
    assert sandbox_key({NAME: key}) == key


def test_without_a_key_the_stories_are_left_out_and_say_so():
    with pytest.raises(pytest.skip.Exception, match="STRIPE_TEST_KEY is not set"):
        sandbox_key({})
