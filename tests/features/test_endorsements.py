"""Endorsements count once they are published; who is named in them can be forgotten at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlalchemy import select

from hov_donate.campaign.endorsements.models import Endorsement, EndorsementChange
from hov_donate.campaign.endorsements.operations import (
    EndorsementRefusedError,
    change_endorsement,
    publish_endorsement,
    remove_name,
    remove_own_name,
    withdraw_endorsement,
)
from hov_donate.campaign.endorsements.processes import forget_endorsers
from hov_donate.campaign.endorsements.queries import by_country, people_of
from hov_donate.campaign.endorsements.rules import EndorsementStatus, Part
from hov_donate.contacts.models import Consent, ContactDetails
from hov_donate.contacts.operations import forget, merge_organisations
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.donations.processes import REMEMBERED_FOR, forget_strangers
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.wiring.holding import held_for_others
from hov_donate.wiring.reactions import reactions
from tests.support.endorsements import (
    MOTION,
    PERSONALLY,
    STAFF,
    body,
    endorses,
    entered,
    leader_endorses,
    names,
)
from tests.support.office import office_settings
from tests.support.words import NOON

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Desk:
    """An installation, and its clock."""

    database: Database
    seal: IdentitySeal
    clock: FixedClock

    def stands(self, endorsement_id: int) -> EndorsementStatus:
        with self.database.reading() as session:
            return session.get_one(Endorsement, endorsement_id).status

    def known(self, details_id: str) -> bool:
        """Whether somebody's name is still kept, and their consent with it."""
        with self.database.reading() as session:
            sealed = session.get_one(ContactDetails, UUID(details_id)).sealed is not None
            given = select(Consent.withdrawn_at).where(Consent.details_id == UUID(details_id))
            assert all((at is None) == sealed for at in session.scalars(given))
            return sealed


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    settings, clock = office_settings(database_url), FixedClock(NOON)
    database = Database(make_engine(database_url), clock, reactions(settings))
    yield Desk(database, IdentitySeal(settings.identity_keys), clock)
    database.engine.dispose()


def test_an_endorsement_counts_from_publishing_until_it_is_withdrawn(desk):
    union = body(desk.database, "Rail Union")
    endorsement_id = entered(desk.database, union)

    def counted() -> dict[str, int]:
        with desk.database.reading() as session:
            return dict(by_country(session))

    assert counted() == {}
    with desk.database.writing() as work:
        publish_endorsement(work, endorsement_id=endorsement_id, actor=STAFF)
    endorses(desk.database, union, replace(MOTION, title="Once more"))
    assert counted() == {"GB": 1}, "two motions of one union are one union"
    leader_endorses(desk.database, desk.seal, body(desk.database, "Dockers", country="FR"))
    assert counted() == {"GB": 1}, "a leader decides for nobody else"
    for number in (endorsement_id, endorsement_id + 1):
        with desk.database.writing() as work:
            withdraw_endorsement(work, endorsement_id=number, reason="New executive", actor=STAFF)
    assert counted() == {}
    with pytest.raises(EndorsementRefusedError), desk.database.writing() as work:
        withdraw_endorsement(work, endorsement_id=endorsement_id, reason="Again", actor=STAFF)
    with desk.database.reading() as session:
        steps = session.scalars(
            select(EndorsementChange).where(EndorsementChange.endorsement_id == endorsement_id)
        ).all()
    assert [it.to_status.value for it in steps] == ["entered", "published", "withdrawn"]
    assert [it.reason for it in steps] == ["", "", "New executive"]


@ONCE
def test_two_rows_of_one_union_that_were_merged_are_one_endorser(desk):
    kept, gone = body(desk.database, "Rail Union"), body(desk.database, "Rail Union")
    for number in (kept, gone):
        endorses(desk.database, number)
    with desk.database.writing() as work:
        merge_organisations(work, kept_id=kept, gone_id=gone, actor=STAFF)
    with desk.database.reading() as session:
        assert by_country(session) == {"GB": 1}


@ONCE
def test_what_was_entered_can_be_mended_but_not_on_whose_word_it_stands(desk):
    endorsement_id = entered(desk.database, body(desk.database, "Rail Union"))
    with desk.database.writing() as work:
        facts = replace(PERSONALLY, deciding_body="Congress", attendance=210)
        change_endorsement(work, endorsement_id=endorsement_id, facts=facts)
    with desk.database.reading() as session:
        row = session.get_one(Endorsement, endorsement_id)
    assert (row.deciding_body, row.attendance) == ("Congress", 210)
    assert row.basis is MOTION.basis


def test_somebody_who_is_named_gets_a_letter_and_removes_their_name_everywhere(desk):
    endorsement_id = endorses(desk.database, body(desk.database, "Rail Union"))
    details_id = names(desk.database, desk.seal, endorsement_id)
    with desk.database.reading() as session:
        [letter] = session.scalars(select(OutboxMessage))
    assert (letter.kind, letter.object_id) == (MailKind.ENDORSEMENT_NAMED, details_id)
    with desk.database.writing() as work:
        assert remove_own_name(work, details_id=UUID(details_id))
    with desk.database.writing() as work:
        assert not remove_own_name(work, details_id=UUID(details_id)), "it is gone already"
    assert not desk.known(details_id)
    assert desk.stands(endorsement_id) is EndorsementStatus.PUBLISHED, "the motion was carried"


@ONCE
def test_who_is_named_anew_takes_the_place_of_who_was_named_before(desk):
    endorsement_id = entered(desk.database, body(desk.database, "Rail Union"))
    before = names(desk.database, desk.seal, endorsement_id)
    after = names(desk.database, desk.seal, endorsement_id, shown=False)
    assert (desk.known(before), desk.known(after)) == (False, True)
    with desk.database.reading() as session:
        [person] = people_of(session, endorsement_id)
    assert (str(person.details_id), person.shown) == (after, False)


@ONCE
def test_a_leaders_endorsement_needs_the_leader_and_goes_with_them(desk):
    union = body(desk.database, "Rail Union")
    nobody = entered(desk.database, union, PERSONALLY)
    with pytest.raises(EndorsementRefusedError), desk.database.writing() as work:
        publish_endorsement(work, endorsement_id=nobody, actor=STAFF)
    endorsement_id = leader_endorses(desk.database, desk.seal, union)
    with desk.database.writing() as work:
        assert remove_name(work, endorsement_id=endorsement_id, part=Part.LEADER, actor=STAFF)
    assert desk.stands(endorsement_id) is EndorsementStatus.WITHDRAWN


def test_named_people_are_kept_by_their_consent_and_erased_people_are_followed(desk):
    endorsement_id = leader_endorses(desk.database, desk.seal, body(desk.database, "Dockers"))
    with desk.database.reading() as session:
        [person] = people_of(session, endorsement_id)
    desk.clock.advance(2 * REMEMBERED_FOR)
    forget_strangers(desk.database, held_for_others)
    assert desk.known(str(person.details_id))
    with desk.database.writing() as work:
        forget(work, details_ids=[person.details_id])
    forget_endorsers(desk.database)
    with desk.database.reading() as session:
        assert people_of(session, endorsement_id) == []
    assert not desk.known(str(person.details_id))
    assert desk.stands(endorsement_id) is EndorsementStatus.WITHDRAWN
