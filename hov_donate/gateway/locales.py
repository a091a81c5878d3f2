"""The languages that Stripe's page speaks. Source: docs.stripe.com/api/checkout/sessions/create."""

AUTO = "auto"
CHECKOUT_LOCALES = frozenset(
    [
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "en-GB",
        "es",
        "es-419",
        "et",
        "fi",
        "fil",
        "fr",
        "fr-CA",
        "hi-IN",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lt",
        "lv",
        "ms",
        "mt",
        "nb",
        "nl",
        "pl",
        "pt",
        "pt-BR",
        "ro",
        "ru",
        "sk",
        "sl",
        "sv",
        "th",
        "tr",
        "vi",
        "zh",
        "zh-HK",
        "zh-TW",
    ]
)


def checkout_locale(language: str) -> str:
    """Stripe's name for a language, or of its country-less kind; else the browser's choice."""
    tag = language.replace("_", "-")
    base, _, region = tag.partition("-")
    if tag in CHECKOUT_LOCALES:
        return tag
    return base if base in CHECKOUT_LOCALES and len(region) == 2 else AUTO
