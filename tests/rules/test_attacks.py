"""When an attack begins and ends, and what tells attempts apart."""

from datetime import UTC, datetime, timedelta

import pytest

from hov_donate.defence.marks import Marks, block_of
from hov_donate.defence.rules import (
    ATTACKED,
    NOTICED_WITHIN,
    OFF,
    ON,
    QUIET,
    QUIET_FOR,
    Limits,
    Outcome,
    Scope,
    Traffic,
    Trigger,
    Window,
    attack_ends,
    gives_away,
)

NOON = datetime(2026, 11, 24, 12, 3, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("traffic", "noticed_by"),
    [
        (Traffic(), None),
        (Traffic(opened=ON[Trigger.ATTEMPTS] - 1), None),
        (Traffic(opened=ON[Trigger.ATTEMPTS]), Trigger.ATTEMPTS),
        (Traffic(opened=100, asked=50, refused=50), Trigger.ATTEMPTS),
        (Traffic(refused=ON[Trigger.REFUSALS]), Trigger.REFUSALS),
        (Traffic(opened=10, declined=ON[Trigger.DECLINED_CARDS]), Trigger.DECLINED_CARDS),
        (Traffic(opened=10, declined=ON[Trigger.DECLINED_CARDS] - 1), None),
    ],
)
def test_an_attack_is_noticed_by_many_declined_cards_refusals_or_attempts(traffic, noticed_by):
    signs = (it for it in Trigger if gives_away(it, traffic))
    assert next(signs, None) is noticed_by


def test_a_good_appeal_with_some_declined_cards_is_no_attack():
    assert not any(gives_away(it, Traffic(opened=150, declined=30)) for it in Trigger)


def test_an_attack_is_over_only_after_a_while_and_only_when_it_is_much_quieter():
    quiet = Traffic(opened=20, declined=1)
    assert not attack_ends(quiet, NOON, NOON + QUIET_FOR - timedelta(seconds=1))
    assert attack_ends(quiet, NOON, NOON + QUIET_FOR)
    for busy in (Traffic(refused=OFF[Trigger.REFUSALS]), Traffic(declined=5), Traffic(opened=400)):
        assert not attack_ends(busy, NOON, NOON + timedelta(hours=1))


def test_an_attack_ends_at_half_the_rate_at_which_it_began_or_less():
    for sign in Trigger:
        assert 2 * OFF[sign] * NOTICED_WITHIN[sign] <= ON[sign] * QUIET_FOR


def test_who_is_sent_away_by_the_switch_is_no_sign_of_an_attack():
    assert Traffic.of({Outcome.CLOSED: 500}) == Traffic()
    counts = {Outcome.TOO_FAST: 3, Outcome.TOO_MANY_IN_TOTAL: 4, Outcome.OPENED: 5}
    assert Traffic.of(counts) == Traffic(opened=5, refused=7)


def test_an_attack_lowers_every_limit_but_leaves_donors_a_share_that_the_flood_does_not_use_up():
    assert all(ATTACKED[it][n] < QUIET[it][n] for it in (Scope.BLOCK, Scope.EMAIL) for n in (0, 1))
    limits = Limits()
    assert limits.of(Scope.TOTAL, Window.DAY, attacked=True) is None
    assert limits.of(Scope.CONFIRMED, Window.DAY, attacked=False) is None
    assert limits.of(Scope.BLOCK, Window.TEN_MINUTES, attacked=False) == 60


def test_windows_begin_at_fixed_times_and_follow_each_other():
    ten = Window.TEN_MINUTES
    assert ten.begins(NOON) == NOON.replace(minute=0, second=0)
    assert ten.begins(ten.ends(NOON)) == ten.ends(NOON)
    assert Window.DAY.begins(NOON) == datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", None),
        ("127.0.0.1", None),
        ("10.1.2.3", None),
        ("::1", None),
        ("fd00::5", None),
        ("", None),
        ("unknown", None),
    ],
)
def test_neighbours_share_a_block_and_our_own_network_tells_nothing(address, block):
    assert block_of(address) == block


def test_a_mark_tells_nothing_and_is_another_one_in_the_next_window():
    marks = Marks.from_identity_key("a key")
    ten = Window.TEN_MINUTES
    mark = marks.mark(Scope.EMAIL, ten, NOON, " Rosa@People.example")
    assert mark == marks.mark(Scope.EMAIL, ten, NOON, "rosa@people.example")
    others = {
        marks.mark(Scope.EMAIL, ten, ten.ends(NOON), "rosa@people.example"),
        marks.mark(Scope.EMAIL, Window.DAY, NOON, "rosa@people.example"),
        marks.mark(Scope.BLOCK, ten, NOON, "rosa@people.example"),
        Marks.from_identity_key("another").mark(Scope.EMAIL, ten, NOON, "rosa@people.example"),
    }
    assert len(others | {mark}) == 5
    assert "rosa" not in mark


def test_another_spelling_of_a_mailbox_brings_no_more_tries_or_letters():
    marks = Marks.from_identity_key("a key")
    day = Window.DAY
    mark = marks.mark(Scope.EMAIL, day, NOON, "rosa@people.example")
    assert mark == marks.mark(Scope.EMAIL, day, NOON, "Rosa+2@People.example")
    assert mark != marks.mark(Scope.EMAIL, day, NOON, "ros.a@people.example")
    gmail = [
        f"letters|{it}" for it in ("r.osa@gmail.com", "rosa+x@googlemail.com", "rosa@gmail.com")
    ]
    assert len({marks.mark(Scope.EMAIL, day, NOON, it) for it in gmail}) == 1
