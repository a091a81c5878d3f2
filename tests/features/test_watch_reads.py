"""What the watch reads: recurring gifts that stand differently, and never a whole table."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from hov_donate.payments.models import Subscription
from hov_donate.payments.operations import ask_for_end
from hov_donate.payments.rules import SubscriptionStatus
from hov_donate.reports.queries import facts, last_events
from hov_donate.reports.rules import Pile
from hov_donate.wiring.syncs import EVENT_TYPES
from tests.support.office import Office
from tests.support.post import Post
from tests.support.words import NOON

GROWS = "inbox_events|outbox_messages|payments|subscriptions|unmatched_payments|disputes|refunds"
# Begins at one end of the table and stops at the first row.
ONE_ROW = re.compile(r"FROM inbox_events ORDER BY inbox_events\.id( DESC)?\s+LIMIT")


def charged_at(post: Post, days: int, status: SubscriptionStatus) -> Subscription:
    """A recurring gift whose next instalment was due so many days ago."""
    subscription: Subscription = post.recurring(status)
    with post.parts.database.writing() as work:
        stored = work.session.get_one(Subscription, subscription.id)
        stored.next_charge_at = NOON - timedelta(days=days)
    return subscription


def test_a_gift_that_lives_here_and_misses_its_instalment_is_noticed(post: Post) -> None:
    charged_at(post, 1, SubscriptionStatus.ACTIVE)
    charged_at(post, 5, SubscriptionStatus.ENDED)
    with post.parts.database.reading() as session:
        assert facts(session, NOON, "UTC").overdue_instalments == Pile()
    charged_at(post, 3, SubscriptionStatus.ACTIVE)
    charged_at(post, 4, SubscriptionStatus.PAST_DUE)
    with post.parts.database.reading() as session:
        found = facts(session, NOON, "UTC").overdue_instalments
    assert found == Pile(2, NOON - timedelta(days=4))


def test_an_end_that_was_asked_for_and_is_not_done_is_noticed(post: Post) -> None:
    post.recurring(SubscriptionStatus.ACTIVE)
    wanted = post.recurring(SubscriptionStatus.ACTIVE)
    with post.parts.database.writing() as work:
        ask_for_end(work, reference=wanted.reference, actor="donor", reason="")
        asked_at = work.now
    with post.parts.database.reading() as session:
        assert facts(session, NOON, "UTC").ends == Pile(1, asked_at)
    with post.parts.database.writing() as work:
        stored = work.session.get_one(Subscription, wanted.id)
        stored.status, stored.ended_at = SubscriptionStatus.ENDED, work.now
    with post.parts.database.reading() as session:
        assert facts(session, NOON, "UTC").ends == Pile()


def test_no_read_goes_through_a_whole_table(office: Office) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    engine = office.database.engine
    event.listen(engine, "before_cursor_execute", note)
    with office.database.reading() as session:
        facts(session, NOON, "Europe/London")
        last_events(session, EVENT_TYPES)
    event.remove(engine, "before_cursor_execute", note)
    questions = [it for it in asked if it[0].startswith("SELECT") and not ONE_ROW.search(it[0])]
    assert len(questions) > len(EVENT_TYPES)
    explain = "EXPLAIN " if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # Empty tables are read whole by nature; this tells whether an index could be used.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, parameters in questions:
            rows = connection.exec_driver_sql(explain + statement, parameters)
            plan = "\n".join(str(row[-1]) for row in rows)
            whole = re.search(rf"(SCAN|Seq Scan on) ({GROWS})\b(?! USING)", plan)
            assert not whole, f"{statement}\n{plan}"
