"""Gifts outside Stripe that a rule of the campaign asks about."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hov_donate.donations.deciding import Verdict, accept, refuse
from hov_donate.donations.offline.rules import (
    GiftMethod,
    OfflineFault,
    OfflineRefusedError,
    ReversalReason,
)
from hov_donate.donations.review.operations import RuleFacts, change_rule, end_rule
from hov_donate.donations.review.queries import held_money, rules_in_force
from hov_donate.donations.review.rules import (
    Action,
    Measure,
    ReviewFault,
    ReviewRefusedError,
    ReviewState,
)
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind, OutboxMessage
from tests.support.offline import TODAY, Till
from tests.support.reviewing import ANN, decided_rule, in_days, reviews
from tests.support.words import EUR, GBP

ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def letters(till: Till) -> list[str]:
    with till.database.reading() as session:
        return [row.kind.value for row in session.query(OutboxMessage).order_by(OutboxMessage.id)]


def refuses(till: Till) -> None:
    with till.database.writing() as work:
        refuse(
            work,
            review_id=reviews(till.database)[-1].id,
            words="From a company that we oppose.",
            actor=ANN,
            campaign=till.settings.campaign,
        )


def accepts(till: Till, verdict: Verdict | None = None) -> None:
    with till.database.writing() as work:
        accept(
            work,
            review_id=reviews(till.database)[-1].id,
            verdict=verdict or Verdict(),
            actor=ANN,
            settings=till.settings,
            seal=till.seal,
        )


def test_a_large_cheque_is_held_in_the_box_and_accepted_from_there(till):
    decided_rule(till.database, GBP("500"), begins=TODAY)
    gift = till.gives(GBP("500.00"), GiftMethod.CHEQUE)
    assert till.on(Account.CHEQUES) == GBP("500.00")
    assert till.on(Account.HELD_GIFTS) == GBP("-500.00")
    assert till.on(Account.DONATIONS).minor == 0
    assert letters(till) == [MailKind.GIFT_HELD]
    with till.database.reading() as session:
        assert held_money(session) == [GBP("500.00")]
    accepts(till)
    with till.database.reading() as session:
        assert held_money(session) == []
    assert till.on(Account.HELD_GIFTS).minor == 0
    assert till.on(Account.DONATIONS) == GBP("-500.00")
    assert letters(till) == [MailKind.GIFT_HELD, MailKind.OFFLINE_RECEIPT]
    till.pays_in(till.batch([till.item(gift)]))
    till.takes_back(gift, ReversalReason.BOUNCED)
    assert till.on(Account.DONATIONS).minor == till.on(Account.HELD_GIFTS).minor == 0


def test_what_is_refused_is_handed_back_and_never_was_income(till):
    decided_rule(till.database, GBP("500"), begins=TODAY)
    gift = till.gives(GBP("500.00"))
    with pytest.raises(OfflineRefusedError) as told:
        till.takes_back(gift, ReversalReason.NOT_ACCEPTED)
    assert told.value.fault is OfflineFault.NOT_REFUSED
    refuses(till)
    till.takes_back(gift, ReversalReason.NOT_ACCEPTED)
    assert till.on(Account.BANK).minor == till.on(Account.HELD_GIFTS).minor == 0
    assert letters(till) == [MailKind.GIFT_HELD, MailKind.GIFT_REFUSED]
    with pytest.raises(ReviewRefusedError) as told_too:
        accepts(till)
    assert told_too.value.fault is ReviewFault.DECIDED


@ONE_ENGINE
def test_what_a_giver_gave_otherwise_counts_to_the_same_year(till):
    decided_rule(till.database, GBP("1000"), Measure.YEAR, begins=TODAY)
    till.gives(GBP("600.00"))
    till.gives(GBP("900.00"), identity=None)
    till.gives(EUR("900.00"))
    assert reviews(till.database) == []
    till.gives(GBP("400.00"))
    [review] = reviews(till.database)
    assert review.year_sum_minor == 100000
    accepts(till, Verdict("We know them.", GBP("2000")))
    till.gives(GBP("999.99"))
    assert len(reviews(till.database)) == 1
    till.gives(GBP("0.01"))
    assert len(reviews(till.database)) == 2


@ONE_ENGINE
def test_a_givers_year_is_flagged_once_while_nobody_has_looked(till):
    decided_rule(till.database, GBP("1000"), Measure.YEAR, Action.FLAG, begins=TODAY)
    for _ in range(3):
        till.gives(GBP("1000.00"))
    [review] = reviews(till.database)
    assert (review.state, review.holds) == (ReviewState.WAITING, False)
    assert till.on(Account.DONATIONS) == GBP("-3000.00")


def test_a_rule_never_changes_and_the_next_version_follows_it(till):
    first = decided_rule(till.database, GBP("500"), begins=TODAY)
    begins = TODAY + in_days(7)
    facts = RuleFacts(
        "v2", Measure.SINGLE, GBP("800"), Action.FLAG, 7, begins, None, "Committee, minute 9"
    )
    with till.database.writing() as work:
        second = change_rule(work, rule_id=first.id, facts=facts, today=TODAY, actor=ANN)
    assert (second.number, second.version) == (first.number, 2)
    with till.database.reading() as session:
        before = rules_in_force(session, "GBP", begins - in_days(1))
        after = rules_in_force(session, "GBP", begins)
    assert ([it.id for it in before], [it.id for it in after]) == ([first.id], [second.id])
    for statement in (
        "UPDATE review_rules SET at_least_minor = 1",
        "DELETE FROM review_rules",
        "UPDATE review_rules SET ends = NULL, ended_at = NULL, ended_by = NULL",
    ):
        with pytest.raises(DBAPIError, match="it_never_changes"), till.database.writing() as work:
            work.session.execute(text(statement))


@ONE_ENGINE
def test_a_rule_that_ended_asks_about_nothing_more(till):
    rule = decided_rule(till.database, GBP("500"), begins=TODAY)
    with till.database.writing() as work:
        end_rule(
            work,
            rule_id=rule.id,
            last=TODAY,
            minute="Committee, minute 11",
            today=TODAY,
            actor=ANN,
        )
    till.clock.advance(in_days(1))
    till.gives(GBP("500.00"), received_on=TODAY + in_days(1))
    assert reviews(till.database) == []
