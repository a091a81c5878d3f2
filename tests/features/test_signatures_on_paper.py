"""Signatures on paper are typed in, twins are decided about, and names end with the campaign."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.campaign.appeals.models import Appeal, PaperBatch
from hov_donate.campaign.appeals.operations import (
    PaperDesk,
    PaperRefusedError,
    accept_for_paper,
    change_appeal,
    look_at_paper,
    reject_signatures,
    take_paper,
    withdraw_signature,
)
from hov_donate.campaign.appeals.processes import forget_signers
from hov_donate.campaign.appeals.rules import (
    KNOWN_AFTER,
    MOST_FROM_ONE_PLACE,
    SHEET_KEPT_FOR,
    HoldReason,
    SignatureStatus,
)
from hov_donate.campaign.appeals.sheets import read_sheet
from hov_donate.contacts.sealing import Identity
from hov_donate.core.i18n import translator
from tests.support.appeals import ALL, FACTS, NOTHING, ROSA, Petition, an_appeal, person
from tests.support.words import NOON

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STAFF = "staff:1"
SHEET = """name;country;email;role;organisation;town;keep;show_name;show_role;show_organisation
Ana Paper;ES;;Nurse;CC OO;Cádiz;yes;yes;yes;
Rosa Again;United Kingdom;rosa@people.example;;;;;;;
quinones, ROSA;GB;;;;;;;;
Ana Paper;España;;;;;;;;
Unknown Worker;GB;;;;;;;;
"""


def look_at(petition: Petition, desk: PaperDesk, content: bytes) -> PaperBatch:
    """A sheet is brought, and waits."""
    rows = read_sheet(content)
    with petition.database.writing() as work:
        return look_at_paper(
            work, appeal_id=petition.appeal.id, content=content, rows=rows, desk=desk
        )


def take_sheet(petition: Petition, desk: PaperDesk, content: bytes) -> None:
    """A sheet without twins counts."""
    batch = look_at(petition, desk, content)
    with petition.database.writing() as work:
        take_paper(work, batch_id=batch.id, decided={}, desk=desk)


@pytest.fixture
def desk(petition) -> PaperDesk:
    return PaperDesk(STAFF, petition.seal, translator("en"), "C")


def test_a_sheet_is_read_twins_are_decided_by_a_person_and_twice_is_once(petition, desk):
    petition.signed(ROSA, ALL)
    content = SHEET.encode("cp1252")
    batch = look_at(petition, desk, content)
    with pytest.raises(PaperRefusedError), petition.database.writing() as work:
        take_paper(work, batch_id=batch.id, decided={}, desk=desk)
    assert petition.counted() == {"GB": (1, 1)}
    decided = {4: False, 5: True}
    with petition.database.writing() as work:
        taken = take_paper(work, batch_id=batch.id, decided=decided, desk=desk)
    assert (taken.taken, taken.sealed_rows) == (3, None)
    assert petition.counted() == {"GB": (2, 1), "ES": (2, 1)}
    assert set(petition.named()) == {"Rosa Quiñones", "Ana Paper"}
    with pytest.raises(PaperRefusedError), petition.database.writing() as work:
        take_paper(work, batch_id=batch.id, decided=decided, desk=desk)
    again = look_at(petition, desk, content)
    assert (again.id, again.taken) == (batch.id, 3)
    assert petition.counted() == {"GB": (2, 1), "ES": (2, 1)}


@ONCE
def test_a_sheet_that_nobody_decides_about_is_forgotten_and_can_be_brought_again(petition, desk):
    content = b"name,country\nAna Paper,ES\n"
    batch = look_at(petition, desk, content)
    petition.clock.advance(SHEET_KEPT_FOR)
    forget_signers(petition.database, petition.settings)
    assert look_at(petition, desk, content).sealed_rows is not None
    petition.clock.advance(timedelta(days=1))
    forget_signers(petition.database, petition.settings)
    with petition.database.reading() as session:
        assert session.get_one(PaperBatch, batch.id).sealed_rows is None
    take_sheet(petition, desk, content)
    assert petition.counted() == {"ES": (1, 0)}


def test_who_signed_on_paper_and_signs_again_waits_and_is_counted_once(petition, desk):
    take_sheet(petition, desk, "name,country,keep,show_name\nQuiñones Rosa,GB,yes,yes\n".encode())
    mine = petition.signed(ROSA, ALL)
    assert petition.one(mine).held_for is HoldReason.ON_PAPER
    assert petition.counted() == {"GB": (1, 1)}
    petition.signed(Identity(ROSA.name, "another@people.example"), country="IE")
    assert petition.counted() == {"GB": (1, 1), "IE": (1, 0)}, "of another country she is another"
    for counts_now in (True, False):
        with petition.database.writing() as work:
            taken = accept_for_paper(work, signature_id=mine, seal=petition.seal, actor=STAFF)
            assert taken is counts_now
    assert petition.counted() == {"GB": (1, 1), "IE": (1, 0)}
    assert [it.status for it in petition.all()[:2]] == [
        *(SignatureStatus.REPLACED, SignatureStatus.CONFIRMED),
    ]
    assert petition.named("GB") == ["Rosa Quiñones"]


def test_in_a_hall_that_signs_together_who_is_on_paper_too_is_asked_about_alone(petition, desk):
    take_sheet(petition, desk, "name,country\nQuiñones Rosa,GB\n".encode())
    hall = "h" * 64
    for number in range(MOST_FROM_ONE_PLACE + 1):
        petition.signed(person(number), place=hall)
    mine = petition.signed(ROSA, ALL, place=hall)
    assert petition.one(mine).held_for is HoldReason.ON_PAPER, "not one of many of the hall"


def test_a_year_after_an_appeal_has_closed_only_its_numbers_are_left(petition, desk):
    closes_on = NOON.date() + timedelta(days=10)
    with petition.database.writing() as work:
        facts = replace(FACTS, closes_on=closes_on)
        change_appeal(work, appeal_id=petition.appeal.id, facts=facts)
    take_sheet(petition, desk, b"name,country,keep,show_name\nAna Paper,ES,yes,yes\n")
    mine = petition.signed(ROSA, ALL)
    petition.signed(person(2), NOTHING)
    odd = petition.signed(Identity("See www.pills.example", "odd@people.example"), ALL)
    petition.clock.advance(timedelta(days=10) + KNOWN_AFTER)
    forget_signers(petition.database, petition.settings)
    assert set(petition.named()) == {"Rosa Quiñones", "Ana Paper"}, "it is not over yet"
    petition.clock.advance(timedelta(days=1))
    forget_signers(petition.database, petition.settings)
    assert petition.counted() == {"GB": (2, 0), "ES": (1, 0)}
    assert (petition.named(), petition.known()) == ([], 0)
    for each in petition.all():
        assert (each.told, each.person, each.likeness) == (None, None, None)
    with petition.database.writing() as work:
        assert withdraw_signature(work, signature_id=mine), "the link is good for longer"
        assert reject_signatures(work, ids=[odd], actor=STAFF) == 1
    assert petition.counted() == {"GB": (1, 0), "ES": (1, 0)}


def test_who_signed_two_appeals_stays_one_person_when_names_are_gone(petition):
    closes_on = NOON.date()
    for slug in ("second", "third"):
        an_appeal(petition.database, replace(FACTS, slug=slug, closes_on=closes_on))
    with petition.database.reading() as session:
        first, second, third = session.scalars(select(Appeal).order_by(Appeal.id)).all()
    for each in (first, second, third):
        replace(petition, appeal=each).signed(ROSA, ALL)
    replace(petition, appeal=second).signed(person(2))
    petition.clock.advance(KNOWN_AFTER + timedelta(days=1))
    forget_signers(petition.database, petition.settings)
    rows = [(it.appeal_id, it.repeats) for it in petition.all()]
    assert rows == [(1, False), (2, True), (3, True), (2, False)]
    with petition.database.writing() as work:
        facts = replace(FACTS, closes_on=closes_on)
        change_appeal(work, appeal_id=first.id, facts=facts)
    forget_signers(petition.database, petition.settings)
    assert [it.repeats for it in petition.all()] == [False, True, True, False]
    assert petition.known() == 0
