"""Who tries too often is refused in words, and others go on giving."""

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import requests
from sqlalchemy import event, func, select

from hov_donate.core.db import Base
from hov_donate.defence.models import AttemptCount, DayCount, MinuteCount
from hov_donate.defence.processes import Attempt, Guard, keep_watch
from hov_donate.defence.rules import (
    Outcome,
    Scope,
)
from tests.support.links import gift_url
from tests.support.street import NEIGHBOUR, SMALL, STRANGER


def test_a_network_that_tries_too_often_is_refused_in_words_and_others_go_on(street):
    for n in range(3):
        assert street.gives("203.0.113.1", f"donor{n}@people.example").status_code == 303
    refused = street.gives("203.0.113.200", "rosa@people.example", name="Rosa Quiñones")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 600
    for words in (
        "Too many attempts from your network",
        "it was probably not you",
        "Nothing was taken",
        "Give by bank transfer",
        'value="Rosa Quiñones"',
    ):
        assert words in refused.text
    assert street.gives(STRANGER).status_code == 303
    assert street.counted() == {Outcome.OPENED: 4, Outcome.TOO_MANY_FROM_BLOCK: 1}


def test_who_was_refused_presses_again_when_told_and_gives_without_typing_again(street):
    for n in range(3):
        street.gives(email=f"donor{n}@people.example")
    refused = street.gives(email="rosa@people.example")
    wait = int(refused.headers["Retry-After"])
    assert f"Try again in {-(-wait // 60)} minute" in refused.text
    assert street.presses_again(refused, after=wait).status_code == 303
    assert street.house.newest_payment().amount_minor == 2000


def test_who_was_refused_can_go_back_to_what_was_typed(street):
    for n in range(3):
        street.gives(email=f"donor{n}@people.example")
    refused = street.gives(email="rosa@people.example", name="Rosa")
    form = street.presses_again(refused, show_currency="yes")
    assert form.status_code == 200
    assert 'value="rosa@people.example"' in form.text
    assert 'value="GBP-20" checked' in form.text


def test_one_e_mail_address_from_everywhere_is_refused(street):
    answers = [street.gives(f"203.0.{n}.1").status_code for n in range(6)]
    assert answers == [303] * 4 + [429] * 2
    assert "with this e-mail address" in street.gives("203.0.99.1").text


def test_a_flood_from_everywhere_is_refused_beyond_the_total(street):
    answers = [street.gives(f"203.0.{n}.1", f"d{n}@people.example") for n in range(14)]
    assert Counter(answer.status_code for answer in answers) == {303: 12, 429: 2}
    assert "Far more people than usual" in answers[-1].text


def test_taking_a_gift_up_again_counts_too(street):
    street.gives()
    payment = street.house.newest_payment()
    url = gift_url(street.house.parts, payment.reference, "en")
    headers = {"X-Forwarded-For": NEIGHBOUR}
    answers = [
        requests.post(f"{url}/resume", headers=headers, allow_redirects=False, timeout=20)
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert payment.reference[:4] in answers[-1].text


def test_of_many_at_once_in_two_processes_none_slips_through(street):
    parts = street.house.parts
    limits = replace(SMALL, quiet={Scope.BLOCK: (10, 1000), Scope.TOTAL: (500, 1000)})
    guards = [
        Guard(parts.settings, parts.database, limits, writes_by_itself=False) for _ in range(2)
    ]
    outcomes: Counter[Outcome] = Counter()
    lock, start = threading.Lock(), threading.Barrier(8)

    def tries(guard: Guard) -> None:
        start.wait()
        for n in range(5):
            verdict = guard.admit(Attempt("203.0.113.0/24", f"d{n}@people.example"))
            with lock:
                outcomes[verdict.outcome] += 1

    threads = [threading.Thread(target=tries, args=(guards[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {Outcome.OPENED: 10, Outcome.TOO_MANY_FROM_BLOCK: 30}
    with parts.database.reading() as session:
        assert set(session.scalars(select(AttemptCount.attempts))) == {10}


def test_refusing_those_who_are_known_asks_nothing_of_the_database(street):
    attempt = Attempt("203.0.113.0/24", "rosa@people.example")
    verdicts = [street.guard.admit(attempt) for _ in range(4)]
    assert verdicts[-1].outcome is Outcome.TOO_MANY_FROM_BLOCK
    statements: list[str] = []

    @event.listens_for(street.guard.database.engine, "before_cursor_execute")
    def heard(_connection, _cursor, statement, *_more):
        statements.append(statement)

    for _ in range(200):
        street.guard.admit(attempt)
    asked_about_attacks = [it for it in statements if "defence_state" in it]
    assert statements == asked_about_attacks
    assert len(statements) <= 2


def test_a_refused_attempt_takes_nothing_of_what_others_share(street):
    for n in range(9):
        street.gives("203.0.113.1", f"d{n}@people.example")
    assert street.counted()[Outcome.TOO_MANY_FROM_BLOCK] == 6
    answers = [street.gives(f"203.0.{n}.1", f"e{n}@people.example").status_code for n in range(9)]
    assert answers == [303] * 9


def test_numbers_are_written_down_within_a_second_or_so_by_themselves(street):
    guard = replace(street.guard, writes_by_itself=True)
    for _ in range(25):
        guard.note(Outcome.TOO_FAST)
    until = time.monotonic() + 10
    found: list[int] = []
    while not found and time.monotonic() < until:
        time.sleep(0.1)
        with guard.database.reading() as session:
            found = list(session.scalars(select(DayCount.attempts)))
    assert found == [25]


def test_no_address_is_kept_and_after_two_days_nothing_at_all(street):
    street.gives(NEIGHBOUR)
    street.counted()
    parts = street.house.parts
    with parts.database.reading() as session:
        for table in Base.metadata.tables.values():
            assert "203.0.113" not in str(session.execute(select(table)).all()), table.name
        for counts in (AttemptCount.__table__, MinuteCount.__table__, DayCount.__table__):
            assert "rosa" not in str(session.execute(select(counts)).all())
        assert session.scalar(select(func.count()).select_from(AttemptCount)) == 6
    street.clock.advance(timedelta(days=2, minutes=1))
    keep_watch(parts.database, parts.settings)
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AttemptCount)) == 0
        assert session.scalar(select(func.count()).select_from(MinuteCount)) == 0
        assert session.scalar(select(func.count()).select_from(DayCount)) == 1


def test_an_invented_address_before_our_proxys_own_word_is_not_believed(street):
    answers = [
        street.gives(f"192.0.{n}.1, {NEIGHBOUR}", f"d{n}@people.example").status_code
        for n in range(4)
    ]
    assert answers == [303, 303, 303, 429]
