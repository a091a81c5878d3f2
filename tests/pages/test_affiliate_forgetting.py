"""Who speaks for an organisation is remembered as long as it is affiliated, or as they agreed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hov_donate.affiliations.models import Affiliation, Officer, OfficerRole
from hov_donate.affiliations.operations import reject
from hov_donate.affiliations.processes.tidying import forget_unsent
from hov_donate.affiliations.queries.applications import application
from hov_donate.affiliations.queries.holding import held_for_affiliations
from hov_donate.contacts.models import Consent, ContactDetails
from hov_donate.core.links import LinkPurpose
from hov_donate.donations.processes import forget_strangers
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from tests.support.affiliating import Applicant
from tests.support.office import Office


@pytest.fixture
def applicant(applicant: Applicant) -> Applicant:
    applicant.begins()
    return applicant


def test_officers_of_what_was_turned_down_are_forgotten_unless_they_agreed_to_be_remembered(
    office: Office, applicant: Applicant
) -> None:
    applicant.answers(consents={"keep_details": "yes"})
    applicant.presses(authority="yes")
    with office.database.writing() as work:
        affiliation = work.session.scalars(select(Affiliation)).one()
        reject(
            work,
            affiliation_id=affiliation.id,
            actor="secretary",
            reason="Not one of ours.",
            minute_reference="1",
        )
        work.session.execute(update(OutboxMessage).values(status=OutboxStatus.SENT))
    assert remembered(office) == {"correspondence", "secretary", "chair"}
    office.clock.advance(timedelta(days=31))
    # Rosa agreed when she filled in the form; it says nothing of how she was named besides.
    assert remembered(office) == {"correspondence"}
    with office.database.writing() as work:
        work.session.execute(update(Consent).values(withdrawn_at=work.now))
    assert remembered(office) == set()


def remembered(office: Office) -> set[OfficerRole]:
    forget_strangers(office.database, held_for_affiliations)
    with office.database.reading() as session:
        rows = session.scalars(
            select(Officer.role)
            .join(ContactDetails, ContactDetails.id == Officer.details_id)
            .where(ContactDetails.sealed.is_not(None))
        )
        return set(rows)


def test_a_form_that_nobody_comes_back_to_is_deleted_after_30_days(
    office: Office, applicant: Applicant
) -> None:
    applicant.answers(until="fee")
    form = office.parts.links.read(LinkPurpose.AFFILIATE, applicant.token, now=office.clock.now())
    for days, there in ((30, True), (1, False)):
        office.clock.advance(timedelta(days=days))
        forget_unsent(office.database)
        with office.database.reading() as session:
            assert (application(session, form) is not None) == there
