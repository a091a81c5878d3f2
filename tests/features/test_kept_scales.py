"""Fee scales are drafted, activated and retired; what was used once never changes."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import FeeScale, ScaleStatus
from hov_donate.affiliations.operations import DecisionMissingError, ScaleIsUsedError
from hov_donate.affiliations.queries.scales import scale_for, stored_scale
from hov_donate.affiliations.rules.reading import ScaleFaultsError
from tests.support.example_scale import SCALE
from tests.support.life import STAFF, Life

MEMBERS = """
[scale]
id = "members"
currency = "GBP"
effective_from = 2021-01-01

[year]
kind = "anniversary"

[[rules]]
when = { kind = ["individual"] }
fee = { steps = [ { base = "5.00" } ] }

[[rules]]
fee = { steps = [ { base = "9.00" } ] }
"""
BRITISH = SCALE.replace('id = "example"', 'id = "gb"\ncountries = ["GB"]')
LATER = SCALE.replace("2020-01-01", "2027-01-01")


def found(life: Life, kind: str = "union_branch", country: str = "GB", on: date | None = None):
    with life.database.reading() as session:
        stored = scale_for(session, country=country, kind=kind, on=on or life.today)
    return (stored.row.code, stored.row.version) if stored else None


def test_a_draft_becomes_the_next_version_and_is_changed_until_it_is_used(life: Life):
    draft = life.do(operations.draft_scale, text=SCALE, actor=STAFF)
    assert (draft.code, draft.version, draft.status) == ("example", 1, ScaleStatus.DRAFT)
    changed = life.do(operations.change_draft, scale_id=draft.id, text=MEMBERS)
    assert (changed.code, changed.version, changed.decided_by) == ("members", 1, "")
    with pytest.raises(DecisionMissingError):
        life.do(operations.activate_scale, scale_id=draft.id, decided_by=" ", actor=STAFF)
    life.do(operations.activate_scale, scale_id=draft.id, decided_by="AGM", actor=STAFF)
    for operation in (operations.change_draft, operations.activate_scale):
        more = {"text": SCALE} if operation is operations.change_draft else {"actor": STAFF}
        if operation is operations.activate_scale:
            more["decided_by"] = "AGM"
        with pytest.raises(ScaleIsUsedError):
            life.do(operation, scale_id=draft.id, **more)
    assert life.do(operations.draft_scale, text=MEMBERS, actor=STAFF).version == 2


def test_the_database_refuses_to_change_what_was_used(life: Life):
    scale_id = life.scale()
    with pytest.raises(DBAPIError), life.database.writing() as work:
        work.session.get_one(FeeScale, scale_id).text = MEMBERS


def test_a_text_with_faults_is_no_draft(life: Life):
    with pytest.raises(ScaleFaultsError):
        life.do(operations.draft_scale, text="[scale]", actor=STAFF)
    with pytest.raises(LookupError):
        life.do(operations.change_draft, scale_id=7, text=SCALE)


def test_the_newest_version_in_force_is_the_one_until_it_is_retired(life: Life):
    assert found(life) is None
    first, later = life.scale(), life.scale(LATER)
    assert found(life) == ("example", 1)
    assert found(life, on=date(2026, 12, 31)) == ("example", 1)
    assert found(life, on=date(2027, 1, 1)) == ("example", 2)
    life.do(operations.retire_scale, scale_id=later, actor=STAFF)
    assert found(life, on=date(2027, 1, 1)) == ("example", 1)
    with life.database.reading() as session:
        assert stored_scale(session, later).scale.id == "example"
    life.do(operations.retire_scale, scale_id=first, actor=STAFF)
    assert found(life) is None


def test_a_scale_that_speaks_of_the_kind_goes_first_and_then_the_countrys_own(life: Life):
    life.scale()
    life.scale(MEMBERS)
    assert found(life) == ("example", 1)
    life.scale(BRITISH)
    assert found(life) == ("gb", 1)
    assert found(life, country="ES") == ("example", 1)
    assert found(life, kind="individual", country="ES") == ("members", 1)
    assert found(life, kind="individual") == ("gb", 1)


def test_a_retired_scale_still_corrects_the_terms_it_made(life: Life):
    scale_id = life.scale()
    branch = life.affiliated(350)
    life.do(operations.retire_scale, scale_id=scale_id, actor=STAFF)
    made = life.redeclares(branch, 400)
    assert made
    assert (made.fee_minor, made.scale_id) == (7200, scale_id)
