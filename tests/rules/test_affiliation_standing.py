"""How an affiliation stands follows from its terms, its money and the calendar."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from hov_donate.affiliations.rules.scale import ArrearsStage, Effect, YearKind, YearRules
from hov_donate.affiliations.rules.standing import (
    LIVING,
    TRANSITIONS,
    AffiliationStatus,
    Circumstances,
    HeldTerm,
    Standing,
    StepRefusedError,
    check_step,
    held_day,
    paid_until,
    standing,
)
from hov_donate.affiliations.rules.terms import Promise

S = AffiliationStatus
YEAR = YearRules(YearKind.FIXED, grace_days=60)
STAGES = (
    ArrearsStage(3, Effect.NO_VOTE),
    ArrearsStage(6, Effect.NO_VOICE),
    ArrearsStage(12, Effect.LAPSE_MAY_BE_PROPOSED),
)
DAY = timedelta(days=1)
TODAY = date(2026, 6, 1)


def term(year: int, *, paid: bool = True) -> HeldTerm:
    return HeldTerm(date(year, 1, 1), date(year, 12, 31), paid)


def branch(*terms: HeldTerm, status: S = S.ACTIVE, **more: object) -> Circumstances:
    known = paid_until(terms, date.max)
    stated = Circumstances(status, known, 0, terms, YEAR, STAGES)
    return replace(stated, **more)  # type: ignore[arg-type]


def on(it: Circumstances, today: date) -> S:
    return standing(it, today).status


@pytest.mark.parametrize(("current", "wanted"), list(product(S, S)))
def test_every_step_is_in_the_table_or_refused(current: S, wanted: S) -> None:
    if wanted in TRANSITIONS[current]:
        check_step(current, wanted)
        return
    with pytest.raises(StepRefusedError):
        check_step(current, wanted)


def test_nothing_stands_still_by_a_step_and_every_status_is_reached() -> None:
    assert all(status not in targets for status, targets in TRANSITIONS.items())
    assert {target for targets in TRANSITIONS.values() for target in targets} == set(S) - {S.DRAFT}


def test_lapsing_is_decided_and_no_calendar_does_it() -> None:
    unpaid = branch(term(2026), term(2027, paid=False), status=S.ARREARS)
    for days in range(0, 3000, 30):
        assert on(unpaid, date(2027, 1, 1) + timedelta(days=days)) in LIVING


@pytest.mark.parametrize(
    ("today", "status", "stage"),
    [
        (date(2026, 1, 1), S.DUE, 0),
        (date(2026, 12, 31), S.DUE, 0),
        (date(2027, 1, 1), S.GRACE, 0),
        (date(2027, 3, 1), S.GRACE, 0),
        (date(2027, 3, 2), S.ARREARS, 0),
        (date(2027, 3, 31), S.ARREARS, 0),
        (date(2027, 4, 1), S.ARREARS, 1),
        (date(2027, 6, 30), S.ARREARS, 1),
        (date(2027, 7, 1), S.ARREARS, 2),
        (date(2027, 12, 31), S.ARREARS, 2),
        (date(2028, 1, 1), S.ARREARS, 3),
        (date(2031, 1, 1), S.ARREARS, 3),
    ],
)
def test_a_year_that_is_not_paid_for_goes_by_grace_and_calendar_months(today, status, stage):
    unpaid = branch(term(2026), term(2027, paid=False))
    assert standing(unpaid, today) == Standing(status, date(2026, 12, 31), stage)


def test_without_the_next_invoice_a_paid_year_is_active_and_ends_all_the_same():
    paid = branch(term(2026))
    assert on(paid, date(2026, 12, 31)) is S.ACTIVE
    assert on(paid, date(2027, 1, 1)) is S.GRACE


def test_without_grace_the_next_day_is_in_arrears():
    strict = branch(term(2026), year=replace(YEAR, grace_days=0))
    assert on(strict, date(2026, 12, 31)) is S.ACTIVE
    assert standing(strict, date(2027, 1, 1)) == Standing(S.ARREARS, date(2026, 12, 31), 0)


def test_whoever_never_paid_is_invoiced_however_long():
    never = branch(term(2026, paid=False), status=S.INVOICED)
    assert standing(never, date(2029, 1, 1)) == Standing(S.INVOICED, None)


def test_paid_days_end_at_the_first_hole():
    assert paid_until([term(2024), term(2025), term(2026, paid=False)], TODAY) == date(2025, 12, 31)
    assert paid_until([term(2024), term(2025, paid=False), term(2026)], TODAY) == date(2024, 12, 31)
    assert paid_until([term(2024, paid=False), term(2025)], TODAY) is None
    assert paid_until([], TODAY) is None


def test_whoever_left_and_came_back_begins_anew():
    assert paid_until([term(2023, paid=False), term(2026)], TODAY) == date(2026, 12, 31)
    assert paid_until([term(2023), term(2026, paid=False)], TODAY) is None
    back = branch(term(2023), term(2026, paid=False), status=S.APPROVED)
    assert on(back, date(2026, 2, 1)) is S.INVOICED


def test_a_promise_holds_everything_until_its_day():
    unpaid = branch(term(2026), term(2027, paid=False))
    promised = replace(unpaid, promises=[Promise(date(2027, 3, 1), date(2027, 5, 31))])
    assert on(promised, date(2027, 5, 31)) is S.GRACE
    assert standing(promised, date(2027, 6, 1)).arrears_stage == 1
    later = replace(unpaid, promises=[Promise(date(2027, 4, 10), date(2027, 8, 1))])
    assert standing(later, date(2027, 8, 1)).arrears_stage == 1
    assert standing(later, date(2027, 8, 2)).arrears_stage == 2


def test_a_promise_within_a_promise_stands_where_the_first_one_does():
    made = [
        Promise(date(2027, 3, 1), date(2027, 4, 15)),
        Promise(date(2027, 4, 10), date(2027, 6, 1)),
    ]
    assert held_day(made, date(2027, 2, 1)) == date(2027, 2, 1)
    assert held_day(made, date(2027, 4, 12)) == date(2027, 3, 1)
    assert held_day(made, date(2027, 5, 30)) == date(2027, 3, 1)
    assert held_day(made, date(2027, 6, 2)) == date(2027, 6, 2)


def test_a_card_that_is_charged_by_itself_holds_the_member_as_due():
    by_card = branch(term(2026), card_until=date(2027, 1, 8))
    assert on(by_card, date(2027, 1, 8)) is S.DUE
    assert on(by_card, date(2027, 1, 9)) is S.GRACE


@pytest.mark.parametrize("status", sorted(set(S) - LIVING - {S.APPROVED, S.LAPSED, S.RESIGNED}))
def test_what_people_decide_is_not_moved_by_money(status):
    for terms in ((term(2026),), (term(2026, paid=False),), ()):
        assert on(branch(*terms, status=status), date(2026, 6, 1)) is status


@pytest.mark.parametrize("status", [S.LAPSED, S.RESIGNED])
def test_whoever_left_is_back_by_paying_for_today(status):
    gone = branch(term(2026), term(2027), status=status, paid_until=date(2026, 12, 31))
    assert on(gone, date(2027, 6, 1)) is S.ACTIVE
    assert on(gone, date(2028, 6, 1)) is status


def test_whoever_lapsed_is_back_in_the_days_of_grace_of_the_year_that_was_open():
    gone = branch(term(2026), term(2027), status=S.LAPSED, paid_until=date(2026, 12, 31))
    assert on(gone, date(2028, 2, 29)) is S.GRACE
    assert on(gone, date(2028, 3, 1)) is S.LAPSED


def test_whoever_resigned_in_a_paid_year_stays_resigned():
    gone = branch(term(2026), status=S.RESIGNED)
    assert on(gone, date(2026, 6, 1)) is S.RESIGNED
    refunded = branch(term(2026, paid=False), status=S.RESIGNED, paid_until=date(2026, 12, 31))
    found = standing(refunded, date(2026, 6, 1))
    assert (found.status, found.paid_until) == (S.RESIGNED, date(2026, 12, 31))


def test_whoever_lapsed_keeps_the_stage_at_which_they_did():
    gone = branch(term(2026), status=S.LAPSED, arrears_stage=2)
    assert standing(gone, date(2030, 1, 1)) == Standing(S.LAPSED, date(2026, 12, 31), 2)


def test_money_that_goes_back_takes_the_paid_days_with_it():
    disputed = branch(term(2025), term(2026, paid=False), paid_until=date(2026, 12, 31))
    assert standing(disputed, date(2026, 5, 1)) == Standing(S.ARREARS, date(2025, 12, 31), 1)
    first = branch(term(2026, paid=False), paid_until=date(2026, 12, 31))
    assert standing(first, date(2026, 5, 1)) == Standing(S.INVOICED, None)


def test_years_of_anniversaries_reckon_in_calendar_months_too():
    leap = HeldTerm(date(2023, 3, 1), date(2024, 2, 29), paid=True)
    member = branch(leap, year=YearRules(YearKind.ANNIVERSARY, grace_days=31))
    assert on(member, date(2024, 2, 29)) is S.ACTIVE
    assert on(member, date(2024, 3, 31)) is S.GRACE
    assert on(member, date(2024, 4, 1)) is S.ARREARS
    assert standing(member, date(2024, 5, 31)).arrears_stage == 0
    assert standing(member, date(2024, 6, 1)).arrears_stage == 1


def test_looking_twice_changes_nothing():
    for days in range(0, 1500, 7):
        today = date(2026, 1, 1) + timedelta(days=days)
        it = branch(term(2026), term(2027, paid=False))
        once = standing(it, today)
        again = replace(
            it, status=once.status, paid_until=once.paid_until, arrears_stage=once.arrears_stage
        )
        assert standing(again, today) == once
