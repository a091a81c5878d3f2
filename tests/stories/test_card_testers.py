"""Strangers try out stolen cards; donors give all the same."""

import threading
from datetime import timedelta

from sqlalchemy import func, select

from hov_donate.defence.models import MinuteCount
from hov_donate.defence.processes import Attempt, Guard, keep_watch
from hov_donate.defence.queries import episodes
from hov_donate.defence.rules import (
    ON,
    QUIET_FOR,
    Outcome,
    Trigger,
)
from hov_donate.payments.queries import last_attempt
from tests.support.house import DECLINED_CARD
from tests.support.street import STRANGER


def test_many_declined_cards_begin_an_attack_and_the_treasurer_is_told_once(street):
    street.cards_are_declined(ON[Trigger.DECLINED_CARDS] - 1)
    assert not street.attacked()
    street.cards_are_declined(5)
    assert street.attacked()
    street.house.worker.drain()
    [mail] = street.house.mails()
    assert mail.subject == "Cards are being tried out on the donation page"
    assert "Many cards were declined" in mail.text
    assert f"{street.house.parts.settings.public_url}/office/attempts" in mail.text


def test_stolen_cards_tried_at_stripes_page_are_counted_by_the_worker(street):
    street.gives()
    payment = street.house.newest_payment()
    for _ in range(ON[Trigger.DECLINED_CARDS]):
        street.house.pay(payment, DECLINED_CARD)
        street.house.let_everything_arrive()
    assert street.counted()[Outcome.DECLINED] == ON[Trigger.DECLINED_CARDS]
    assert street.attacked()


def test_while_an_attack_lasts_a_donor_presses_twice_and_gives(street):
    street.cards_are_declined()
    asked = street.gives(name="Rosa Quiñones")
    assert asked.status_code == 200
    assert "Press once more to go on" in asked.text
    assert "Give by bank transfer" in asked.text
    assert street.presses_again(asked).status_code == 303
    assert street.counted() == {
        Outcome.DECLINED: ON[Trigger.DECLINED_CARDS],
        Outcome.ASKED: 1,
        Outcome.OPENED: 1,
    }


def test_while_an_attack_lasts_pages_close_as_soon_as_stripe_allows(street):
    def minutes_open() -> float:
        with street.guard.database.reading() as session:
            attempt = last_attempt(session, street.house.newest_payment().id)
        assert attempt is not None
        left: timedelta = attempt.expires_at - street.clock.now()
        return left / timedelta(minutes=1)

    street.gives()
    assert 59 < minutes_open() <= 60
    street.cards_are_declined()
    street.presses_again(street.gives(STRANGER, "late@people.example"), STRANGER)
    assert 30 < minutes_open() <= 33


def test_a_program_that_presses_at_once_or_with_anothers_confirmation_stays_outside(street):
    street.cards_are_declined()
    asked = street.gives()
    again = street.presses_again(asked, after=1)
    assert "Press once more to go on" in again.text
    other = street.presses_again(again, after=10, email="other@people.example")
    assert "Press once more to go on" in other.text
    forged = street.presses_again(again, after=10, confirmation="forged")
    assert "Press once more to go on" in forged.text
    assert street.presses_again(again, after=1).status_code == 303


def test_the_flood_that_does_not_confirm_leaves_donors_their_share(street):
    street.cards_are_declined()
    for n in range(20):
        street.gives(f"198.51.{n}.1", f"bot{n}@bots.example")
    for n in range(6):
        asked = street.gives(f"203.0.{n}.1", f"d{n}@people.example")
        assert street.presses_again(asked, f"203.0.{n}.1").status_code == 303
    asked = street.gives("203.0.99.1", "late@people.example")
    assert street.presses_again(asked, "203.0.99.1").status_code == 429


def test_an_attack_ends_by_itself_when_nobody_comes_any_more(street):
    street.cards_are_declined()
    parts = street.house.parts
    street.clock.advance(QUIET_FOR - timedelta(minutes=1))
    keep_watch(parts.database, parts.settings)
    assert street.attacked()
    street.clock.advance(timedelta(minutes=3))
    keep_watch(parts.database, parts.settings)
    assert not street.attacked()
    street.guard.look_again()
    assert street.gives().status_code == 303
    with parts.database.reading() as session:
        [attack] = episodes(session)
    assert attack.trigger is Trigger.DECLINED_CARDS
    assert attack.ended_at == street.clock.now() - timedelta(seconds=5)


def test_waves_are_one_attack_and_one_letter(street):
    parts = street.house.parts
    for _ in range(4):
        street.cards_are_declined()
        street.clock.advance(QUIET_FOR - timedelta(minutes=2))
        keep_watch(parts.database, parts.settings)
    street.house.worker.drain()
    assert len(street.house.mails()) == 1


def test_refused_attempts_begin_an_attack_too(street):
    for _ in range(ON[Trigger.REFUSALS]):
        street.guard.note(Outcome.HIDDEN_FIELD)
    street.guard.write_down()
    assert street.attacked()


def test_a_flood_that_is_let_in_is_noticed_by_the_next_who_is_let_in(street):
    parts = street.house.parts
    guard = Guard(parts.settings, parts.database, writes_by_itself=False)
    admitted = 0
    while not street.attacked() and admitted < 2 * ON[Trigger.ATTEMPTS]:
        guard.admit(Attempt(f"203.0.{admitted}.0/24", f"d{admitted}@people.example"))
        admitted += 1
    assert ON[Trigger.ATTEMPTS] < admitted <= ON[Trigger.ATTEMPTS] + 20
    assert guard.admit(Attempt(None, "rosa@people.example")).outcome is Outcome.ASKED


def test_two_who_notice_an_attack_at_once_tell_of_one(street):
    parts = street.house.parts
    guards = [Guard(parts.settings, parts.database, writes_by_itself=False) for _ in range(6)]
    for guard in guards:
        for _ in range(ON[Trigger.REFUSALS]):
            guard.note(Outcome.TOO_FAST)
    threads = [threading.Thread(target=guard.write_down) for guard in guards]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with parts.database.reading() as session:
        assert len(episodes(session)) == 1
        total = session.scalar(select(func.sum(MinuteCount.attempts)))
    assert total == 6 * ON[Trigger.REFUSALS]


def test_a_filled_hidden_field_is_told_and_pressing_again_goes_on(street):
    caught = street.gives(website="https://bots.example")
    assert caught.status_code == 422
    assert "A hidden field was filled in" in caught.text
    assert "bots.example" not in caught.text
    assert street.presses_again(caught).status_code == 303
    assert street.counted() == {Outcome.HIDDEN_FIELD: 1, Outcome.OPENED: 1}


def test_a_form_sent_at_once_is_told_and_pressing_again_goes_on(street):
    caught = street.gives(seconds=0)
    assert caught.status_code == 429
    assert "That was very quick" in caught.text
    assert street.presses_again(caught, after=2).status_code == 303
