"""Credentials are frozen once, as at the end of the cut-off day, whatever comes later."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from hov_donate.affiliations.models import Affiliation, Conference, Credential, Promise
from hov_donate.affiliations.operations import (
    ConferenceFacts,
    CredentialsTakenError,
    CutOffToComeError,
    DaysOutOfOrderError,
    change_conference,
    open_conference,
)
from hov_donate.affiliations.queries.conferences import Counts, Hall, counted
from hov_donate.affiliations.rules.credentials import Lack
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.sealing import Identity
from tests.support.assembly import CUT_OFF, MEETING, PAID_UP_BY, Assembly, noon

ANA, BO, CHO = Identity("Ana Ríos", "ana@branch.example"), Identity("Bo", ""), Identity("趙", "")
STAFF = "staff:1"
FACTS = ConferenceFacts("Conference", "Cardiff", MEETING, CUT_OFF, PAID_UP_BY)


def credentials(assembly: Assembly) -> dict[int, Credential]:
    with assembly.database.reading() as session:
        return {row.affiliation_id: row for row in session.scalars(select(Credential))}


def test_money_that_comes_after_the_freeze_changes_nothing(assembly: Assembly) -> None:
    paid, owes = assembly.branch(), assembly.branch("Other Union")
    assembly.term(paid)
    assembly.term(owes, 2025)
    unpaid = assembly.term(owes, paid=None)
    conference = assembly.conference()
    assembly.freeze(conference)
    assembly.pay(unpaid, date(2026, 11, 2))
    assembly.freeze(conference)
    found = credentials(assembly)
    assert [(found[it].paid_up, found[it].delegates, found[it].votes) for it in (paid, owes)] == [
        (True, 3, 2),
        (False, 0, 0),
    ]
    assert found[paid].rights == "speak vote motions"
    assert found[paid].name == "Example Union, Dock 7"
    assert assembly.entry(conference, owes).lack is Lack.IN_ARREARS


def test_what_was_written_down_later_counts_from_the_day_on_which_it_came(
    assembly: Assembly,
) -> None:
    conference = assembly.conference()
    early, late, bounced = (assembly.branch(f"Union {n}") for n in range(3))
    for each in (early, late, bounced):
        assembly.term(each, 2025)
    assembly.pay(assembly.term(early, paid=None), PAID_UP_BY, recorded=date(2026, 11, 1))
    assembly.pay(assembly.term(late, paid=None), date(2026, 8, 16), recorded=date(2026, 11, 1))
    cheque = assembly.pay(assembly.term(bounced, paid=None), date(2026, 1, 5))
    assembly.bounce(cheque, date(2026, 11, 1))
    assembly.freeze(conference)
    found = credentials(assembly)
    assert [found[it].paid_up for it in (early, late, bounced)] == [True, False, False]
    assert [found[it].delegates for it in (early, late, bounced)] == [3, 3, 0]


def test_steps_and_terms_after_the_cut_off_do_not_count(assembly: Assembly) -> None:
    conference = assembly.conference()
    lapsed_before, lapsed_after, corrected = (assembly.branch(f"Union {n}") for n in range(3))
    for each in (lapsed_before, lapsed_after, corrected):
        assembly.term(each)
    assembly.moved(lapsed_before, AffiliationStatus.LAPSED, CUT_OFF)
    assembly.moved(lapsed_after, AffiliationStatus.LAPSED, date(2026, 11, 1))
    assembly.void(corrected, 2026, date(2026, 11, 1))
    assembly.term(corrected, delegates=9, made=date(2026, 11, 1), paid=date(2026, 11, 1))
    assembly.freeze(conference)
    found = credentials(assembly)
    assert lapsed_before not in found
    assert found[lapsed_after].delegates == found[corrected].delegates == 3
    assert assembly.entry(conference, lapsed_before).lack is Lack.NOT_AFFILIATED


def test_a_promise_of_before_the_cut_off_holds_the_voice(assembly: Assembly) -> None:
    branch = assembly.branch(status=AffiliationStatus.ARREARS)
    assembly.term(branch, 2025)
    assembly.term(branch, paid=None)
    conference = assembly.conference()
    assert assembly.entry(conference, branch).found.delegates == 0
    with assembly.database.writing() as work:
        work.session.add(
            Promise(
                affiliation_id=branch,
                made_on=date(2026, 6, 1),
                holds_until=date(2026, 12, 1),
                words="The cheque is imminent",
                actor=STAFF,
                promised_at=noon(date(2026, 6, 1)),
            )
        )
    assert assembly.entry(conference, branch).found.delegates == 3


def test_members_have_one_vote_each_and_doubles_none(assembly: Assembly) -> None:
    member, kept, gone = assembly.member(ANA), assembly.branch(), assembly.branch()
    for each in (member, kept, gone):
        assembly.term(each)
    with assembly.database.writing() as work:
        double = work.session.get_one(Affiliation, gone).organisation_id
        other = work.session.get_one(Affiliation, kept).organisation_id
        work.session.get_one(Organisation, double).merged_into_id = other
    conference = assembly.conference()
    assembly.freeze(conference)
    found = credentials(assembly)
    assert set(found) == {member, kept}
    assert (found[member].votes, found[member].delegates, found[member].name) == (1, 0, "")


def test_the_database_refuses_to_change_what_is_frozen(assembly: Assembly) -> None:
    branch, other = assembly.branch(), assembly.branch("Other Union")
    assembly.term(branch)
    conference = assembly.conference()
    assembly.freeze(conference)
    row = credentials(assembly)[branch]
    more = {column.name: getattr(row, column.name) for column in Credential.__table__.columns}
    for statement in (
        update(Credential).values(votes=9),
        delete(Credential),
        insert(Credential).values(more | {"affiliation_id": other}),
        update(Conference).values(cut_off_on=PAID_UP_BY),
        update(Conference).values(taken_at=None, taken_by=None),
    ):
        with pytest.raises(DatabaseError), assembly.database.writing() as work:
            work.session.execute(statement)
    assert credentials(assembly)[branch].votes == 2


def test_killed_half_way_the_next_try_begins_anew_without_doubles(
    assembly: Assembly, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        assembly.term(assembly.branch(f"Union {n}"))
    conference = assembly.conference()
    batch, seen = Hall.batch, []

    def dies(hall: Hall, after: int, size: int = 2) -> object:
        seen.append(after)
        if len(seen) == 3:
            raise SystemExit
        return batch(hall, after, 2)

    monkeypatch.setattr(Hall, "batch", dies)
    with pytest.raises(SystemExit):
        assembly.freeze(conference)
    assert credentials(assembly) == {}
    assembly.freeze(conference)
    assert len(credentials(assembly)) == 5
    assembly.freeze(conference)
    assert len(credentials(assembly)) == 5


def test_nothing_is_frozen_before_the_cut_off_day_is_over(assembly: Assembly) -> None:
    conference = assembly.conference()
    assembly.on(CUT_OFF)
    with pytest.raises(CutOffToComeError):
        assembly.freeze(conference)


def test_before_the_cut_off_it_is_told_how_everybody_stands_now(assembly: Assembly) -> None:
    branch = assembly.branch()
    invoice = assembly.term(branch, paid=None)
    conference = assembly.conference()
    assembly.on(date(2026, 2, 1))
    assert not assembly.entry(conference, branch).found.paid_up
    assembly.pay(invoice, date(2026, 2, 1))
    assert assembly.entry(conference, branch).found.votes == 2


def test_a_conference_is_changed_until_it_is_frozen(assembly: Assembly) -> None:
    conference = assembly.conference()
    moved = replace(FACTS, place="Porto", held_on=date(2026, 12, 5))
    with assembly.database.writing() as work:
        assert change_conference(work, conference_id=conference, facts=moved).place == "Porto"
    assembly.freeze(conference)
    with pytest.raises(CredentialsTakenError), assembly.database.writing() as work:
        change_conference(work, conference_id=conference, facts=FACTS)


@pytest.mark.parametrize(
    "facts",
    [replace(FACTS, cut_off_on=date(2026, 12, 1)), replace(FACTS, paid_up_by=date(2026, 11, 1))],
)
def test_days_that_are_out_of_order_are_refused(assembly: Assembly, facts: ConferenceFacts) -> None:
    with pytest.raises(DaysOutOfOrderError), assembly.database.writing() as work:
        open_conference(work, facts=facts, actor=STAFF)


def test_a_conference_is_counted(assembly: Assembly) -> None:
    paid, owes, member = assembly.branch(), assembly.branch("Other"), assembly.member(ANA)
    assembly.term(paid)
    assembly.term(owes, 2025)
    assembly.term(owes, paid=date(2026, 9, 1), delegates=5)
    assembly.term(member)
    conference = assembly.conference()
    assembly.names(conference, paid, BO)
    expected = Counts(
        affiliations=2,
        members=1,
        entitled=3,
        not_paid_up=1,
        delegates=8,
        named=1,
        votes=2,
        members_votes=1,
    )
    assert figures(assembly, conference) == expected
    assembly.freeze(conference)
    assert figures(assembly, conference) == expected


def figures(assembly: Assembly, conference_id: int) -> Counts:
    with assembly.database.reading() as session:
        conference = session.get_one(Conference, conference_id)
        zone = assembly.parts.settings.campaign.time_zone
        return counted(Hall.at(session, conference, assembly.office.clock.now(), zone))
