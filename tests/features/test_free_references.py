"""Chance gives two invoices one reference in every twentieth great renewal run; nobody notices."""

import pytest

from hov_donate.core import free_references as drawing
from hov_donate.payments.models import Payment
from tests.support.office import Office
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_reference_that_somebody_has_is_drawn_anew(office: Office, monkeypatch):
    taken = [office.ask(GBP("5.00")) for _ in range(2)]
    drawn = iter([*taken, "AAAAAAAA", "AAAAAAAA", taken[0], "BBBBBBBB"])
    monkeypatch.setattr(drawing, "new_reference", lambda: next(drawn))
    with office.database.reading() as session:
        free = drawing.free_references(session, Payment.reference, count=2)
    assert free == ["AAAAAAAA", "BBBBBBBB"]
