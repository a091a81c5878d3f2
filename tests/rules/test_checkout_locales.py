"""Stripe's page opens in every language, also in those that Stripe does not know."""

import inspect
import re

import pytest
from stripe.params.checkout import SessionCreateParams

from hov_donate.gateway.locales import AUTO, CHECKOUT_LOCALES, checkout_locale


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en", "en"),
        ("es", "es"),
        ("pt_BR", "pt-BR"),
        ("es_MX", "es"),
        ("de-AT", "de"),
        ("ar", "auto"),
        ("ar_EG", "auto"),
        ("eu", "auto"),
        ("zh_Hant", "auto"),
    ],
)
def test_a_language_that_stripe_lacks_leaves_the_choice_to_the_browser(
    language: str, locale: str
) -> None:
    assert checkout_locale(language) == locale


def test_the_list_is_that_of_the_pinned_library() -> None:
    source = inspect.getsource(SessionCreateParams)
    found = re.search(r'    locale: NotRequired\[\s*"Literal\[(.*?)\]', source, re.DOTALL)
    assert found
    assert set(re.findall(r"'([\w-]+)'", found[1])) == CHECKOUT_LOCALES | {AUTO}
