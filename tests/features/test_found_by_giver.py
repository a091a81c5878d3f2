"""What one giver gave is found by the giver, in a database that knows nothing of its tables too.

SQLite would rather go by an index of two columns, in which all gifts are alike: the donor's own
page then reads every gift of the campaign.
"""

import uuid
from datetime import date

import pytest
from sqlalchemy import Engine, event

from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.spans import Span
from hov_donate.donations.history import gifts_of, recurring_of
from hov_donate.donations.review.queries import paid_in
from hov_donate.reports.queries.givers import first_gifts
from tests.support.words import NOON

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GIVER, YEAR = uuid.uuid4(), Span(date(2026, 1, 1), date(2026, 12, 31))
QUESTIONS = {
    "a donor's own gifts": lambda session: gifts_of(session, GIVER),
    "a donor's recurring gifts": lambda session: recurring_of(session, GIVER),
    "what a giver gave in a year": lambda session: paid_in(session, GIVER, "GBP", YEAR, "UTC"),
    "whether somebody gave before": lambda session: list(first_gifts(session, NOON, NOON)),
}


def plan(engine: Engine, ask) -> str:
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    with Database(engine, FixedClock(NOON), lambda _: None).reading() as session:
        ask(session)
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        rows = [
            row[-1]
            for statement, parameters in asked
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    return "\n".join(rows)


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_is_found_by_details_and_not_by_what_all_gifts_have(database_url, question):
    engine = make_engine(database_url)
    found = plan(engine, QUESTIONS[question])
    engine.dispose()
    assert "_details_id (details_id=?)" in found
    assert "(purpose=?" not in found
