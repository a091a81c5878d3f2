"""Text as it may be kept, and as it is compared."""

import re
import unicodedata
from collections.abc import Mapping

# What XML 1.0 lets no document hold (section 2.2): one of these in a title breaks a whole feed.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Word processors end lines and pages with these.
_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n"})


def printable(text: str) -> str:
    """The same text without characters that nobody types and no XML may hold."""
    return _FORBIDDEN.sub("", text.translate(_BREAKS))


# Letters that Unicode takes for whole ones and most keyboards lack, with what people type instead,
# and those that Arabic and Persian keyboards write differently.
_LETTERS: Mapping[int, int | str] = {
    **str.maketrans("łđðøħŧəɓɗƙɛɔŀیىکة", "lddohtebdkeolييكه"),  # noqa: RUF001 (alike)
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
    ord("ŋ"): "ng",
    ord("ĳ"): "ij",
    ord("\N{LATIN SMALL LETTER DOTLESS I}"): "i",
    ord("\N{ARABIC TATWEEL}"): "",
}
_QUOTES = "['`\u00b4\u02bb\u02bc\u2018\u2019\u2032\uff07]"
# Within a word: O'Brien, Xi'an, N'Djamena. Hawaiian and Ukrainian keyboards have their own.
_APOSTROPHE = re.compile(rf"(?<=\w){_QUOTES}(?=\w)")
# Articles that lose a letter before a word: l'Union, dell'Industria, Côte d'Ivoire.
_ELIDED = re.compile(rf"\b(all|coll|d|dall|dell|l|nell|qu|quell|sant|sull|un){_QUOTES}(?=\w{{3}})")
# Thai, Lao, Myanmar and Khmer; kana and Chinese characters.
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)


def words_in_order(text: str) -> list[str]:
    """The words of a text as they are compared: without case, accents and apostrophes.

    Łódź is lodz, O'Brien's is obriens, l'Union is l and union.
    """
    parted = _APOSTROPHE.sub("", _ELIDED.sub(r"\1 ", text.casefold()))
    plain = unicodedata.normalize("NFKD", parted.translate(_LETTERS)).translate(_LETTERS)
    kept = (it for it in plain if not unicodedata.combining(it))
    return "".join(it if _in_word(it) else " " for it in kept).split()


def _in_word(character: str) -> bool:
    """Letters, digits, and the vowels that Indian scripts write as signs."""
    return (
        character == "_" or character.isalnum() or unicodedata.category(character).startswith("M")
    )


def without_spaces(word: str) -> bool:
    """Whether a word is of a script that puts no spaces between words, as Chinese and Thai."""
    return bool(_SPACELESS.match(word))
