"""Every pair of statuses: what may follow what, and what is old news."""

import itertools

import pytest

from hov_donate.payments.rules import (
    TRANSITIONS,
    Move,
    MoveRefusedError,
    PaymentStatus,
    move,
    status_after_refunds,
)

S = PaymentStatus
REFUSED = {
    (S.CREATED, S.PARTLY_REFUNDED),
    (S.CREATED, S.REFUNDED),
    (S.PENDING, S.CREATED),
    (S.PENDING, S.PARTLY_REFUNDED),
    (S.PENDING, S.REFUNDED),
    (S.EXPIRED, S.CREATED),
    (S.EXPIRED, S.PARTLY_REFUNDED),
    (S.EXPIRED, S.REFUNDED),
    (S.PAID, S.CREATED),
    (S.PARTLY_REFUNDED, S.CREATED),
    (S.REFUNDED, S.CREATED),
}
OUTDATED = {
    (received, early)
    for received in (S.PAID, S.PARTLY_REFUNDED, S.REFUNDED)
    for early in (S.PENDING, S.EXPIRED)
}


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


@pytest.mark.parametrize(
    ("gone", "status"),
    [(0, S.PAID), (1, S.PARTLY_REFUNDED), (1999, S.PARTLY_REFUNDED), (2000, S.REFUNDED)],
)
def test_refunds_decide_where_a_paid_gift_stands(gone, status):
    assert status_after_refunds(2000, gone) is status
