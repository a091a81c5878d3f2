"""Every pair of statuses: what may follow what, and what is old news."""

import itertools

import pytest

from hov_donate.payments.rules import (
    TRANSITIONS,
    Move,
    MoveRefusedError,
    PaymentStatus,
    Returned,
    SubscriptionStatus,
    move,
    standing,
    subscription_status,
)

S = PaymentStatus
BEFORE = (S.PENDING, S.PROCESSING, S.FAILED, S.EXPIRED)
UNPAID = (S.CREATED, *BEFORE)
AFTER = (
    S.PARTLY_REFUNDED,
    S.REFUNDED,
    S.DISPUTED,
    S.PARTLY_CHARGED_BACK,
    S.CHARGED_BACK,
    S.REVERSED,
)
RECEIVED = (S.PAID, *AFTER)
# Nobody un-asks; nothing goes back that did not come; what a bank took back of a debit is gone.
REFUSED = {
    *((status, S.CREATED) for status in S if status is not S.CREATED),
    *itertools.product(UNPAID, AFTER),
    *((S.REVERSED, status) for status in RECEIVED if status is not S.REVERSED),
}
OUTDATED = set(itertools.product(RECEIVED, BEFORE))


@pytest.mark.parametrize(("current", "wanted"), list(itertools.product(S, S)))
def test_each_pair_has_one_answer(current, wanted):
    if (current, wanted) in REFUSED:
        with pytest.raises(MoveRefusedError):
            move(current, wanted)
    elif current is wanted:
        assert move(current, wanted) is Move.REPEATED
    elif (current, wanted) in OUTDATED:
        assert move(current, wanted) is Move.OUTDATED
    else:
        assert move(current, wanted) is Move.MOVES
        assert wanted in TRANSITIONS[current]


def test_every_status_has_its_row():
    assert set(TRANSITIONS) == set(S)
    assert {status for status in S if status.received} == set(RECEIVED)


def test_a_page_is_opened_only_while_nothing_came_and_nothing_is_on_its_way():
    assert {status for status in S if status.payable} == set(UNPAID) - {S.PROCESSING}


@pytest.mark.parametrize(
    ("returned", "status"),
    [
        (Returned(), S.PAID),
        (Returned(refunded=1), S.PARTLY_REFUNDED),
        (Returned(refunded=1999), S.PARTLY_REFUNDED),
        (Returned(refunded=2000), S.REFUNDED),
        (Returned(disputed=500), S.DISPUTED),
        (Returned(refunded=500, disputed=500), S.DISPUTED),
        (Returned(lost=500), S.PARTLY_CHARGED_BACK),
        (Returned(lost=2000), S.CHARGED_BACK),
        (Returned(refunded=1500, lost=500), S.CHARGED_BACK),
        (Returned(refunded=1, reversed=True), S.REVERSED),
    ],
)
def test_what_is_gone_decides_where_a_paid_gift_stands(returned, status):
    assert standing(2000, returned) is status


def test_a_word_that_stripe_invents_keeps_a_monthly_gift_in_sight():
    assert subscription_status("something_new", paused=False).alive


def test_a_pause_is_a_pause_only_of_a_gift_that_runs():
    assert subscription_status("active", paused=True) is SubscriptionStatus.PAUSED
    assert subscription_status("past_due", paused=True) is SubscriptionStatus.PAST_DUE
    assert subscription_status("canceled", paused=True) is SubscriptionStatus.ENDED
