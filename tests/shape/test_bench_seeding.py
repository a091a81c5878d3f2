"""The books that the benchmarks look at are as sound as those that the service keeps."""

from datetime import date

from sqlalchemy import func, select

from bench.many_gifts import seed
from bench.spread import DAYS
from hov_donate.ledger.models import LedgerDailySum, LedgerSeal
from hov_donate.ledger.monthly import months_that_differ
from hov_donate.ledger.movements import movements_that_differ
from hov_donate.ledger.verifying import Reckoning, differences, reckon

GIFTS = 800


def test_seeded_books_add_up_and_are_kept_by_their_triggers_from_then_on(office):
    seed(office.parts, GIFTS, date(2026, 11, 24))
    with office.database.reading() as session:
        reckoning = Reckoning()
        assert not list(reckon(session, reckoning, lambda _: None))
        assert not list(differences(session, reckoning))
        assert not list(months_that_differ(session))
        assert not movements_that_differ(session)
        days = session.scalar(select(func.count(LedgerDailySum.booked_on.distinct())))
        assert days == DAYS
        assert session.scalar(select(func.count()).select_from(LedgerSeal)) > GIFTS
