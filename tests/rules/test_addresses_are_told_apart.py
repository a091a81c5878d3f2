"""One person's address is found however it is written, and never taken for another's."""

import unicodedata

import pytest
from cryptography.fernet import Fernet

from hov_donate.contacts.sealing import IdentitySeal

SEAL = IdentitySeal([Fernet.generate_key().decode()])


@pytest.mark.parametrize(
    ("written", "also"),
    [
        ("rosa@example.com", " ROSA@Example.com "),
        ("rosa@bücher.example", "Rosa@BÜCHER.example"),
        ("rosa@bücher.example", unicodedata.normalize("NFD", "rosa@bücher.example")),
    ],
)
def test_one_address_is_the_same_however_it_is_written(written: str, also: str) -> None:
    assert SEAL.digest(written) == SEAL.digest(also)


@pytest.mark.parametrize(
    ("one", "other"),
    [("anna@faß.de", "anna@fass.de"), ("anna@ﬁnca.example", "anna@finca.example")],
)
def test_two_addresses_that_look_alike_are_two_people(one: str, other: str) -> None:
    assert SEAL.digest(one) != SEAL.digest(other)
