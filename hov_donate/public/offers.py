"""What the giving page offers in a language and currency, worked out once and kept."""

from dataclasses import dataclass
from functools import lru_cache

from hov_donate.config import CurrencyTerms, Frequency
from hov_donate.core.i18n import N_, translator
from hov_donate.core.money import Money
from hov_donate.public.checking import amount_examples, limits

# How often, and what then happens. Who gives every month must not think that it was once.
FREQUENCIES = {
    Frequency.ONCE: (
        N_("Once"),
        N_("Nothing will be taken again later."),
    ),
    Frequency.MONTH: (
        N_("Every month"),
        N_(
            "We take the amount now and every month on this day until you stop. You can stop in two"
            " clicks at any time."
        ),
    ),
    Frequency.YEAR: (
        N_("Every year"),
        N_(
            "We take the amount now and every year on this day until you stop. We write to you"
            " before each time, and you can stop in two clicks."
        ),
    ),
}


@dataclass(frozen=True)
class Offer:
    """The amounts of one currency as a reader sees them."""

    currency: str
    name: str
    presets: tuple[tuple[str, str], ...]
    minimum: str
    maximum: str
    examples: str


@lru_cache(maxsize=512)
def offer(language: str, terms: CurrencyTerms) -> Offer:
    """The offer in a currency; presets are (value, label)."""
    speak = translator(language)
    amounts = [(whole, Money.of_major(whole, terms.code)) for whole in terms.presets]
    minimum, maximum = limits(terms)
    return Offer(
        currency=terms.code,
        name=speak.currency_name(terms.code),
        presets=tuple((f"{terms.code}-{it}", speak.short_money(amount)) for it, amount in amounts),
        minimum=speak.short_money(minimum),
        maximum=speak.short_money(maximum),
        examples=amount_examples(speak, terms.code),
    )


@lru_cache(maxsize=64)
def frequency_choices(
    language: str, frequencies: tuple[Frequency, ...]
) -> tuple[tuple[str, str, str], ...]:
    """How often may be given: (value, label, what then happens)."""
    _ = translator(language).gettext
    words = ((each.value, *FREQUENCIES[each]) for each in frequencies)
    return tuple((value, _(label), _(what)) for value, label, what in words)


@lru_cache(maxsize=64)
def currency_choices(language: str, codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The list of currencies: (code, name and code)."""
    speak = translator(language)
    return tuple((code, f"{speak.currency_name(code)} ({code})") for code in codes)
