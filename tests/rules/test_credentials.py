"""Who may send whom to a conference: by terms, money and arrears, as of a day."""

from dataclasses import replace
from datetime import date

import pytest

from hov_donate.affiliations.rules.credentials import (
    Came,
    Entitlement,
    Lack,
    Past,
    PastInvoice,
    PastTerm,
    TakenOff,
    entitlement,
    lack_of_delegates,
)
from hov_donate.affiliations.rules.scale import (
    ArrearsStage,
    Effect,
    Right,
    YearKind,
    YearRules,
)
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.affiliations.rules.terms import Promise

CUT_OFF, PAID_UP_BY = date(2026, 10, 31), date(2026, 8, 15)
EVERYTHING = frozenset({Right.SPEAK, Right.VOTE, Right.MOTIONS})
STAGES = (
    ArrearsStage(3, Effect.NO_VOTE),
    ArrearsStage(6, Effect.NO_VOICE),
    ArrearsStage(12, Effect.LAPSE_MAY_BE_PROPOSED),
)
YEAR = YearRules(YearKind.FIXED, grace_days=60)
FEE = 6300
TERM = PastTerm(
    starts_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    delegates=7,
    votes=3,
    rights=EVERYTHING,
    fee=FEE,
    invoices=(PastInvoice(FEE, FEE),),
)
YEAR_BEFORE = replace(
    TERM, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), delegates=4, votes=1
)


def paid(term: PastTerm, *came: tuple[date, int]) -> PastTerm:
    whole = came or ((term.starts_on, FEE),)
    invoice = PastInvoice(FEE, FEE, tuple(Came(*each) for each in whole))
    return replace(term, invoices=(invoice,))


def past(*terms: PastTerm, status: str = "active", person: bool = False) -> Past:
    return Past(AffiliationStatus(status), person, terms, YEAR, STAGES)


def had(it: Past, paid_up_by: date = PAID_UP_BY, cut_off: date = CUT_OFF) -> Entitlement:
    return entitlement(it, paid_up_by=paid_up_by, cut_off=cut_off)


def test_who_is_paid_up_has_all_that_the_term_of_the_cut_off_day_says() -> None:
    found = had(past(paid(YEAR_BEFORE), paid(TERM)))
    assert found == Entitlement(
        status=AffiliationStatus.ACTIVE,
        paid_up=True,
        paid_until=date(2026, 12, 31),
        delegates=7,
        votes=3,
        rights=(Right.SPEAK, Right.VOTE, Right.MOTIONS),
    )


@pytest.mark.parametrize(
    ("day", "in_time"), [(PAID_UP_BY, True), (date(2026, 8, 16), False), (CUT_OFF, False)]
)
def test_who_paid_a_day_too_late_has_a_voice_and_no_vote(day: date, in_time: bool) -> None:
    found = had(past(paid(YEAR_BEFORE), paid(TERM, (day, 6300))))
    assert found.paid_up is in_time
    assert found.votes == (3 if in_time else 0)
    assert found.delegates == 7
    assert Right.SPEAK in found.rights
    assert (Right.VOTE in found.rights) is (Right.MOTIONS in found.rights) is in_time


def test_a_part_that_is_owed_is_owed() -> None:
    assert not had(past(paid(TERM, (date(2026, 1, 5), 6299)))).paid_up
    assert had(past(paid(TERM, (date(2026, 1, 5), 6299), (date(2026, 8, 1), 1)))).paid_up


def test_money_that_went_back_before_the_cut_off_counts_no_more() -> None:
    back = paid(TERM, (date(2026, 1, 5), 6300), (date(2026, 9, 1), -6300))
    assert not had(past(back)).paid_up
    later = paid(TERM, (date(2026, 1, 5), 6300), (date(2026, 11, 1), -6300))
    assert had(past(later)).paid_up


def test_who_joined_after_the_day_by_which_to_pay_has_a_voice_only() -> None:
    joined = paid(replace(TERM, starts_on=date(2026, 9, 1)))
    found = had(past(joined))
    assert (found.delegates, found.votes, found.paid_up) == (7, 0, False)


def test_an_earlier_term_that_is_owed_is_a_debt() -> None:
    assert not had(past(YEAR_BEFORE, paid(TERM))).paid_up
    assert had(past(paid(YEAR_BEFORE), paid(TERM))).paid_up


@pytest.mark.parametrize(
    ("months", "stage", "delegates", "rights"),
    [
        (2, 0, 7, (Right.SPEAK,)),
        (3, 1, 7, (Right.SPEAK,)),
        (6, 2, 0, ()),
        (11, 2, 0, ()),
    ],
)
def test_arrears_take_the_vote_and_then_the_voice(
    months: int, stage: int, delegates: int, rights: tuple[Right, ...]
) -> None:
    day = date(2026, 1 + months, 1)
    found = had(past(paid(YEAR_BEFORE), TERM, status="arrears"), min(day, PAID_UP_BY), day)
    assert (found.stage, found.delegates, found.votes) == (stage, delegates, 0)
    assert found.rights == rights
    assert found.paid_until == date(2025, 12, 31)


def test_a_promise_holds_the_voice_for_its_time() -> None:
    owes = past(paid(YEAR_BEFORE), TERM, status="arrears")
    word = Promise(date(2026, 6, 20), date(2026, 11, 15))
    assert had(owes).delegates == 0
    assert had(replace(owes, promises=(word,))).delegates == 7


def test_where_the_renewal_is_not_made_yet_the_last_term_says_how_many() -> None:
    found = had(past(paid(YEAR_BEFORE), status="grace"), date(2026, 1, 1), date(2026, 2, 1))
    assert (found.delegates, found.votes, found.paid_up) == (4, 0, False)


@pytest.mark.parametrize("status", list(AffiliationStatus))
def test_only_who_has_paid_once_and_was_not_ended_has_anything(status: AffiliationStatus) -> None:
    assert had(past(paid(TERM), status=status)).paid_up is status.living
    assert had(past(TERM, status=status)).rights == ()


@pytest.mark.parametrize(
    ("waives", "corrects", "belongs"), [(True, False, True), (False, True, False)]
)
def test_a_fee_that_was_waived_is_paid_and_one_that_was_called_back_was_never_asked_for(
    waives: bool, corrects: bool, belongs: bool
) -> None:
    off = TakenOff(date(2026, 2, 1), FEE, FEE, waives=waives, corrects=corrects)
    term = replace(TERM, invoices=(PastInvoice(FEE, FEE, (), (off,)),))
    assert had(past(term)).paid_up is belongs


def test_members_come_in_person_and_have_one_vote_whatever_the_scale_says() -> None:
    found = had(past(paid(TERM), person=True))
    assert (found.delegates, found.votes) == (0, 1)
    associate = replace(paid(TERM), rights=frozenset({Right.SPEAK}))
    assert had(past(associate, person=True)).votes == 0
    assert had(past(paid(YEAR_BEFORE), TERM, person=True)).votes == 0


def test_a_first_year_that_is_free_is_paid() -> None:
    assert had(past(replace(TERM, fee=0, invoices=()))).paid_up


@pytest.mark.parametrize(
    ("it", "lack"),
    [
        (past(paid(TERM)), None),
        (past(TERM, status="invoiced"), Lack.NEVER_PAID),
        (past(paid(TERM), status="lapsed"), Lack.NOT_AFFILIATED),
        (past(paid(YEAR_BEFORE), TERM, status="arrears"), Lack.IN_ARREARS),
        (past(paid(replace(TERM, delegates=0))), Lack.NOT_IN_THE_SCALE),
        (past(paid(TERM), person=True), Lack.COMES_IN_PERSON),
    ],
)
def test_it_is_said_why_there_are_no_delegates(it: Past, lack: Lack | None) -> None:
    assert lack_of_delegates(had(it), person=it.person) is lack


def test_of_whom_nothing_is_known_it_is_said_that_they_are_not_affiliated() -> None:
    assert lack_of_delegates(Entitlement(), person=False) is Lack.NOT_AFFILIATED
