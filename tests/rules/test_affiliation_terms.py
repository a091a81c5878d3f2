"""Terms follow one another; what they cost may be chosen where the scale says so."""

from datetime import date

import pytest

from hov_donate.affiliations.rules.choosing import (
    Choice,
    ChoiceFault,
    ChoiceRefusedError,
    choose,
    choose_again,
)
from hov_donate.affiliations.rules.covered import Asked, covered
from hov_donate.affiliations.rules.facts import Facts
from hov_donate.affiliations.rules.following import Place, place_after, quote_at
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.affiliations.rules.reminding import invites, reminder_on
from hov_donate.affiliations.rules.scale import Mode
from tests.support.example_scale import ANNIVERSARY, SCALE
from tests.support.words import EUR, GBP

FEE = GBP("50.00")
MEMBER = Facts(kind="individual", member_class="waged", country="GB")
MAY = date(2026, 5, 10)


@pytest.mark.parametrize(
    ("mode", "chosen", "fee", "gift"),
    [
        (Mode.FIXED, None, "50", None),
        (Mode.FIXED, "50", "50", None),
        (Mode.SUGGESTED, "20", "20", None),
        (Mode.SUGGESTED, "80", "80", None),
        (Mode.MINIMUM, "80", "80", None),
    ],
)
def test_a_sum_may_be_chosen_as_far_as_the_mode_allows(mode, chosen, fee, gift):
    wanted = GBP(chosen) if chosen else None
    found = choose(mode, FEE, wanted, surplus_is_gift=False)
    assert found == Choice(GBP(fee), GBP(gift) if gift else None)


@pytest.mark.parametrize("mode", Mode)
def test_what_is_over_the_fee_is_a_gift_only_if_the_payer_says_so(mode):
    assert choose(mode, FEE, GBP("80"), surplus_is_gift=True) == Choice(FEE, GBP("30"))
    assert choose(mode, FEE, FEE, surplus_is_gift=True) == Choice(FEE)


@pytest.mark.parametrize(
    ("mode", "chosen", "fault"),
    [
        (Mode.FIXED, GBP("49.99"), ChoiceFault.TOO_LITTLE),
        (Mode.FIXED, GBP("50.01"), ChoiceFault.TOO_MUCH),
        (Mode.MINIMUM, GBP("49.99"), ChoiceFault.TOO_LITTLE),
        (Mode.SUGGESTED, GBP("0"), ChoiceFault.TOO_LITTLE),
        (Mode.SUGGESTED, EUR("50"), ChoiceFault.OTHER_CURRENCY),
    ],
)
def test_what_the_scale_does_not_take_is_said_with_what_it_asks(mode, chosen, fault):
    with pytest.raises(ChoiceRefusedError) as refused:
        choose(mode, FEE, chosen, surplus_is_gift=False)
    assert (refused.value.fault, refused.value.fee) == (fault, FEE)


def test_what_was_chosen_once_is_asked_for_again_while_the_scale_takes_it():
    assert choose_again(Mode.SUGGESTED, FEE, GBP("20")) == GBP("20")
    assert choose_again(Mode.MINIMUM, FEE, GBP("80")) == GBP("80")
    assert choose_again(Mode.MINIMUM, FEE, GBP("20")) == FEE
    assert choose_again(Mode.FIXED, FEE, GBP("20")) == FEE
    assert choose_again(Mode.SUGGESTED, FEE, EUR("20")) == FEE
    assert choose_again(Mode.SUGGESTED, FEE, None) == FEE


def test_a_renewal_begins_where_the_last_term_ends_whenever_it_is_made():
    for today in (date(2026, 10, 1), date(2027, 1, 1), date(2027, 6, 1), date(2029, 1, 1)):
        place = place_after(date(2026, 12, 31), on=today, ever_before=True)
        assert place == Place(date(2027, 1, 1), fresh=False, ever_before=True)
        found = quote_at(read_scale(SCALE), MEMBER, place)
        assert (found.term.first, found.term.last) == (date(2027, 1, 1), date(2027, 12, 31))


def test_whoever_joins_begins_on_the_day():
    place = place_after(None, on=MAY, ever_before=False)
    found = quote_at(read_scale(SCALE), MEMBER, place)
    assert (found.term.first, found.term.last) == (MAY, date(2026, 12, 31))
    yearly = quote_at(read_scale(ANNIVERSARY), MEMBER, place)
    assert (yearly.term.first, yearly.term.last) == (MAY, date(2027, 5, 9))


FREE = SCALE.replace('mode = "minimum"', 'mode = "minimum"\nfirst_term_free = true')
BY_QUARTER = SCALE.replace("grace_days", 'proration = "quarter"\ngrace_days')


def test_the_first_term_is_free_once_in_a_life():
    scale = read_scale(FREE)
    assert quote_at(scale, MEMBER, Place(MAY, fresh=True, ever_before=False)).fee == GBP("0")
    assert quote_at(scale, MEMBER, Place(MAY, fresh=True, ever_before=True)).fee == GBP("20")


def test_where_the_years_beginning_has_moved_what_is_left_of_it_is_charged():
    moved = place_after(date(2026, 9, 30), on=MAY, ever_before=True)
    found = quote_at(read_scale(BY_QUARTER), MEMBER, moved)
    assert (found.term.first, found.term.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert found.fee == GBP("5.00")


@pytest.mark.parametrize(
    ("fee", "invoices", "paid"),
    [
        (0, [], True),
        (50, [], False),
        (50, [Asked(50, settled=49)], False),
        (50, [Asked(50, settled=50)], True),
        (50, [Asked(50, settled=55)], True),
        (50, [Asked(50, corrected=10, settled=40)], True),
        (50, [Asked(50, waived=50)], True),
        (50, [Asked(50, waived=20, settled=30)], True),
        (50, [Asked(50, called_back=True)], False),
        (50, [Asked(50, called_back=True), Asked(50, settled=50)], True),
        (50, [Asked(50, called_back=True), Asked(50)], False),
    ],
    ids=str,
)
def test_a_term_is_paid_for_when_nothing_that_was_asked_for_is_owed(fee, invoices, paid):
    assert covered(fee, invoices) is paid


DAYS = (-30, 0, 30, 60)
DUE = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 12, 1), None),
        (date(2026, 12, 2), -30),
        (date(2026, 12, 16), -30),
        (date(2026, 12, 17), None),
        (date(2027, 1, 1), 0),
        (date(2027, 1, 31), 30),
        (date(2027, 3, 2), 60),
        (date(2027, 3, 16), 60),
        (date(2027, 3, 17), None),
    ],
)
def test_a_reminder_is_for_the_day_that_was_reached_last_and_not_long_ago(today, day):
    assert reminder_on(today, DUE, DAYS, first_term=False) == day


def test_a_first_term_is_reminded_of_after_it_has_begun_only():
    assert reminder_on(date(2027, 1, 5), DUE, DAYS, first_term=True) is None
    assert reminder_on(date(2027, 2, 5), DUE, DAYS, first_term=True) == 30
    assert reminder_on(date(2027, 2, 5), DUE, (), first_term=False) is None


def test_renewal_is_offered_on_the_scales_first_day():
    assert invites(-30, DAYS, first_term=False)
    assert not invites(0, DAYS, first_term=False)
    assert not invites(30, (30, 60), first_term=True)
