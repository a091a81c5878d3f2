"""Organisations are found again, merged and parted, and stand in a tree."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.queries.affiliations import affiliation_of_organisation
from hov_donate.affiliations.rules.standing import AffiliationStatus as Status
from hov_donate.contacts.models import Organisation, OrganisationMerge
from hov_donate.contacts.operations import (
    MergeFault,
    MergeRefusedError,
    TreeFault,
    TreeRefusedError,
    correct_organisation,
    link_to_parent,
    record_organisation,
)
from hov_donate.contacts.queries import (
    ancestors,
    children,
    keeper,
    likely_doubles,
    merges_of,
    one_and_the_same,
)
from hov_donate.contacts.words import match_key
from tests.support.life import LEEDS, STAFF, Life


def recorded(life: Life, name: str, branch: str = "", country: str = "GB") -> int:
    facts = replace(LEEDS, name=name, branch=branch, country=country)
    found = life.do(record_organisation, facts=facts, language="en", today=life.today)
    organisation_id: int = found.id
    return organisation_id


def doubles(life: Life, name: str, branch: str = "", country: str = "GB") -> list[int]:
    with life.database.reading() as session:
        found = likely_doubles(session, name=name, branch=branch, country=country)
    return [each.id for each in found]


def merged(life: Life, kept: int, gone: int) -> OrganisationMerge:
    row: OrganisationMerge = life.do(operations.merge, kept_id=kept, gone_id=gone, actor=STAFF)
    return row


def test_a_name_is_the_same_without_case_accents_and_punctuation():
    assert match_key("UNISON", "Cádiz & Districts") == match_key("Unison,", "cadiz districts")
    assert match_key("Unite", "SE/6246") == "unite se 6246"


@pytest.mark.parametrize(
    ("name", "branch"),
    [
        ("Example Union", "Leeds 42"),
        ("EXAMPLE UNION", "leeds-42"),
        ("Leeds 42", "Example Union"),
        ("Exampel Union", "Leeds 42"),
        ("The Example Union", "Leeds branch 42"),
    ],
)
def test_likely_doubles_are_found_however_they_are_written(life: Life, name: str, branch: str):
    known = recorded(life, "Example Union", "Leeds 42")
    recorded(life, "Another Body", "York")
    assert doubles(life, name, branch) == [known]


def test_another_number_or_country_is_another_branch(life: Life):
    recorded(life, "Example Union", "Leeds 42")
    assert doubles(life, "Example Union", "Leeds 43") == []
    assert doubles(life, "Example Union", "Leeds 42", country="ES") == []
    assert doubles(life, "Example Union", "Bradford 42") == []


def test_words_that_everybody_has_find_nobody_and_cost_nothing(life: Life, monkeypatch):
    monkeypatch.setattr("hov_donate.contacts.queries.doubles.MOST_WITH_A_WORD", 3)
    ids = [recorded(life, "Trades Council", town) for town in ("Leeds", "York", "Hull", "Ripon")]
    assert doubles(life, "Trades Council", "Yorkk") == [ids[1]]


def test_a_corrected_name_is_found_and_the_old_one_is_not(life: Life):
    known = recorded(life, "Exampel Union", "Leeds 42")
    facts = replace(LEEDS, name="Workers of the World", branch="", members=None)
    life.do(correct_organisation, organisation_id=known, facts=facts, today=life.today)
    assert doubles(life, "workers of the world") == [known]
    assert doubles(life, "Exampel Union", "Leeds 42") == []
    with life.database.reading() as session:
        assert keeper(session, known).members == 900


def test_the_tree_has_no_circle(life: Life):
    union, region, branch = (recorded(life, name) for name in ("Union", "Region", "Branch"))
    life.do(link_to_parent, organisation_id=region, parent_id=union)
    life.do(link_to_parent, organisation_id=branch, parent_id=region)
    for below, above, fault in (
        (union, union, TreeFault.ITSELF),
        (union, branch, TreeFault.BELOW_IT),
        (region, branch, TreeFault.BELOW_IT),
    ):
        with pytest.raises(TreeRefusedError) as refused:
            life.do(link_to_parent, organisation_id=below, parent_id=above)
        assert refused.value.fault is fault
    with life.database.reading() as session:
        assert [each.id for each in ancestors(session, branch)] == [region, union]
        assert [each.id for each in children(session, union)] == [region]
    life.do(link_to_parent, organisation_id=branch, parent_id=None)
    with life.database.reading() as session:
        assert ancestors(session, branch) == []


def test_a_merged_one_is_read_through_the_one_that_was_kept(life: Life):
    kept, gone, below, above = (recorded(life, name) for name in ("Kept", "Gone", "Low", "High"))
    life.do(link_to_parent, organisation_id=below, parent_id=gone)
    life.do(link_to_parent, organisation_id=kept, parent_id=above)
    merge = merged(life, kept, gone)
    with life.database.reading() as session:
        assert keeper(session, gone).id == kept
        assert one_and_the_same(session, gone) == [kept, gone]
        assert [each.id for each in children(session, kept)] == [below]
        assert [each.id for each in ancestors(session, below)] == [kept, above]
        assert [each.id for each in merges_of(session, kept)] == [merge.id]
    with pytest.raises(TreeRefusedError):
        life.do(link_to_parent, organisation_id=above, parent_id=below)
    life.do(operations.part, merge_id=merge.id, actor=STAFF)
    with life.database.reading() as session:
        assert [each.id for each in children(session, kept)] == []
        assert [each.id for each in ancestors(session, below)] == [gone]
        assert session.get_one(Organisation, gone).merged_into_id is None


def test_what_cannot_be_merged_says_why(life: Life):
    one, two, three = (recorded(life, name) for name in ("One", "Two", "Three"))
    life.do(link_to_parent, organisation_id=two, parent_id=three)
    merge = merged(life, one, three)
    for kept, gone, fault in (
        (one, one, MergeFault.ITSELF),
        (two, three, MergeFault.MERGED_ALREADY),
        (two, one, MergeFault.ONE_ABOVE_THE_OTHER),
        (one, two, MergeFault.ONE_ABOVE_THE_OTHER),
    ):
        with pytest.raises(MergeRefusedError) as refused:
            merged(life, kept, gone)
        assert refused.value.fault is fault
    life.do(operations.part, merge_id=merge.id, actor=STAFF)
    with pytest.raises(MergeRefusedError):
        life.do(operations.part, merge_id=merge.id, actor=STAFF)


def test_two_that_are_both_affiliated_are_not_merged(life: Life):
    life.scale()
    one, two = life.affiliated(), life.affiliated()
    arguments = (one.organisation_id or 0, two.organisation_id or 0)
    with pytest.raises(MergeRefusedError) as refused:
        merged(life, *arguments)
    assert refused.value.fault is MergeFault.BOTH_AFFILIATED
    life.do(operations.resign, affiliation_id=two.id, actor=STAFF, reason="a double")
    merged(life, *arguments)
    assert known_as(life, two) == one.id


def known_as(life: Life, affiliation: Affiliation) -> int | None:
    """By which affiliation the organisation of another one is known."""
    with life.database.reading() as session:
        found = affiliation_of_organisation(session, affiliation.organisation_id or 0)
    return found.id if found else None


@pytest.mark.parametrize("the_living_one_is_kept", [True, False])
def test_an_application_of_who_is_affiliated_is_closed_and_open_again_when_parted(
    life: Life, the_living_one_is_kept: bool
):
    life.scale()
    living, double = life.affiliated(), life.applies()
    pair = [living.organisation_id or 0, double.organisation_id or 0]
    merge = merged(life, *(pair if the_living_one_is_kept else pair[::-1]))
    assert life.now(double).status is Status.REJECTED
    assert life.now(living).status is Status.INVOICED
    assert known_as(life, double) == living.id
    life.do(operations.part, merge_id=merge.id, actor=STAFF)
    assert life.now(double).status is Status.SUBMITTED
    assert known_as(life, double) == double.id
    with life.database.reading() as session:
        assert session.scalars(select(OrganisationMerge)).one().undone_by == STAFF
