"""Long work calls Stripe at a pace, however many hands it has."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hov_donate.gateway.pace import Pace


class Time:
    """Passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def test_the_first_call_is_made_at_once_and_the_others_evenly_after_it() -> None:
    time = Time()
    pace = Pace(120, sleep=time.sleep, clock=lambda: time.now)
    made = []
    for _ in range(4):
        pace.wait()
        made.append(time.now)
    assert made == [1000.0, 1000.5, 1001.0, 1001.5]


def test_who_was_slower_than_the_pace_does_not_wait_and_saves_nothing_up() -> None:
    time = Time()
    pace = Pace(60, sleep=time.sleep, clock=lambda: time.now)
    pace.wait()
    time.now += 30
    pace.wait()
    assert time.waits == []
    pace.wait()
    assert time.waits == [1.0]


def test_many_hands_get_a_moment_each() -> None:
    waits: list[float] = []
    pace = Pace(600, sleep=waits.append, clock=lambda: 0.0)
    with ThreadPoolExecutor(8) as hands:
        for _ in range(200):
            hands.submit(pace.wait)
    assert sorted(waits) == pytest.approx([number / 10 for number in range(1, 200)])
