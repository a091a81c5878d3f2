"""Whether words of a stranger hold an address of the web, written out or half hidden.

A dot between two words without a space is one. Not so after an initial, a number or a shortened
word (`J.R.Gómez`, `St.Denis`, `CC.OO.`), nor where no country and no register has what follows it
(`ver.di`). In doubt it is one: whatever has to do with it then asks a person, or leaves it out.
"""

import re
import unicodedata
from collections.abc import Sequence

from hov_donate.core.countries import COUNTRIES

# No name or title that a letter repeats is longer.
LONGEST_PLAIN = 120
_WRITTEN_OUT = re.compile(
    r"://|www\.|@[\w-]+\.\w|\b\d{1,3}(?:\.\d{1,3}){3}[:/]"
    r"|[(\[{]\s*(?:\.|dot|punto|ponto|point)\s*[)\]}]"
)
_DOTTED = re.compile(r"([\w-]+(?:\.[\w-]+)+)(/|:\d)?")
_ENDING = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+")
# A full stop of Chinese and Japanese is a dot to a browser; between their own words it ends one.
_WIDE_DOT = re.compile(r"(?<=[a-z0-9])。(?=[a-z])")
# Addresses even where what stands before is short (`st.casino`).
_BOLD = """
com net org info biz xyz top shop store online site website club live link click app dev page
vip bet casino win fun icu buzz space tech loan cash money gift me io co
"""
# Endings of two letters that no country of ISO 3166 has.
_MORE_COUNTRIES = frozenset(("ac", "eu", "su", "uk"))
_NATIVE = """
рф рус онлайн сайт орг ком дети бел укр срб ею мон мкд қаз ευ ελ გე հայ ישראל 中国 中國 公司 网络
台湾 台灣 香港 新加坡 한국 닷컴 ไทย भारत ভারত ভাৰত ভারত భారత్ ભારત ਭਾਰਤ ଭାରତ ಭಾರತ ഭാരതം இந்தியா இலங்கை
بھارت ලංකා مصر المغرب الجزائر تونس فلسطين قطر عمان امارات السعودية سورية الاردن ایران ايران پاکستان
موقع شبكة كوم
"""  # noqa: RUF001 (endings of other scripts)
_SHORT = """
dr dra drs mr mrs mx ms mme mlle sr sra srta jr st sta sto ste saint prof profa rev fr hon rt
ing eng lic arq abg adv er ir mag dipl dip univ gen gral sec asst dep pres vice doc doç cap
capt col lt sgt cmdr mt ft av avda blvd pl plz str ul br no nr núm dept dpto co coop cía cia
pvt pty sp ma fco md mohd moh muh mst smt shri sri kum ven hj tp brgy gov int nat natl reg fed
conf sind nac
"""


def _letters(text: str) -> str:
    """Without signs that nobody sees, and without vowels that are written as signs."""
    kept = (it for it in text if unicodedata.category(it) not in {"Cf", "Mn", "Mc"})
    return "".join(kept)


_ALWAYS, _NOT_LATIN, _SHORTENED = (
    frozenset(_letters(unicodedata.normalize("NFKC", words)).split())
    for words in (_BOLD, _NATIVE, _SHORT)
)
_LONGEST_NUMBER = 2


def has_link(text: str) -> bool:
    """Whether something in it is an address, or looks like one."""
    plain = _WIDE_DOT.sub(".", _letters(unicodedata.normalize("NFKC", text)).casefold())
    return bool(_WRITTEN_OUT.search(plain)) or any(
        _is_address(found[1].split("."), with_more=bool(found[2]))
        for found in _DOTTED.finditer(plain)
    )


def plain(text: str) -> str:
    """It, where a letter may repeat it to an address of which nobody knows whose it is; or nothing.

    Else our letters would carry anybody's advertisement to everybody.
    """
    return "" if has_link(text) or len(text) > LONGEST_PLAIN else text


def _is_address(words: Sequence[str], *, with_more: bool) -> bool:
    *before, last = words
    if not _ENDING.fullmatch(last):
        return False
    if with_more and last.isascii():
        return True
    if last.startswith("xn--") or not _ALWAYS.isdisjoint(words[1:]):
        return True
    return _registered(last) and not all(map(_is_short, before))


def _registered(last: str) -> bool:
    """Whether domains end so, as far as can be told."""
    if not last.isascii():
        return last in _NOT_LATIN
    long, country = len(last) > len("uk"), last.upper() in COUNTRIES
    return long or country or last in _MORE_COUNTRIES


def _is_short(word: str) -> bool:
    """An initial, a doubled one (`FF.CC.`), a number, or a word that is known to be shortened."""
    bare = word.strip("-")
    if bare in _SHORTENED or (bare.isdigit() and len(bare) <= _LONGEST_NUMBER):
        return True
    return len(bare) <= 1 or bare == bare[0] * 2
