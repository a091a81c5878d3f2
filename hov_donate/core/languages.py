"""Languages by their tags, named in every language by CLDR."""

import unicodedata
from functools import lru_cache

from babel import Locale

LANGUAGES = frozenset(
    code for code in map(str, Locale.parse("en").languages) if len(code) == 2 and code.isalpha()
)


def language_name(tag: str, language: str) -> str:
    """What a language calls another one; its tag where it has no name for it."""
    return str(Locale.parse(language).languages.get(tag, tag))


@lru_cache(maxsize=64)
def language_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every language of two letters as (code, name), in the order of the names."""
    named = ((code, language_name(code, language)) for code in LANGUAGES)
    return tuple(sorted(named, key=lambda each: unicodedata.normalize("NFKD", each[1].casefold())))
