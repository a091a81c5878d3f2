"""Names and towns are one however they are typed, and others stay others."""

import pytest

from hov_donate.campaign.events.rules import place_key
from hov_donate.contacts.words import match_key, words_of
from hov_donate.core.text import printable, words_in_order

ONE = [
    ("Łódź", "Lodz", "LÓDŹ"),
    ("Đà Nẵng", "Da Nang"),
    ("Tromsø", "Tromso"),
    ("Iğdır", "IĞDIR", "Igdir"),
    ("Straßburg", "STRASSBURG"),
    ("Ærøskøbing", "Aeroskobing"),
    ("Xi'an", "Xi’an", "Xian"),
    ("N'Djamena", "N`Djamena", "Ndjamena"),
    ("Кам'янець", "Кам\u02bcянець", "Камянець"),
    ("L'Aquila", "L’Aquila", "l aquila"),
    ("القاهرة", "القاهره", "القـاهرة"),
    ("تهران کرج", "تهران كرج"),
    ("Αθήνα", "ΑΘΗΝΑ"),
    ("Bakı Gəncə", "Baki Gence"),
]
OTHERS = [
    ("Łódź", "Loda"),
    ("दिल्ली", "दलली"),
    ("पटना", "पुटना"),
    ("全国", "全市"),
    ("Leeds", "Leed"),
]


@pytest.mark.parametrize("spellings", ONE)
def test_a_town_is_one_however_it_is_typed(spellings: tuple[str, ...]) -> None:
    assert len({place_key(it) for it in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_towns_stay_others(one: str, other: str) -> None:
    assert place_key(one) != place_key(other)


def test_a_union_is_found_by_its_own_word_behind_an_article() -> None:
    assert "union" in words_of("L’Union des syndicats")
    assert "industria" in words_of("Sindacato dell'Industria")
    assert match_key("O'Brien's Branch", "") == match_key("O’Briens", "branch")


def test_words_of_india_are_whole() -> None:
    assert words_in_order("मज़दूर संघ") == ["मजदूर", "संघ"]


def test_a_key_fits_its_column() -> None:
    assert len(place_key("æ" * 120)) <= 120
    assert len(match_key("œ" * 300, "ß" * 300)) <= 400


def test_lines_and_signs_of_every_script_are_kept() -> None:
    kept = "Línea\n\tمرحبا 👩\u200d👩 \U0001f600"
    assert printable(kept) == kept
    assert printable("a\x00\x08\x0b\x1b\ufffe\ud800b") == "a\nb"
