"""Which gifts a rule asks about, and when nobody need be asked again."""

from datetime import date, timedelta

import pytest

from hov_donate.donations.review.rules import (
    Action,
    Came,
    Looked,
    Measure,
    ReviewFault,
    ReviewRefusedError,
    Rule,
    accepted,
    asks,
    check_again,
    check_rule,
    decide_by,
    last_day,
    next_look,
    strictest,
)
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line
from tests.support.words import EUR, GBP

TODAY = date(2026, 5, 3)
LATER = date(2026, 9, 1)


def rule(
    at_least: str = "1000",
    measure: Measure = Measure.YEAR,
    action: Action = Action.HOLD,
    *,
    number: int = 1,
    days: int = 14,
    begins: date = TODAY,
) -> Rule:
    return Rule(number, measure, GBP(at_least), action, days, begins)


def came(amount: str, year_sum: str | None = None, *, again: bool = False) -> Came:
    return Came(GBP(amount), LATER, again, GBP(year_sum) if year_sum else None)


def looked(amount: str, year_sum: str, again_at: str, on: date = TODAY) -> Looked:
    return Looked(GBP(amount), GBP(year_sum), GBP(again_at), on)


@pytest.mark.parametrize(("amount", "wanted"), [("999.99", False), ("1000", True)])
def test_a_rule_on_single_gifts_asks_from_its_sum_on(amount, wanted):
    assert asks(rule(measure=Measure.SINGLE), came(amount, "5000")) is wanted


@pytest.mark.parametrize(("year_sum", "wanted"), [("999.99", False), ("1000", True)])
def test_a_rule_on_the_year_asks_about_the_gift_that_brings_it_there(year_sum, wanted):
    assert asks(rule(), came("10", year_sum)) is wanted


def test_nobody_knows_what_an_unknown_giver_gave_that_year():
    assert not asks(rule(), came("5000"))
    assert asks(rule(measure=Measure.SINGLE), came("5000"))


def test_once_somebody_decided_nobody_is_asked_below_the_next_sum():
    before = [looked("100", "1050", "2000")]
    assert not asks(rule(), came("100", "1150"), before)
    assert not asks(rule(), came("100", "1999.99"), before)
    assert asks(rule(), came("100", "2000"), before)


def test_a_decision_answers_for_no_rule_of_a_sum_that_nobody_had_seen():
    before = [looked("100", "1050", "9000")]
    assert asks(rule("5000"), came("100", "5000"), before)


def test_a_rule_that_was_made_after_a_decision_asks_anew():
    before = [looked("100", "1050", "9000", on=TODAY)]
    assert asks(rule(begins=TODAY + timedelta(days=1)), came("100", "1150"), before)


def test_later_instalments_of_a_gift_that_was_accepted_are_not_asked_about():
    single, before = rule("500", Measure.SINGLE), [looked("600", "600", "9000")]
    assert not asks(single, came("600", "1200", again=True), before)
    assert asks(single, came("600", "1200"), before), "another gift is no instalment"
    assert asks(single, came("700", "1300", again=True), before), "it was raised since"
    assert asks(single, came("600", "9000", again=True), before)


def test_the_strictest_rule_counts():
    flag = rule(action=Action.FLAG, number=1, days=2)
    single = rule(measure=Measure.SINGLE, number=2, days=3)
    slow, quick = rule(number=3, days=30), rule(number=4, days=5)
    assert strictest([flag, single, slow, quick]) is quick
    assert strictest([flag, single]) is single
    assert strictest([]) is None


def test_there_is_time_from_the_day_of_the_gift():
    assert decide_by(TODAY, rule(days=14)) == date(2026, 5, 17)


@pytest.mark.parametrize(
    ("year_sum", "proposed"), [("1000", "2000"), ("1999.99", "2000"), ("4321", "5000")]
)
def test_the_next_multiple_of_the_sum_is_proposed(year_sum, proposed):
    assert next_look(rule(), GBP(year_sum)) == GBP(proposed)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (rule("0"), ReviewFault.NOT_A_SUM),
        (rule(days=0), ReviewFault.NOT_SO_MANY_DAYS),
        (rule(days=367), ReviewFault.NOT_SO_MANY_DAYS),
        (rule(begins=TODAY - timedelta(days=1)), ReviewFault.BEGINS_IN_THE_PAST),
        (
            Rule(1, Measure.YEAR, GBP("1"), Action.FLAG, 1, TODAY, TODAY - timedelta(days=1)),
            ReviewFault.ENDS_BEFORE_IT_BEGINS,
        ),
    ],
)
def test_a_rule_that_cannot_be_is_refused(wrong, fault):
    check_rule(rule(), TODAY)
    with pytest.raises(ReviewRefusedError) as told:
        check_rule(wrong, TODAY)
    assert told.value.fault is fault


def test_a_rule_that_has_not_begun_never_does():
    assert last_day(LATER, None, TODAY, TODAY) == LATER - timedelta(days=1)


def test_a_rule_ends_today_or_later_and_only_once():
    assert last_day(TODAY, None, LATER, LATER) == LATER
    for ends, wanted, fault in (
        (TODAY, LATER, ReviewFault.RULE_HAS_ENDED),
        (None, TODAY, ReviewFault.ENDS_IN_THE_PAST),
    ):
        with pytest.raises(ReviewRefusedError) as told:
            last_day(TODAY, ends, wanted, LATER)
        assert told.value.fault is fault


@pytest.mark.parametrize(
    ("year_sum", "fault"),
    [(GBP("100"), ReviewFault.BELOW_WHAT_WAS_GIVEN), (None, ReviewFault.NOBODY_IS_KNOWN)],
)
def test_the_sum_to_ask_again_at_lies_above_what_was_given(year_sum, fault):
    check_again(GBP("100.01"), GBP("100"))
    with pytest.raises(ReviewRefusedError) as told:
        check_again(GBP("100"), year_sum)
    assert told.value.fault is fault


def test_an_accepted_gift_takes_its_fee_and_exchange_into_its_fund():
    booked = [
        Line(Account.STRIPE, GBP("16.74")),
        Line(Account.STRIPE_FEES, GBP("0.46")),
        Line(Account.CURRENCY_EXCHANGE, GBP("-17.20")),
        Line(Account.CURRENCY_EXCHANGE, EUR("20.00")),
        Line(Account.HELD_GIFTS, EUR("-20.00")),
    ]
    lines = accepted(EUR("20.00"), Account.DONATIONS, "strike", booked)
    of_fund = [(it.account, it.amount) for it in lines if it.fund == "strike"]
    assert of_fund == [
        (Account.DONATIONS, EUR("-20.00")),
        (Account.STRIPE_FEES, GBP("0.46")),
        (Account.CURRENCY_EXCHANGE, GBP("-17.20")),
        (Account.CURRENCY_EXCHANGE, EUR("20.00")),
    ]
    for currency in ("GBP", "EUR"):
        assert sum(it.amount.minor for it in lines if it.amount.currency == currency) == 0
    assert accepted(EUR("20.00"), Account.DONATIONS, "general", booked)[2:] == []
