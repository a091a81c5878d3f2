"""When something is green, amber or red, at every threshold."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hov_donate.core.i18n import translator
from hov_donate.core.money import Money
from hov_donate.reports.rules import (
    MEANINGS,
    NAMES,
    Check,
    CheckFinding,
    EndpointFinding,
    Facts,
    Light,
    Pile,
    Subject,
    SweepFinding,
    checks,
    worst,
)
from hov_donate.reports.words import told
from tests.support.words import NOON

GREEN, AMBER, RED = Light
TODAY = NOON.date()
FRESH = Facts(now=NOON, today=TODAY)
ENDPOINT = EndpointFinding(NOON, present=True, enabled=True, missing=(), right_version=True)
AGREES = CheckFinding(NOON, (), 0)


def ago(**span: float) -> Any:
    return NOON - timedelta(**span)


def check_of(subject: Subject, facts: Facts) -> Check:
    return next(check for check in checks(facts) if check.subject is subject)


def light_of(subject: Subject, **known: Any) -> Light:
    return check_of(subject, replace(FRESH, **known)).light


def test_a_fresh_installation_is_green_everywhere_and_says_what_has_not_happened_yet():
    found = checks(FRESH)
    assert [check.subject for check in found] == list(Subject)
    assert {check.light for check in found} == {GREEN}
    assert worst(found) is GREEN
    yet = {check.subject for check in found if check.found.startswith("Nothing yet")}
    assert Subject.SWEEP in yet
    assert Subject.WORKER in yet


@pytest.mark.parametrize(
    ("subject", "name", "amber", "red"),
    [
        (Subject.EVENTS_WAITING, "waiting_events", timedelta(minutes=15), timedelta(hours=4)),
        (Subject.EVENTS_FAILED, "failed_events", timedelta(0), timedelta(days=1)),
        (Subject.UNMATCHED, "unmatched", timedelta(0), timedelta(days=14)),
        (Subject.SUBSCRIPTIONS, "overdue_instalments", timedelta(days=2), timedelta(days=7)),
        (Subject.ENDS, "ends", timedelta(hours=1), timedelta(days=1)),
        (Subject.LETTERS_WAITING, "waiting_letters", timedelta(minutes=30), timedelta(hours=6)),
    ],
)
def test_what_waits_turns_amber_and_then_red(subject, name, amber, red):
    second = timedelta(seconds=1)
    for waited, light in (
        (amber - second, GREEN),
        (amber, AMBER),
        (red - second, AMBER),
        (red, RED),
    ):
        assert light_of(subject, **{name: Pile(2, NOON - waited)}) is light


@pytest.mark.parametrize(
    ("minutes", "light"), [(9, GREEN), (10, AMBER), (59, AMBER), (60, RED), (9999, RED)]
)
def test_a_worker_that_is_not_heard_of(minutes, light):
    assert light_of(Subject.WORKER, worker_seen_at=ago(minutes=minutes)) is light


@pytest.mark.parametrize(
    ("finding", "light"),
    [
        (ENDPOINT, GREEN),
        (replace(ENDPOINT, looked_at=ago(minutes=59)), GREEN),
        (replace(ENDPOINT, looked_at=ago(hours=1)), AMBER),
        (replace(ENDPOINT, looked_at=ago(days=400)), AMBER),
        (replace(ENDPOINT, present=False), RED),
        (replace(ENDPOINT, enabled=False), RED),
        (replace(ENDPOINT, missing=("refund.failed",)), AMBER),
        (replace(ENDPOINT, right_version=False), AMBER),
    ],
)
def test_the_endpoint_at_stripe(finding, light):
    assert light_of(Subject.ENDPOINT, endpoint=finding) is light


def test_the_events_that_are_not_sent_are_named():
    broken = replace(ENDPOINT, missing=("refund.failed", "charge.updated"))
    check = check_of(Subject.ENDPOINT, replace(FRESH, endpoint=broken))
    assert "refund.failed, charge.updated" in told(check, translator("en"), "Europe/London").found


def test_gifts_without_any_event_since_tell_that_events_do_not_come():
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert light_of(Subject.EVENTS_SILENT, money_on=monday, last_event_on=monday) is GREEN
    assert light_of(Subject.EVENTS_SILENT, money_on=monday, last_event_on=tuesday) is GREEN
    assert light_of(Subject.EVENTS_SILENT, money_on=tuesday, last_event_on=monday) is AMBER
    assert light_of(Subject.EVENTS_SILENT, money_on=tuesday) is AMBER
    assert light_of(Subject.EVENTS_SILENT, last_event_on=monday) is GREEN


@pytest.mark.parametrize(("hours", "light"), [(35, GREEN), (36, AMBER), (95, AMBER), (96, RED)])
def test_a_look_through_everything_that_is_overdue(hours, light):
    finished = SweepFinding(ago(hours=hours), differed=0, failed=0, subscriptions=0)
    assert light_of(Subject.SWEEP, sweep=finished) is light
    assert light_of(Subject.SWEEP, events_since=ago(hours=hours)) is light


@pytest.mark.parametrize(
    ("differed", "failed", "light", "words"),
    [
        (0, 0, GREEN, "Nothing stood differently"),
        (1, 0, AMBER, "All put right"),
        (3, 2, AMBER, "Still to be applied: 2"),
    ],
)
def test_what_the_last_look_found(differed, failed, light, words):
    sweep = SweepFinding(NOON, differed, failed, subscriptions=0)
    check = check_of(Subject.SWEEP_FINDINGS, replace(FRESH, sweep=sweep))
    assert check.light is light
    assert words in told(check, translator("en"), "UTC").found


@pytest.mark.parametrize(("hours", "light"), [(2, GREEN), (3, AMBER), (23, AMBER), (24, RED)])
def test_books_that_were_not_checked_for_long(hours, light):
    check = replace(AGREES, finished_at=ago(hours=hours))
    assert light_of(Subject.RECONCILIATION, check=check) is light
    assert light_of(Subject.RECONCILIATION, events_since=ago(hours=hours)) is light


@pytest.mark.parametrize(("in_a_row", "light"), [(1, AMBER), (2, AMBER), (3, RED)])
def test_a_difference_that_stays_is_red(in_a_row, light):
    check = CheckFinding(NOON, (Money(-1, "GBP"),), in_a_row)
    assert light_of(Subject.DIFFERENCE, check=check) is light
    assert light_of(Subject.DIFFERENCE, check=AGREES) is GREEN


def test_a_difference_is_told_as_money():
    check = CheckFinding(NOON, (Money(-120, "GBP"), Money(5, "JPY")), 1)
    words = told(check_of(Subject.DIFFERENCE, replace(FRESH, check=check)), translator("en"), "UTC")
    assert "-£1.20, ¥5" in words.found


@pytest.mark.parametrize(
    ("left", "light"),
    [
        (timedelta(days=8), AMBER),
        (timedelta(days=3, seconds=1), AMBER),
        (timedelta(days=3), RED),
        (timedelta(days=-1), RED),
    ],
)
def test_a_dispute_is_red_when_its_answer_is_due_soon(left, light):
    assert light_of(Subject.DISPUTES, disputes=1, answer_by=NOON + left) is light
    assert light_of(Subject.DISPUTES, disputes=1) is AMBER


def test_money_that_did_not_reach_the_bank_is_red_and_unknown_movements_are_amber():
    assert light_of(Subject.PAYOUTS, failed_payouts=(Money(100, "GBP"),)) is RED
    assert light_of(Subject.SUSPENSE, suspense=(Money(100, "GBP"),)) is AMBER


@pytest.mark.parametrize(("count", "light"), [(0, GREEN), (1, AMBER), (9, AMBER), (10, RED)])
def test_one_failed_letter_is_a_wrong_address_and_many_are_a_mail_server(count, light):
    pile = Pile(count, NOON if count else None)
    assert light_of(Subject.LETTERS_FAILED, failed_letters=pile) is light


def test_the_whole_is_as_bad_as_its_worst_part():
    amber = replace(FRESH, suspense=(Money(1, "GBP"),))
    red = replace(amber, failed_payouts=(Money(1, "GBP"),))
    assert worst(checks(amber)) is AMBER
    assert worst(checks(red)) is RED


def everything_wrong() -> Facts:
    old = Pile(12, ago(days=30))
    return Facts(
        now=NOON,
        today=TODAY,
        worker_seen_at=ago(days=1),
        endpoint=replace(ENDPOINT, enabled=False),
        waiting_events=old,
        failed_events=old,
        last_event_on=date(2026, 11, 1),
        money_on=date(2026, 11, 2),
        sweep=SweepFinding(ago(days=9), 4, 1, 2),
        check=CheckFinding(ago(days=9), (Money(1, "GBP"),), 9),
        receivables=CheckFinding(ago(days=9), (Money(1, "GBP"),), 9),
        suspense=(Money(1, "GBP"),),
        unmatched=old,
        overdue_instalments=old,
        ends=old,
        disputes=2,
        answer_by=NOON,
        failed_payouts=(Money(1, "GBP"),),
        waiting_letters=old,
        failed_letters=old,
    )


@pytest.mark.parametrize("facts", [FRESH, everything_wrong()], ids=["fresh", "wrong"])
def test_every_check_has_words_and_whatever_is_not_green_has_a_remedy(facts):
    for check in checks(facts):
        words = told(check, translator("en"), "Europe/London")
        assert words.name
        assert words.meaning
        assert "%" not in words.found
        assert bool(words.remedy) is (check.light is not GREEN)
    assert set(NAMES) == set(MEANINGS) == set(Subject)


def test_everything_wrong_leaves_nothing_green():
    assert GREEN not in {check.light for check in checks(everything_wrong())}
