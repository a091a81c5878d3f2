"""Numbers of members, as people write them all over the world."""

import pytest

from hov_donate.core.counts import CountError, parse_count


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("350", 350),
        (" 0 ", 0),
        ("1,250", 1250),
        ("1.250", 1250),
        ("1 250 000", 1_250_000),
        ("1\u202f250", 1250),
        ("1’250", 1250),
        ("1,00,000", 100_000),
        ("٣٥٠", 350),
        ("۱٬۲۵۰", 1250),
        ("３５０", 350),
        ("1250000", 1_250_000),
    ],
)
def test_a_number_is_read_as_its_writer_meant_it(typed: str, count: int) -> None:
    assert parse_count(typed) == count


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "many",
        "-5",
        "12.5",
        "1,2",
        "1,250.5",
        "12,34",
        "1 250,000",
        "350 members",
        "½",
        "9" * 10,
    ],
)
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(CountError):
        parse_count(typed)
