"""A reference copied by hand is right, or is known to be wrong."""

from hypothesis import given
from hypothesis import strategies as st

from hov_donate.core.references import (
    ALPHABET,
    check_character,
    new_reference,
    normalise,
    spaced,
)

BODIES = st.text(ALPHABET, min_size=7, max_size=7)
PLACES = st.integers(0, 7)


@given(BODIES)
def test_what_we_print_can_be_typed_back_with_blanks_and_small_letters(body):
    reference = body + check_character(body)
    assert normalise(f"  {spaced(reference).lower()} ") == reference
    assert normalise(spaced(reference).replace(" ", "-")) == reference


@given(BODIES, PLACES, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(body, place, letter):
    reference = body + check_character(body)
    typed = reference[:place] + letter + reference[place + 1 :]
    assert normalise(typed) == (reference if typed == reference else None)


@given(BODIES, PLACES, PLACES)
def test_two_swapped_characters_are_always_noticed(body, one, other):
    reference = body + check_character(body)
    letters = list(reference)
    letters[one], letters[other] = letters[other], letters[one]
    typed = "".join(letters)
    assert normalise(typed) == (reference if typed == reference else None)


def test_a_reference_fits_a_bank_form_and_has_no_look_alikes():
    reference = new_reference()
    assert len(spaced(reference)) <= 18
    assert not set(reference) & set("01OIL")
    assert normalise(reference) == reference


def test_nonsense_is_no_reference():
    assert normalise("") is None
    assert normalise("7KQM3XP") is None
    assert normalise("ÄÖÜ" * 3) is None
