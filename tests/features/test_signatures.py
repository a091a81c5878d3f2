"""People sign an appeal, confirm it and take it back; a person looks at what is odd."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select, update

from hov_donate.campaign.appeals.models import Signature, SignatureCount
from hov_donate.campaign.appeals.operations import (
    PaperDesk,
    PaperRefusedError,
    accept_for_paper,
    accept_signatures,
    change_appeal,
    look_at_paper,
    reject_signatures,
    take_paper,
    withdraw_signature,
)
from hov_donate.campaign.appeals.processes import forget_signers
from hov_donate.campaign.appeals.queries.own import own_signatures
from hov_donate.campaign.appeals.queries.standing import in_public
from hov_donate.campaign.appeals.rules import (
    KNOWN_AFTER,
    MOST_FROM_ONE_PLACE,
    HoldReason,
    Shown,
    SignatureStatus,
    Told,
)
from hov_donate.campaign.appeals.sheets import read_sheet
from hov_donate.contacts.models import Consent, ContactDetails
from hov_donate.contacts.sealing import Identity
from hov_donate.core.i18n import translator
from hov_donate.donations.processes import forget_strangers
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.wiring import held_for_others
from tests.support.appeals import ALL, FACTS, NOTHING, ROSA, Petition, an_appeal
from tests.support.words import NOON

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STAFF = "staff:1"


def person(number: int) -> Identity:
    return Identity(f"Person {number}", f"person{number}@people.example")


def names(petition: Petition, country: str | None = None) -> list[str]:
    with petition.database.reading() as session:
        page = in_public(session, petition.seal, petition.appeal.id, country=country)
    return [it.name for it in page.lines]


def known(petition: Petition) -> int:
    """How many people are still named anywhere."""
    with petition.database.reading() as session:
        named = select(func.count()).where(ContactDetails.sealed.is_not(None))
        return session.scalar(named) or 0


def test_a_signature_counts_once_it_is_confirmed_and_once_for_each_person(petition):
    first = petition.signs(shown=ALL)
    assert (petition.counted(), names(petition)) == ({}, [])
    assert petition.confirms(first)
    assert petition.confirms(first), "pressing again is no harm"
    assert petition.counted() == {"GB": (1, 1)}
    assert names(petition) == ["Rosa Quiñones"]
    again = Identity("Rosa Q.", "ROSA@people.example")
    petition.signed(again, Shown(organisation=True), country="ES")
    assert petition.counted() == {"ES": (1, 1)}, "the newer one stands for her"
    assert names(petition) == [""]
    assert petition.one(first).status is SignatureStatus.REPLACED
    assert petition.one(first).told is None
    assert known(petition) == 1


def test_two_clicks_at_once_are_one_signature(petition):
    ids = [petition.signs(country=country) for country in ("GB", "FR")]
    clicks = [Thread(target=petition.confirms, args=[it]) for it in ids * 2]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert sum(confirmed for confirmed, _ in petition.counted().values()) == 1


def test_taken_back_the_name_is_gone_everywhere_at_once_and_the_count_falls(petition):
    mine = petition.signed(shown=ALL)
    petition.signed(person(2), ALL)
    with petition.database.writing() as work:
        assert withdraw_signature(work, signature_id=mine)
    assert petition.counted() == {"GB": (1, 1)}
    assert names(petition) == ["Person 2"]
    gone = petition.one(mine)
    assert (gone.told, gone.person, gone.likeness, gone.listed) == (None, None, None, False)
    assert known(petition) == 1
    with petition.database.reading() as session:
        agreed = session.scalars(select(Consent).where(Consent.details_id == gone.details_id))
        assert all(it.withdrawn_at for it in agreed.all())
    with petition.database.writing() as work:
        assert not withdraw_signature(work, signature_id=mine)
    assert petition.signed(shown=ALL), "one may sign again"
    assert petition.counted() == {"GB": (2, 2)}


@ONCE
def test_only_what_was_ticked_is_shown(petition):
    petition.signed(person(1), Shown(role=True, organisation=True))
    petition.signed(person(2), Shown(town=True))
    petition.signed(person(3), NOTHING)
    assert petition.counted() == {"GB": (3, 1)}
    with petition.database.reading() as session:
        [line] = in_public(session, petition.seal, petition.appeal.id).lines
    assert (line.name, line.role, line.organisation, line.town) == (
        *("", "General secretary", "Example Union", ""),
    )


@ONCE
@pytest.mark.parametrize(
    ("someone", "told", "why"),
    [
        (Identity("Buy at www.pills.example", "a@people.example"), Told(), HoldReason.LINK),
        (Identity("Rosa", "a@x.mailinator.com"), Told(), HoldReason.THROWAWAY_ADDRESS),
        (Identity("Rosa", "a@people.example"), Told(role="!!!!!!!!!!!!!"), HoldReason.SHOUTING),
    ],
)
def test_what_is_odd_waits_for_a_person_and_counts_only_then(petition, someone, told, why):
    odd = petition.signs(someone, ALL, told)
    assert petition.confirms(odd), "nothing of it is told to the outside"
    assert (petition.counted(), petition.one(odd).held_for) == ({}, why)
    with petition.database.writing() as work:
        assert accept_signatures(work, ids=[odd], actor=STAFF) == 1
        assert reject_signatures(work, ids=[odd], actor=STAFF) == 0, "it is decided"
    assert petition.counted() == {"GB": (1, 1)}
    assert petition.one(odd).settled_by == STAFF


@ONCE
def test_many_from_one_neighbourhood_wait_and_the_place_is_forgotten(petition):
    ids = [petition.signs(person(n), place="p" * 64) for n in range(MOST_FROM_ONE_PLACE + 3)]
    for each in ids[:MOST_FROM_ONE_PLACE]:
        petition.confirms(each)
    assert all(petition.one(it).status is SignatureStatus.HELD for it in ids[:2])
    petition.signed(ROSA, place="q" * 64)
    assert petition.counted() == {"GB": (1, 0)}
    petition.clock.advance(timedelta(days=3))
    forget_signers(petition.database, petition.settings)
    assert all(it.place is None for it in petition.all())


@ONCE
def test_who_never_confirms_is_forgotten_after_a_week(petition):
    petition.signs()
    petition.signed(person(2))
    petition.clock.advance(timedelta(days=6))
    forget_signers(petition.database, petition.settings)
    assert len(petition.all()) == 2
    petition.clock.advance(timedelta(days=2))
    forget_signers(petition.database, petition.settings)
    [left] = petition.all()
    assert left.status is SignatureStatus.CONFIRMED
    assert known(petition) == 1


@ONCE
def test_who_did_not_agree_to_be_kept_is_forgotten_and_still_counts_once(petition):
    petition.signed(keep=False)
    petition.signed(person(2), ALL)
    with petition.database.writing() as work:
        work.session.execute(update(OutboxMessage).values(status=OutboxStatus.SENT))
    petition.clock.advance(timedelta(days=31))
    forget_strangers(petition.database, held_for_others)
    forget_signers(petition.database, petition.settings)
    assert (known(petition), names(petition)) == (1, ["Person 2"])
    assert petition.all()[0].told is None
    assert petition.counted() == {"GB": (2, 1)}
    petition.signed(keep=False)
    assert petition.counted() == {"GB": (2, 1)}


@ONCE
def test_a_flood_that_confirms_nothing_changes_no_figure(petition):
    for number in range(180):
        petition.signs(person(number), ALL, country=("GB", "US", "RU")[number % 3])
    honest = [petition.signs(person(1000 + n), ALL, country="VE") for n in range(20)]
    for each in honest:
        assert petition.confirms(each)
    assert petition.counted() == {"VE": (20, 20)}
    with petition.database.reading() as session:
        stands = select(func.count()).where(Signature.status == SignatureStatus.CONFIRMED)
        assert session.scalar(stands) == session.scalar(select(func.sum(SignatureCount.confirmed)))


SHEET = """name;country;email;role;organisation;town;keep;show_name;show_role;show_organisation
Ana Paper;ES;;Nurse;CC OO;Cádiz;yes;yes;yes;
Rosa Again;United Kingdom;rosa@people.example;;;;;;;
quinones, ROSA;GB;;;;;;;;
Ana Paper;España;;;;;;;;
Unknown Worker;GB;;;;;;;;
"""


def take_sheet(petition: Petition, desk: PaperDesk, content: bytes) -> None:
    """A sheet without twins counts."""
    with petition.database.writing() as work:
        batch = look_at_paper(
            work,
            appeal_id=petition.appeal.id,
            content=content,
            rows=read_sheet(content),
            desk=desk,
        )
    with petition.database.writing() as work:
        take_paper(work, batch_id=batch.id, decided={}, desk=desk)


@pytest.fixture
def desk(petition) -> PaperDesk:
    return PaperDesk(STAFF, petition.seal, translator("en"), "C")


def test_a_sheet_is_read_twins_are_decided_by_a_person_and_twice_is_once(petition, desk):
    petition.signed(ROSA, ALL)
    content = SHEET.encode("cp1252")
    rows = read_sheet(content)
    with petition.database.writing() as work:
        batch = look_at_paper(
            work, appeal_id=petition.appeal.id, content=content, rows=rows, desk=desk
        )
    with pytest.raises(PaperRefusedError), petition.database.writing() as work:
        take_paper(work, batch_id=batch.id, decided={}, desk=desk)
    assert petition.counted() == {"GB": (1, 1)}
    decided = {4: False, 5: True}
    with petition.database.writing() as work:
        taken = take_paper(work, batch_id=batch.id, decided=decided, desk=desk)
    assert (taken.taken, taken.sealed_rows) == (3, None)
    assert petition.counted() == {"GB": (2, 1), "ES": (2, 1)}
    assert set(names(petition)) == {"Rosa Quiñones", "Ana Paper"}
    with pytest.raises(PaperRefusedError), petition.database.writing() as work:
        take_paper(work, batch_id=batch.id, decided=decided, desk=desk)
    with petition.database.writing() as work:
        again = look_at_paper(
            work, appeal_id=petition.appeal.id, content=content, rows=rows, desk=desk
        )
    assert (again.id, again.taken) == (batch.id, 3)
    assert petition.counted() == {"GB": (2, 1), "ES": (2, 1)}


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
    assert names(petition, "GB") == ["Rosa Quiñones"]


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
    assert set(names(petition)) == {"Rosa Quiñones", "Ana Paper"}, "it is not over yet"
    petition.clock.advance(timedelta(days=1))
    forget_signers(petition.database, petition.settings)
    assert petition.counted() == {"GB": (2, 0), "ES": (1, 0)}
    assert (names(petition), known(petition)) == ([], 0)
    for each in petition.all():
        assert (each.told, each.person, each.likeness) == (None, None, None)
    with petition.database.writing() as work:
        assert withdraw_signature(work, signature_id=mine), "the link is good for longer"
        assert reject_signatures(work, ids=[odd], actor=STAFF) == 1
    assert petition.counted() == {"GB": (1, 0), "ES": (1, 0)}


@ONCE
def test_one_link_of_each_appeal_is_sent_again_that_which_stands(petition):
    first, second = petition.signed(), petition.signs(country="FR")
    other = an_appeal(petition.database, replace(FACTS, slug="another"))
    unsure = replace(petition, appeal=other)
    unsure.signs()
    last = unsure.signs()
    with petition.database.reading() as session:
        own = own_signatures(session, petition.seal, "ROSA@people.example")
        assert {it.id for it in own} == {first, last}
    petition.confirms(second)
    with petition.database.reading() as session:
        own = own_signatures(session, petition.seal, ROSA.email)
        assert {it.id for it in own} == {second, last}
