"""Strangers try out stolen cards; donors give all the same."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import requests
from sqlalchemy import event, func, select

from hov_donate.core.clock import FixedClock, SystemClock
from hov_donate.core.db import Base
from hov_donate.defence.models import AttemptCount, DayCount, MinuteCount
from hov_donate.defence.operations import (
    close_giving,
    note_failure,
    reopen_giving,
)
from hov_donate.defence.processes import Attempt, Guard, keep_watch
from hov_donate.defence.queries import episodes, standing
from hov_donate.defence.rules import (
    ON,
    QUIET_FOR,
    ClosureReason,
    Limits,
    Outcome,
    Scope,
    Trigger,
    Window,
)
from hov_donate.payments.queries import last_attempt
from hov_donate.staff.operations import add_member
from hov_donate.staff.rules import Role
from hov_donate.web.parts import KEY
from hov_donate.web.proxies import set_up_proxies
from tests.support.house import DECLINED_CARD, House
from tests.support.limits import let_everyone_in
from tests.support.links import gift_url

NEIGHBOUR, STRANGER = "203.0.113.9", "198.51.100.7"
SMALL = Limits(
    quiet={Scope.BLOCK: (3, 100), Scope.EMAIL: (4, 100), Scope.TOTAL: (12, 1000)},
    attacked={Scope.BLOCK: (2, 100), Scope.EMAIL: (2, 100), Scope.CONFIRMED: (6, 1000)},
)
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Street:
    """The house behind a proxy that names who comes, with a clock that is moved by hand."""

    house: House
    clock: FixedClock

    @property
    def guard(self) -> Guard:
        return self.house.parts.guard

    def opens(self, address: str = NEIGHBOUR) -> requests.Response:
        """Someone opens the donation page."""
        return requests.get(self.page, headers={"X-Forwarded-For": address}, timeout=20)

    def gives(
        self, address: str = NEIGHBOUR, email: str = "rosa@people.example", **more: str
    ) -> requests.Response:
        """Someone fills in the form in the time that people take, and presses the button."""
        page = more.pop("page", "") or self.opens(address).text
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token
        self.clock.advance(timedelta(seconds=more.pop("seconds", 5)))  # type: ignore[arg-type]
        chosen = {"frequency": "once", "currency": "GBP", "choice": "GBP-20"}
        form = {"token": token[1], **chosen, "email": email, **more}
        return self.sends(form, address)

    def presses_again(
        self, answer: requests.Response, address: str = NEIGHBOUR, *, after: int = 6, **more: str
    ) -> requests.Response:
        """The same person presses the button of the page that they were shown."""
        self.clock.advance(timedelta(seconds=after))
        return self.sends({**dict(FIELD.findall(answer.text)), **more}, address)

    def sends(self, form: dict[str, str], address: str) -> requests.Response:
        return requests.post(
            self.page,
            data=form,
            headers={"X-Forwarded-For": address},
            allow_redirects=False,
            timeout=20,
        )

    @property
    def page(self) -> str:
        return f"{self.house.site.url}/en/donate"

    def cards_are_declined(self, times: int = ON[Trigger.DECLINED_CARDS]) -> None:
        for _ in range(times):
            with self.house.parts.database.writing() as work:
                note_failure(work, settings=self.house.parts.settings)
        self.guard.look_again()

    def attacked(self) -> bool:
        with self.house.parts.database.reading() as session:
            return standing(session).attacked

    def counted(self) -> dict[Outcome, int]:
        """What stands in the day's numbers."""
        self.guard.write_down()
        with self.house.parts.database.reading() as session:
            return {row.outcome: row.attempts for row in session.scalars(select(DayCount))}


@pytest.fixture
def street(house: House) -> Iterator[Street]:
    app = house.site.app
    # At the beginning of a window, so that none ends where a story does not want it.
    clock = FixedClock(Window.TEN_MINUTES.ends(SystemClock().now()))
    let_everyone_in(app, SMALL)
    app.extensions[KEY] = replace(house.parts, clock=clock)
    house.parts.database.clock = clock
    set_up_proxies(app, 1)
    yield Street(house, clock)
    house.parts.database.clock = SystemClock()


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


def test_the_treasurer_stops_online_giving_and_donors_read_why(street):
    parts = street.house.parts
    with parts.database.writing() as work:
        add_member(
            work, email="t@campaign.example", role=Role.TREASURER, password="x" * 20, language="en"
        )
    page_open_already = street.opens().text
    with parts.database.writing() as work:
        assert close_giving(work, reason=ClosureReason.ATTACK, member_id=1)
        assert not close_giving(work, reason=ClosureReason.OTHER, member_id=1)
    pressed = street.gives(page=page_open_already)
    assert pressed.status_code == 503
    assert 'value="rosa@people.example"' in pressed.text
    parts.guard.look_again()
    shown = street.opens()
    assert shown.status_code == 503
    for words in ("Giving by card is stopped", "stolen cards", "Give by bank transfer", "IBAN"):
        assert words in shown.text
    with parts.database.writing() as work:
        assert reopen_giving(work, member_id=1)
    parts.guard.look_again()
    assert street.gives().status_code == 303


def test_stopping_holds_at_once_in_a_process_that_has_not_heard_of_it(street):
    parts = street.house.parts
    with parts.database.writing() as work:
        add_member(
            work, email="t@campaign.example", role=Role.TREASURER, password="x" * 20, language="en"
        )
    other = Guard(parts.settings, parts.database, SMALL, writes_by_itself=False)
    assert other.admit(Attempt(None, "a@people.example")).outcome is Outcome.OPENED
    with parts.database.writing() as work:
        close_giving(work, reason=ClosureReason.REPAIR, member_id=1)
    verdict = other.admit(Attempt(None, "b@people.example"))
    assert (verdict.outcome, verdict.closed) == (Outcome.CLOSED, ClosureReason.REPAIR)


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
