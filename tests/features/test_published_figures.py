"""What the campaign publishes comes from the rows, and can be proved later from what they were."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import UpdateBase, delete, select, update
from sqlalchemy.exc import DatabaseError

from hov_donate.app import build_parts, build_worker
from hov_donate.campaign.appeals.models import SignatureCount
from hov_donate.campaign.appeals.operations import withdraw_signature
from hov_donate.campaign.appeals.processes import forget_signers
from hov_donate.campaign.appeals.rules import KNOWN_AFTER
from hov_donate.campaign.endorsements.operations import withdraw_endorsement
from hov_donate.campaign.events.operations import call_off_event
from hov_donate.campaign.numbers.catalogue import DEFINITIONS
from hov_donate.campaign.numbers.models import FigureInput, FigureSnapshot, FigureValue
from hov_donate.campaign.numbers.queries import (
    inputs_as_of,
    published,
    published_on,
)
from hov_donate.campaign.numbers.rules import (
    Figure,
    Rounded,
    checksum,
    rounded_down,
)
from hov_donate.campaign.numbers.sources import inputs_now, miscounted
from hov_donate.campaign.numbers.telling import telling
from hov_donate.cli import house as cli
from hov_donate.cli.demo.endorsing import tell_endorsements
from hov_donate.cli.numbers import numbers
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.operations import (
    link_to_parent,
    merge_organisations,
    note_members,
    part_organisations,
)
from hov_donate.contacts.sealing import Identity
from tests.support.appeals import FACTS, ROSA, an_appeal
from tests.support.endorsements import STAFF, TODAY, body, endorses, leader_endorses
from tests.support.events import published as event_published
from tests.support.office import office_settings
from tests.support.publishing import A_DAY, figures

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_figures_follow_people_events_and_decisions_and_fall_with_them(campaign):
    here, database, seal = campaign.petition, campaign.petition.database, campaign.petition.seal
    rosa = here.signed(ROSA)
    here.signed(Identity("Ali Rezaei", "ali@people.example"), country="AF")
    here.signs(Identity("Nobody Yet", "nobody@people.example"), country="VN")
    event_id = event_published(database, seal)
    event_published(database, seal, organiser="Another notice of the same evening")
    union = body(database, "Rail Union", members=80_000)
    branch = body(database, "Leeds", members=300, below=union, kind="union_branch")
    both = [endorses(database, it) for it in (union, branch)]
    leader_endorses(database, seal, body(database, "Dockers", members=5000, country="FR"))

    before = campaign.publish()
    assert figures(before) | {"events": 0} == {
        "people": 2,
        "countries": 2,
        "events": 0,
        "event_countries": 0,
        "organisations": 2,
        "workers": 80_000,
        "leaders": 1,
        "leaders_workers": 5000,
    }, "nobody who did not confirm, no branch beside its union, no leader among decisions"
    here.clock.advance(timedelta(days=30))
    assert figures(campaign.publish())["events"] == 1, "two notices of one evening are one event"

    with database.writing() as work:
        withdraw_signature(work, signature_id=rosa)
        call_off_event(work, event_id=event_id, actor=STAFF)
        call_off_event(work, event_id=event_id + 1, actor=STAFF)
        withdraw_endorsement(work, endorsement_id=both[0], reason="Congress", actor=STAFF)
    after = figures(campaign.publish())
    assert after == {
        "people": 1,
        "countries": 1,
        "events": 0,
        "event_countries": 0,
        "organisations": 1,
        "workers": 300,
        "leaders": 1,
        "leaders_workers": 5000,
    }
    assert campaign.faults() == [], "what was published before is reproduced as it was"
    with database.reading() as session:
        assert published_on(session, before.day) == before


@ONCE
def test_somebody_who_signed_two_appeals_is_one_person(campaign):
    here = campaign.petition
    here.signed(ROSA)
    here.appeal = an_appeal(here.database, replace(FACTS, slug="another"))
    here.signed(ROSA, country="IE")
    found = figures(campaign.publish())
    assert (found["people"], found["countries"]) == (1, 2)


@ONCE
def test_people_are_as_many_when_the_names_of_an_appeal_are_gone(campaign):
    here = campaign.petition
    here.signed(ROSA)
    ending = replace(FACTS, slug="another", closes_on=here.clock.now().date())
    here.appeal = an_appeal(here.database, ending)
    here.signed(ROSA)
    here.signed(Identity("Ali Rezaei", "ali@people.example"), country="AF")
    before = figures(campaign.publish())
    here.clock.advance(KNOWN_AFTER + timedelta(days=1))
    forget_signers(here.database, here.settings)
    assert here.known() == 1, "the first appeal stands"
    assert figures(campaign.publish()) == before
    assert before["people"] == 2
    here.appeal = an_appeal(here.database, replace(FACTS, slug="after"))
    here.signed(Identity("Ali Rezaei", "ali@people.example"), country="AF")
    assert figures(campaign.publish())["people"] == 3, "nobody knows any more that it is he"
    assert "only then counts once more" in DEFINITIONS[Figure.PEOPLE].meaning


@ONCE
def test_a_figure_of_members_that_changes_later_leaves_what_was_published_alone(campaign):
    database = campaign.petition.database
    union = body(database, "Rail Union", members=80_000)
    endorses(database, union)
    campaign.publish()
    confederation = body(database, "All Unions", members=None)
    with database.writing() as work:
        note_members(
            work, organisation_id=union, members=81_500, as_at=TODAY, source=MembersSource.REPORT
        )
        link_to_parent(work, organisation_id=union, parent_id=confederation)
    assert figures(campaign.publish())["workers"] == 81_500
    assert campaign.faults() == []


@ONCE
def test_bodies_that_did_not_agree_to_be_named_are_counted_without_a_name(campaign):
    database = campaign.petition.database
    for name, country, members, listed in (
        ("Rail Union", "GB", 500, True),
        ("Silent Union", "TR", 900, False),
        ("Dockers", "GB", 70, True),
    ):
        endorses(database, body(database, name, members=members, country=country, listed=listed))
    it = campaign.publish()
    with database.reading() as session:
        bodies = [
            (row.name, row.country, row.members) for row in telling(session, it, frozenset()).bodies
        ]
        told = telling(session, it, frozenset())
    assert bodies == [("", "TR", 900), ("Rail Union", "GB", 500), ("Dockers", "GB", 70)]
    assert told.workers_by_country == {"TR": 900, "GB": 570}
    assert told.untold_countries == {"TR"}


@ONCE
def test_two_rows_that_are_one_count_by_the_number_that_was_told_last(campaign):
    database = campaign.petition.database
    kept, double = body(database, "Rail Union"), body(database, "Rail Union (old)", members=5_000)
    endorses(database, double)
    assert figures(campaign.publish())["workers"] == 5_000
    with database.writing() as work:
        merge = merge_organisations(work, kept_id=kept, gone_id=double, actor=STAFF)
        merge_id = merge.id
    assert figures(campaign.publish())["workers"] == 5_000, "the kept row never told any"
    with database.writing() as work:
        note_members(
            work,
            organisation_id=kept,
            members=4_800,
            as_at=TODAY + A_DAY,
            source=MembersSource.REPORT,
        )
    assert figures(campaign.publish())["workers"] == 4_800
    with database.writing() as work:
        part_organisations(work, merge_id=merge_id, actor=STAFF)
    assert figures(campaign.publish())["workers"] == 5_000, "nothing was copied"
    assert campaign.faults() == []


def test_nobody_changes_what_was_published(campaign):
    campaign.petition.signed(ROSA)
    campaign.publish()
    attempts: list[UpdateBase] = [
        *(delete(table) for table in (FigureValue, FigureSnapshot, FigureInput)),
        update(FigureValue).values(value=FigureValue.value + 1),
        update(FigureInput).values(key="GB"),
        update(FigureSnapshot).values(method=2),
    ]
    for statement in attempts:
        with (
            pytest.raises(DatabaseError, match="published_figures_stay"),
            campaign.petition.database.writing() as work,
        ):
            work.session.execute(statement)


@ONCE
def test_what_was_changed_past_the_database_is_found(campaign):
    campaign.petition.signed(ROSA)
    campaign.publish()
    with campaign.petition.database.writing() as work:
        raw = work.session.connection()
        raw.exec_driver_sql("DROP TRIGGER figure_inputs_refuse_UPDATE")
        raw.exec_driver_sql(
            """UPDATE figure_inputs SET fact = '{"signatures": 9, "people": 9}' WHERE key <> ''"""
        )
    assert campaign.faults() == ["1 checksum", "1 people"]


@ONCE
def test_a_count_of_signatures_that_drifted_is_found(campaign):
    campaign.petition.signed(ROSA)
    with campaign.petition.database.writing() as work:
        work.session.execute(update(SignatureCount).values(confirmed=3))
    with campaign.petition.database.reading() as session:
        assert miscounted(session) == {"GB": (3, 1)}


@ONCE
def test_a_night_in_which_nothing_changed_writes_down_no_inputs(campaign):
    campaign.petition.signed(ROSA)
    first, second = campaign.publish(), campaign.publish()
    assert (first.checksum, first.last_input_id) == (second.checksum, second.last_input_id)
    with campaign.petition.database.reading() as session:
        inputs = session.scalars(select(FigureInput.key).order_by(FigureInput.key)).all()
    assert inputs == ["", "GB"], "and what nobody guesses"


@ONCE
def test_the_checksum_confirms_no_guess_of_what_one_union_does_not_show(campaign):
    database = campaign.petition.database
    endorses(database, body(database, "Quiet Union", members=45, listed_members=False))
    it = campaign.publish()
    with database.reading() as session:
        guessed = inputs_now(session, campaign.petition.clock.now())
        kept = inputs_as_of(session, it.last_input_id)
    assert guessed.items() < kept.items(), "every input is guessed but the secret one"
    assert checksum(guessed) != it.checksum
    assert checksum(kept) == it.checksum


@ONCE
def test_the_demos_endorsements_stand_for_more_than_five_million_workers(campaign):
    here = campaign.petition
    parts = build_parts(office_settings(str(here.database.engine.url)), here.database.engine)
    tell_endorsements(parts)
    with here.database.reading() as session:
        found = published(session)
        assert found is not None
        bodies = telling(session, found, frozenset()).bodies
    value = found.values[Figure.WORKERS]
    assert rounded_down(value) == Rounded(5_600_000, more=True)
    assert found.values[Figure.ORGANISATIONS] == 15
    assert "Sindicato dos Faroleiros da Bahia" not in {it.name for it in bodies}, "of Luz"
    assert [it.members for it in bodies if not it.name] == [150_000], "counted, not named"


@ONCE
def test_the_command_makes_every_snapshot_anew_and_names_what_differs(campaign):
    here = campaign.petition
    settings = office_settings(str(here.database.engine.url))

    def told(*words: str) -> Result:
        house = cli.House(
            settings=lambda: settings,
            open_database=lambda _: here.database,
            parts=build_parts,  # type: ignore[arg-type]
            worker=build_worker,
        )
        return CliRunner().invoke(numbers, words, obj=house)

    assert told("show").exit_code == 1, "nothing was published yet"
    here.signed(ROSA)
    assert "people\t1\n" in told("publish").stdout
    assert told("verify").exit_code == 0
    with here.database.writing() as work:
        work.session.execute(update(SignatureCount).values(confirmed=3))
    broken = told("verify")
    assert broken.exit_code == 1
    assert broken.stdout == "signatures of GB: 3 are kept as counted, 1 count\n"
