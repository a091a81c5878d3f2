"""What has to be so before a month is closed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hov_donate.closing.rules.conditions import MonthFacts, Subject, awaits_items, conditions
from hov_donate.core.spans import Span
from tests.support.words import GBP

ENDS = datetime(2026, 12, 1, tzinfo=UTC)
READY = MonthFacts(
    month=Span(date(2026, 11, 1), date(2026, 11, 30)),
    today=date(2026, 12, 2),
    ends_at=ENDS,
    to_close=date(2026, 11, 1),
    pulled_at=ENDS + timedelta(hours=3),
)


def lacking(**otherwise) -> list[Subject]:
    return [it.subject for it in conditions(replace(READY, **otherwise)) if not it.met]


def test_a_month_in_order_lacks_nothing():
    assert lacking() == []


@pytest.mark.parametrize(
    ("otherwise", "subject"),
    [
        ({"today": date(2026, 11, 30)}, Subject.OVER),
        ({"to_close": date(2026, 10, 1)}, Subject.ORDER),
        ({"to_close": None}, Subject.ORDER),
        ({"pulled_at": None}, Subject.PULLED),
        ({"pulled_at": ENDS - timedelta(seconds=1)}, Subject.PULLED),
        ({"pulled_at": ENDS + timedelta(minutes=14)}, Subject.PULLED),
        ({"differences": (GBP("0.01"),)}, Subject.STRIPE),
        ({"crooked": (date(2026, 11, 9),)}, Subject.PROOF),
        ({"unmatched": 1}, Subject.UNMATCHED),
        ({"bank_lines": 1}, Subject.BANK_LINES),
        ({"suspense": (GBP(-3),)}, Subject.SUSPENSE),
        ({"payouts_off": 1}, Subject.PAYOUTS),
        ({"payouts_awaited": 1}, Subject.PAYOUTS),
        ({"not_on_statement": 1}, Subject.STATEMENTS),
        ({"not_shown": (GBP(-45),)}, Subject.RECORDED),
        ({"owed_differences": (GBP("-0.01"),)}, Subject.RECEIVABLES),
    ],
)
def test_each_thing_that_is_not_so_keeps_it_open_and_says_what_to_do(otherwise, subject):
    assert lacking(**otherwise) == [subject]
    found = next(it for it in conditions(replace(READY, **otherwise)) if not it.met)
    assert found.remedy
    assert found.found % found.values


def test_every_subject_is_looked_at():
    assert [it.subject for it in conditions(READY)] == list(Subject)


def test_stripe_is_given_a_week_to_itemise_a_payout_and_one_made_by_hand_never_is():
    arrived = date(2026, 11, 20)
    assert awaits_items(arrived, arrived + timedelta(days=7))
    assert not awaits_items(arrived, arrived + timedelta(days=8))
