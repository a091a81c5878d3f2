"""Delegates are invited, named, replaced, and forgotten after the meeting."""

import re
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import Delegate, Officer
from hov_donate.affiliations.operations import (
    ConferenceOverError,
    TooManyDelegatesError,
    forget_delegates,
    invite_delegates,
    replace_delegate,
    withdraw_delegate,
)
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.outbox.operations import Claim
from hov_donate.wiring.letters import letters
from tests.support.assembly import MEETING, Assembly

ANA, BO, CHO = Identity("Ana Ríos", "ana@branch.example"), Identity("Bo", ""), Identity("趙", "")
STAFF = "staff:1"


def name(assembly: Assembly, conference: int, branch: int, *names: Identity) -> list[str]:
    assembly.names(conference, branch, *names)
    return sent(assembly)


def sent(assembly: Assembly) -> list[str]:
    with assembly.database.reading() as session:
        wanted = select(Delegate).where(Delegate.ended_at.is_(None)).order_by(Delegate.place)
        rows = list(session.scalars(wanted))
        known = identities(session, assembly.parts.seal, [row.details_id for row in rows])
    return [f"{row.place} {known[row.details_id].name}" for row in rows]


def test_delegates_are_named_within_what_may_be_sent(assembly: Assembly) -> None:
    branch = assembly.branch()
    assembly.term(branch, delegates=2)
    conference = assembly.conference()
    assert name(assembly, conference, branch, ANA) == ["1 Ana Ríos"]
    with pytest.raises(TooManyDelegatesError) as refused:
        name(assembly, conference, branch, BO, CHO)
    assert (refused.value.entitled, refused.value.named) == (2, 1)
    assert sent(assembly) == ["1 Ana Ríos"]
    assembly.freeze(conference)
    assert name(assembly, conference, branch, BO) == ["1 Ana Ríos", "2 Bo"]
    assert name(assembly, conference, branch, BO, ANA) == ["1 Ana Ríos", "2 Bo"]
    with pytest.raises(TooManyDelegatesError):
        name(assembly, conference, branch, CHO)


def test_delegates_are_named_on_the_day_of_the_meeting_and_not_after_it(
    assembly: Assembly,
) -> None:
    branch = assembly.branch()
    assembly.term(branch)
    conference = assembly.conference()
    assembly.freeze(conference)
    assembly.on(MEETING)
    assert name(assembly, conference, branch, ANA) == ["1 Ana Ríos"]
    assembly.on(date(2026, 11, 29))
    with pytest.raises(ConferenceOverError):
        name(assembly, conference, branch, BO)


def test_who_is_replaced_or_withdrawn_is_forgotten(assembly: Assembly) -> None:
    branch = assembly.branch()
    assembly.term(branch)
    conference = assembly.conference()
    name(assembly, conference, branch, ANA, BO)
    more = {"conference_id": conference, "affiliation_id": branch}
    settings, seal = assembly.parts.settings, assembly.parts.seal
    with assembly.database.writing() as work:
        replace_delegate(
            work, **more, place=1, identity=CHO, actor=STAFF, settings=settings, seal=seal
        )
        for _ in range(2):
            withdraw_delegate(work, **more, place=2, settings=settings)
    assert sent(assembly) == ["1 趙"]
    with assembly.database.reading() as session:
        ended = list(session.scalars(select(Delegate).where(Delegate.ended_at.is_not(None))))
        gone = [session.get_one(ContactDetails, each.details_id) for each in ended]
    assert [each.sealed for each in gone] == [None, None]
    assert name(assembly, conference, branch, BO) == ["1 趙", "2 Bo"]


def test_two_without_an_address_are_two_people(assembly: Assembly) -> None:
    branch = assembly.branch()
    assembly.term(branch)
    name(assembly, assembly.conference(), branch, BO, CHO)
    with assembly.database.reading() as session:
        wanted = select(ContactDetails.contact_id).join(
            Delegate, Delegate.details_id == ContactDetails.id
        )
        assert len(set(session.scalars(wanted))) == 2


def test_who_may_send_somebody_is_invited_once(assembly: Assembly) -> None:
    paid, owes = assembly.branch(language="es"), assembly.branch("Other Union")
    assembly.term(paid)
    assembly.term(owes, 2025)
    assembly.term(owes, paid=None)
    assembly.term(assembly.member(ANA))
    conference = assembly.conference()
    for _ in range(2):
        with assembly.database.writing() as work:
            settings = assembly.parts.settings
            assert invite_delegates(work, conference_id=conference, settings=settings) == 1
    with assembly.database.reading() as session:
        [letter] = session.scalars(select(OutboxMessage))
    assert letter.kind is MailKind.DELEGATES_INVITED
    assert (letter.object_id, letter.language) == (f"{paid}/{conference}", "es")


def test_names_are_forgotten_three_months_after_the_meeting(assembly: Assembly) -> None:
    branch = assembly.branch()
    assembly.term(branch)
    name(assembly, assembly.conference(), branch, ANA)
    for days, kept in ((90, 1), (91, 0)):
        with assembly.database.writing() as work:
            forget_delegates(work, today=MEETING + timedelta(days=days))
        with assembly.database.reading() as session:
            [delegate] = session.scalars(select(Delegate))
            found = identities(session, assembly.parts.seal, [delegate.details_id])
        assert len(found) == kept


def letter(assembly: Assembly, conference: int, branch: int) -> EmailMessage | None:
    """The invitation as it would be sent now."""
    with assembly.database.reading() as session:
        officer = session.scalars(select(Officer).where(Officer.affiliation_id == branch)).one()
    claim = Claim(
        1,
        1,
        MailKind.DELEGATES_INVITED,
        f"{branch}/{conference}",
        officer.details_id,
        "en",
        "0" * 32,
    )
    return letters(assembly.parts.settings, assembly.parts.giving)(claim)


def test_the_invitation_says_how_many_and_where_and_tells_an_onlooker_nothing(
    assembly: Assembly,
) -> None:
    branch = assembly.branch()
    assembly.term(branch)
    conference = assembly.conference()
    sent_letter = letter(assembly, conference, branch)
    assert sent_letter is not None
    plain = sent_letter.get_body(("plain",))
    assert plain is not None
    words = plain.get_content()
    assert sent_letter["Subject"] == "Please name your delegates"
    for expected in ("3 delegates", "2 votes", "28 November 2026", "Example Union, Dock 7"):
        assert expected in words
    path = re.search(r"http\S+(/en/delegates/\S+)", words)
    assert path
    assert assembly.office.browser().get(path[1]).status_code == 200


def test_an_invitation_is_dropped_once_it_is_over_or_nobody_may_be_sent(
    assembly: Assembly,
) -> None:
    branch, owes = assembly.branch(), assembly.branch("Other Union")
    assembly.term(branch)
    assembly.term(owes, paid=None)
    conference = assembly.conference()
    assert letter(assembly, conference, owes) is None
    assembly.on(MEETING + timedelta(days=1))
    assert letter(assembly, conference, branch) is None
