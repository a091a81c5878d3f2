"""Every night the calendar moves who has to be moved. Killed anywhere, the next night goes on."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Term
from hov_donate.affiliations.operations import lock_affiliations, stand_all_anew
from hov_donate.affiliations.rules.standing import LIVING, AffiliationStatus
from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.ledger.rules import booking_day

BATCH = 200


def stand_everyone_anew(database: Database, settings: Settings) -> int:
    """Move everyone whose paid days are over, as the calendar says; how many came to stand anew.

    So is whoever was paid up only until the invoice of a correction was due. Nobody else can be
    moved by a day that passes: what money does is seen when it comes.
    """
    today = booking_day(database.clock.now(), settings.campaign.time_zone)
    moved = 0
    for ids in in_batches(database, or_(Affiliation.paid_until < today, _held_too_long(today))):
        with database.writing() as work:
            affiliations = lock_affiliations(work, ids).values()
            moved += stand_all_anew(work, affiliations=affiliations, today=today)
    return moved


def _held_too_long(today: date) -> ColumnElement[bool]:
    """Whose mark was held until a day that has passed, and is counted as paid for all the same."""
    return exists().where(
        Term.affiliation_id == Affiliation.id,
        Term.voided_at.is_(None),
        Term.held_until < today,
        Term.ends_on <= Affiliation.paid_until,
    )


def in_batches(
    database: Database,
    which: ColumnElement[bool],
    statuses: Collection[AffiliationStatus] = LIVING,
) -> Iterator[Sequence[int]]:
    """The living affiliations of some kind, or others, by their ids, each time asked for anew."""
    last = 0
    while True:
        with database.reading() as session:
            ids = _after(session, last, which & Affiliation.status.in_(statuses))
        if not ids:
            return
        yield ids
        last = ids[-1]


def _after(session: Session, last: int, which: ColumnElement[bool]) -> Sequence[int]:
    return session.scalars(
        select(Affiliation.id)
        .where(Affiliation.id > last, which)
        .order_by(Affiliation.id)
        .limit(BATCH)
    ).all()
