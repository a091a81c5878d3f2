"""What a list that comes with a payment says, however its sender wrote it."""

import pytest

from hov_donate.core.references import check_character, spaced
from hov_donate.office.affiliates.remittance import read_remittance

REFERENCE = "7KQM3XP" + check_character("7KQM3XP")


@pytest.mark.parametrize(
    ("text", "named", "amount"),
    [
        ("INV-2026-000123", "INV-2026-000123", ""),
        ("inv-2026-123\t63.00", "inv-2026-123", "63.00"),
        ("A-00012 45.50", "A-00012", "45.50"),
        ("A12;45,50", "A12", "45,50"),
        ("Leeds 302 branch  A-00012  £1,200.00", "A-00012", "£1,200.00"),
        ("A-00012 £ 45.50", "A-00012", "45.50"),
        (REFERENCE, REFERENCE, ""),
        (f"{spaced(REFERENCE)}   63.00", spaced(REFERENCE), "63.00"),
        (f"63.00 GBP | {REFERENCE.lower()}", REFERENCE.lower(), "63.00 GBP"),
        ("A-00012 Leeds 302", "A-00012", ""),
        ("Leeds 302, A-00012", "A-00012", ""),
        ("A-00012 302", "A-00012", "302"),
        ("A-00012 Leeds 302 £63", "A-00012", "£63"),
        ("Unite Leeds", "", ""),
        ("12345678 63.00", "", ""),
    ],
)
def test_a_line_names_an_invoice_and_an_amount(text: str, named: str, amount: str) -> None:
    (line,) = read_remittance(text)
    assert (line.named, line.amount) == (named, amount)


def test_lines_are_counted_as_they_stand_and_empty_ones_are_passed_over() -> None:
    assert [line.number for line in read_remittance("A-1\n\n  \nA-2\n")] == [1, 4]
