"""Events are proposed, published, called off and counted; people sign up and are forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select, update

from hov_donate.campaign.events.models import CampaignEvent, EventSignUp, EventText
from hov_donate.campaign.events.operations import (
    EventRefusedError,
    ask_proposer,
    call_off_event,
    confirm_proposal,
    confirm_sign_up,
    publish_event,
    refuse_event,
    withdraw_proposal,
    withdraw_sign_up,
)
from hov_donate.campaign.events.processes import forget_event_people
from hov_donate.campaign.events.queries import Which, held, in_public
from hov_donate.campaign.events.rules import EventStatus
from hov_donate.contacts.models import Consent, ContactDetails
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.donations.processes import forget_strangers
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.wiring.holding import held_for_others
from hov_donate.wiring.reactions import reactions
from tests.support.events import FACTS, SOON, STAFF, comes, one, proposed, published, signs_up
from tests.support.office import office_settings
from tests.support.words import NOON

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
A_DAY = timedelta(days=1)


@dataclass
class Hall:
    """An installation, and its clock."""

    database: Database
    seal: IdentitySeal
    clock: FixedClock

    def known(self) -> int:
        """How many people are still named anywhere."""
        with self.database.reading() as session:
            named = select(func.count()).where(ContactDetails.sealed.is_not(None))
            return session.scalar(named) or 0

    def letters(self, kind: MailKind) -> int:
        """How many letters of a kind were put out."""
        with self.database.reading() as session:
            sent = select(func.count()).where(OutboxMessage.kind == kind)
            return session.scalar(sent) or 0

    def every_letter_is_sent(self) -> None:
        """Nobody waits for a letter any more."""
        with self.database.writing() as work:
            work.session.execute(update(OutboxMessage).values(status=OutboxStatus.SENT))


@pytest.fixture
def hall(database_url: str) -> Iterator[Hall]:
    settings, clock = office_settings(database_url), FixedClock(NOON)
    database = Database(make_engine(database_url), clock, reactions(settings))
    yield Hall(database, IdentitySeal(settings.identity_keys), clock)
    database.engine.dispose()


def shown(hall: Hall, **which: object) -> list[int]:
    with hall.database.reading() as session:
        page = in_public(session, Which(hall.clock.now(), **which), ("en",))  # type: ignore[arg-type]
    return [it.event.id for it in page.rows]


def said(hall: Hall, event_id: int) -> bool:
    """Whether any word of a proposal is left; its day and place are not asked for."""
    with hall.database.reading() as session:
        event = session.get_one(CampaignEvent, event_id)
        texts = session.scalars(select(EventText).where(EventText.event_id == event_id)).all()
    assert texts
    of_event = (event.organiser, event.spoken, event.access, event.said)
    return any((*of_event, *(it.title + it.body for it in texts)))


@ONCE
def test_nobody_sees_a_proposal_before_it_is_confirmed_and_published(hall):
    event_id = proposed(hall.database, hall.seal, confirmed=False)
    with pytest.raises(EventRefusedError), hall.database.writing() as work:
        publish_event(work, event_id=event_id, actor=STAFF)
    with hall.database.writing() as work:
        assert confirm_proposal(work, event_id=event_id)
    with hall.database.writing() as work:
        assert confirm_proposal(work, event_id=event_id), "pressing again is no harm"
        ask_proposer(work, event_id=event_id, words="Is there a lift?")
    assert shown(hall) == []
    with hall.database.writing() as work:
        publish_event(work, event_id=event_id, actor=STAFF)
        assert not withdraw_proposal(work, event_id=event_id), "it is for everybody now"
    assert shown(hall) == [event_id]
    assert hall.letters(MailKind.EVENT_QUESTION) == hall.letters(MailKind.EVENT_DECIDED) == 1


@ONCE
def test_a_proposal_is_refused_with_a_reason_or_taken_back_and_forgotten(hall):
    refused, taken = proposed(hall.database, hall.seal), proposed(hall.database, hall.seal)
    with hall.database.writing() as work:
        refuse_event(work, event_id=refused, words="It is not ours.", actor=STAFF)
        assert withdraw_proposal(work, event_id=taken)
    with pytest.raises(EventRefusedError), hall.database.writing() as work:
        publish_event(work, event_id=taken, actor=STAFF)
    assert hall.known() == 1
    with hall.database.reading() as session:
        agreed = session.scalars(
            select(Consent).where(Consent.details_id == one(hall.database, taken).details_id)
        )
        assert all(it.withdrawn_at for it in agreed)
    assert (said(hall, refused), said(hall, taken)) == (True, False)
    hall.clock.advance(timedelta(days=40))
    forget_event_people(hall.database)
    assert said(hall, refused), "it may be published after all, until a month after its day"
    hall.clock.advance(timedelta(days=2))
    forget_event_people(hall.database)
    assert not said(hall, refused)
    with pytest.raises(EventRefusedError), hall.database.writing() as work:
        publish_event(work, event_id=refused, actor=STAFF)


def test_events_are_proved_by_day_and_town_and_cancelled_ones_are_none(hall):
    ids = [
        published(hall.database, hall.seal, **changes)
        for changes in (
            {},
            {"town": "LEEDS "},
            {"town": "York"},
            {"starts_at": SOON + A_DAY, "ends_at": None},
            {"country": "ES", "town": "Cádiz", "zone": "Europe/Madrid"},
        )
    ]

    def proved() -> list[tuple[str, str]]:
        with hall.database.reading() as session:
            places = held(session, begun_before=hall.clock.now())
        return [(it.country, it.place_key) for it in places]

    assert proved() == []
    hall.clock.advance(timedelta(days=30))
    assert proved() == [("ES", "cadiz"), ("GB", "leeds"), ("GB", "york"), ("GB", "leeds")]
    with hall.database.writing() as work:
        call_off_event(work, event_id=ids[4], actor=STAFF)
    assert proved() == [("GB", "leeds"), ("GB", "york"), ("GB", "leeds")]
    with hall.database.writing() as work:
        publish_event(work, event_id=ids[4], actor=STAFF)
    assert len(proved()) == 4, "it was held after all"
    assert one(hall.database, ids[4]).revision == 4


def test_the_list_goes_on_where_it_stopped(hall, monkeypatch):
    monkeypatch.setattr("hov_donate.campaign.events.queries.PER_PAGE", 2)
    ids = [
        published(hall.database, hall.seal, starts_at=SOON + day * A_DAY, ends_at=None)
        for day in (1, 0, 0, 2, 1)
    ]
    first, second, third = shown(hall), [], []
    second = shown(hall, beyond=first[-1])
    third = shown(hall, beyond=second[-1])
    assert [*first, *second, *third] == [ids[1], ids[2], ids[0], ids[4], ids[3]]
    hall.clock.advance(timedelta(days=30))
    assert shown(hall) == []
    assert shown(hall, past=True) == [ids[3], ids[4]]
    assert shown(hall, past=True, beyond=ids[4]) == [ids[0], ids[2]]
    assert shown(hall, past=True, country="FR") == []


def test_one_person_comes_once_however_often_and_at_once_they_press(hall):
    event_id = published(hall.database, hall.seal)
    ids = [signs_up(hall.database, hall.seal, event_id, "ana@people.example") for _ in range(2)]
    assert one(hall.database, event_id).signed_up == 0

    def press(sign_up_id: int) -> None:
        with hall.database.writing() as work:
            assert confirm_sign_up(work, sign_up_id=sign_up_id) in {True, False}

    presses = [Thread(target=press, args=[it]) for it in ids * 2]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert one(hall.database, event_id).signed_up == 1
    comes(hall.database, hall.seal, event_id, "bo@people.example")
    assert one(hall.database, event_id).signed_up == 2
    with hall.database.writing() as work:
        taken = [withdraw_sign_up(work, sign_up_id=it) for it in ids]
    assert any(taken)
    assert one(hall.database, event_id).signed_up == 1
    assert hall.known() == 2, "the proposer, and Bo"


@ONCE
def test_who_comes_is_told_that_it_is_off_and_nobody_signs_up_any_more(hall):
    event_id = published(hall.database, hall.seal)
    comes(hall.database, hall.seal, event_id, "ana@people.example")
    late = signs_up(hall.database, hall.seal, event_id, "bo@people.example")
    with hall.database.writing() as work:
        call_off_event(work, event_id=event_id, actor=STAFF)
        assert not confirm_sign_up(work, sign_up_id=late)
    assert hall.letters(MailKind.EVENT_CALLED_OFF) == 1
    assert one(hall.database, event_id).status is EventStatus.CANCELLED
    assert shown(hall) == [event_id], "it is shown as cancelled"


@ONCE
def test_people_are_forgotten_after_the_event_and_the_count_stays(hall):
    event_id = published(hall.database, hall.seal)
    comes(hall.database, hall.seal, event_id, "ana@people.example")
    signs_up(hall.database, hall.seal, event_id, "bo@people.example")
    proposed(hall.database, hall.seal, FACTS, confirmed=False)
    assert hall.known() == 4
    hall.clock.advance(timedelta(days=8))
    forget_event_people(hall.database)
    assert hall.known() == 2, "what was never confirmed is gone"
    with hall.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(EventSignUp)) == 1
        assert session.scalar(select(func.count()).select_from(CampaignEvent)) == 1
    hall.clock.advance(timedelta(days=24))
    hall.every_letter_is_sent()
    forget_strangers(hall.database, held_for_others)
    assert hall.known() == 2, "they agreed to be kept until then"
    hall.clock.advance(timedelta(days=10))
    forget_event_people(hall.database)
    assert hall.known() == 0
    assert one(hall.database, event_id).signed_up == 1


def test_who_comes_to_an_event_far_ahead_is_known_until_a_month_after_it(hall):
    far = SOON + timedelta(days=300)
    event_id = published(hall.database, hall.seal, starts_at=far, ends_at=None)
    comes(hall.database, hall.seal, event_id, "ana@people.example")
    gone = comes(hall.database, hall.seal, event_id, "bo@people.example")
    with hall.database.writing() as work:
        withdraw_sign_up(work, sign_up_id=gone)
    hall.every_letter_is_sent()
    for wait, known in ((200, 2), (140, 2), (2, 0)):
        hall.clock.advance(timedelta(days=wait))
        forget_strangers(hall.database, held_for_others)
        assert hall.known() == known, hall.clock.now()
