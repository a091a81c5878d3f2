"""Applications that nobody answers are closed, and who is named in them is forgotten."""

import uuid
from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, select, update

from hov_donate.affiliations.models import (
    Affiliation,
    Application,
    ChangeKind,
    Officer,
)
from hov_donate.affiliations.operations import lock_affiliation
from hov_donate.affiliations.operations.history import CALENDAR, Why, move
from hov_donate.affiliations.processes.standing import in_batches
from hov_donate.affiliations.queries.applications import unanswered
from hov_donate.affiliations.rules.standing import PENDING, AffiliationStatus
from hov_donate.config import Settings
from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails
from hov_donate.contacts.operations import forget
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.ledger.rules import booking_day

NEVER_ANSWERED = "never answered"


def close_unanswered(database: Database, settings: Settings) -> None:
    """End the applications in which nothing happened for half a year; their history stays.

    Whoever is named in one is forgotten at once, unless they agreed to be remembered. They may
    apply again at any time. Killed anywhere, the next night goes on.
    """
    time_zone = settings.campaign.time_zone
    today = booking_day(database.clock.now(), time_zone)
    for ids in in_batches(database, unanswered(today, time_zone), PENDING):
        for affiliation_id in ids:
            with database.writing() as work:
                _close(work, affiliation_id, today, time_zone)


def _close(work: UnitOfWork, affiliation_id: int, today: date, time_zone: str) -> None:
    affiliation = lock_affiliation(work, affiliation_id)
    still = select(Affiliation.id).where(
        Affiliation.id == affiliation_id, unanswered(today, time_zone)
    )
    if work.session.scalars(still).first() is None:
        return
    move(
        work,
        affiliation=affiliation,
        to=AffiliationStatus.RESIGNED,
        kind=ChangeKind.RESIGNED,
        why=Why(CALENDAR, NEVER_ANSWERED),
    )
    gone = _forgettable(work, affiliation)
    forget(work, details_ids=gone)
    _empty(work, affiliation, gone)


def _forgettable(work: UnitOfWork, affiliation: Affiliation) -> list[uuid.UUID]:
    """Whom nothing else needs, and who did not agree to be remembered."""
    officers = select(Officer.details_id).where(Officer.affiliation_id == affiliation.id)
    agreed = exists().where(
        Consent.details_id == ContactDetails.id,
        Consent.purpose == ConsentPurpose.KEEP_DETAILS,
        Consent.withdrawn_at.is_(None),
    )
    elsewhere = exists().where(
        Affiliation.details_id == ContactDetails.id, Affiliation.id != affiliation.id
    )
    speaks_elsewhere = exists().where(
        Officer.details_id == ContactDetails.id, Officer.affiliation_id != affiliation.id
    )
    named = ContactDetails.id.in_(officers) | (ContactDetails.id == affiliation.details_id)
    query = select(ContactDetails.id).where(named, ~agreed, ~elsewhere, ~speaks_elsewhere)
    return list(work.session.scalars(query))


def _empty(work: UnitOfWork, affiliation: Affiliation, gone: Collection[uuid.UUID]) -> None:
    """Who is forgotten speaks for it no more, and its forms name nobody."""
    work.session.execute(
        update(Officer)
        .where(
            Officer.affiliation_id == affiliation.id,
            Officer.details_id.in_(gone),
            Officer.ended_at.is_(None),
        )
        .values(ended_at=work.now)
    )
    work.session.execute(
        update(Application).where(Application.affiliation_id == affiliation.id).values(sealed=None)
    )
