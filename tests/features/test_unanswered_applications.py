"""An application that nobody answers is closed after half a year, and its people are forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import Affiliation, Application, ChangeKind, OfficerRole
from hov_donate.affiliations.processes.unanswered import close_unanswered
from hov_donate.affiliations.queries.applications import closing_days
from hov_donate.affiliations.rules.standing import AffiliationStatus as Status
from hov_donate.contacts.models import ConsentPurpose, ContactDetails
from hov_donate.contacts.operations import GivenConsent
from tests.support.example_scale import SCALE
from tests.support.life import STAFF, Life
from tests.support.words import NOON

HALF_A_YEAR = timedelta(days=180)
REMEMBER_ME = GivenConsent(ConsentPurpose.KEEP_DETAILS, "Keep my details", "1", "en")


def nights(life: Life, after: timedelta) -> None:
    life.on(life.today + after)
    close_unanswered(life.database, life.settings)
    close_unanswered(life.database, life.settings)


def remembered(life: Life) -> int:
    with life.database.reading() as session:
        known = select(ContactDetails.id).where(ContactDetails.sealed.is_not(None))
        return len(session.scalars(known).all())


@pytest.fixture
def branch(life: Life) -> Affiliation:
    life.scale()
    return life.applies()


def test_it_is_closed_on_the_day_that_the_office_was_told(life, branch):
    sent = life.today
    with life.database.reading() as session:
        day = closing_days(session, [branch.id], life.settings.campaign.time_zone)[branch.id]
    assert day == sent + HALF_A_YEAR
    nights(life, HALF_A_YEAR - timedelta(days=1))
    assert (life.now(branch).status, remembered(life)) == (Status.SUBMITTED, 2)
    nights(life, timedelta(days=1))
    assert life.today == day
    assert (life.now(branch).status, remembered(life)) == (Status.RESIGNED, 0)
    assert life.officers(branch) == {}
    assert life.history(branch) == [ChangeKind.SUBMITTED, ChangeKind.RESIGNED]
    life.renews(branch)
    assert life.now(branch).status is Status.SUBMITTED


def test_every_step_gives_it_another_half_year(life, branch):
    life.on(life.today + timedelta(days=170))
    life.says(branch)
    nights(life, timedelta(days=170))
    question = {"actor": STAFF, "question": "Which branch is this?"}
    life.do(operations.ask, affiliation_id=branch.id, **question)
    nights(life, timedelta(days=170))
    assert life.now(branch).status is Status.CONFIRMED
    nights(life, timedelta(days=10))
    assert life.now(branch).status is Status.RESIGNED


def test_who_lives_is_left_alone_however_quiet(life, branch):
    life.says(branch)
    life.approves(branch)
    life.pays(branch)
    nights(life, HALF_A_YEAR * 2)
    assert life.now(branch).status is Status.ACTIVE
    assert remembered(life) == 2


def test_who_agreed_to_be_remembered_is(life):
    life.scale()
    branch = life.applies(consents=(REMEMBER_ME,))
    nights(life, HALF_A_YEAR)
    assert set(life.officers(branch)) == {OfficerRole.CORRESPONDENCE}
    assert remembered(life) == 1


def test_a_person_whom_the_committee_never_answered_is_forgotten_too(life):
    life.scale(SCALE.replace('mode = "minimum"', 'mode = "minimum"\napproval = "committee"'))
    member = life.joins()
    assert life.now(member).status is Status.CONFIRMED
    nights(life, HALF_A_YEAR)
    assert (life.now(member).status, remembered(life)) == (Status.RESIGNED, 0)


def test_its_form_names_nobody_any_more(life, branch):
    form = Application(
        form="a-form",
        affiliation_id=branch.id,
        sealed=life.seal.seal_text("[{}, []]"),
        language="en",
        started_at=NOON,
        saved_at=NOON,
        submitted_at=NOON,
    )
    with life.database.writing() as work:
        work.session.add(form)
    nights(life, HALF_A_YEAR)
    with life.database.reading() as session:
        assert set(session.scalars(select(Application.sealed))) == {None}
