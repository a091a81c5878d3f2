"""Countries by the two letters of ISO 3166, named in every language by CLDR."""

import unicodedata
from functools import lru_cache

from babel import Locale

# CLDR names these too: groups of countries, places that only post or customs know, and tests.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
COUNTRIES = frozenset(
    code
    for code in map(str, Locale.parse("en").territories)
    if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
)


def country_name(code: str, language: str) -> str:
    """What a language calls a country; its code where it has no name for it."""
    return str(Locale.parse(language).territories.get(code, code))


@lru_cache(maxsize=64)
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every country as (code, name), in the order of the names."""
    named = ((code, country_name(code, language)) for code in COUNTRIES)
    return tuple(sorted(named, key=lambda each: by_name(each[1])))


def by_name(name: str) -> str:
    """What names are put in order by: no accents and case, so that Åland stands among the As."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(it for it in letters if not unicodedata.combining(it)).casefold()
