"""Invitations to renew, and reminders, on the scale's days around the first day of a term."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import or_, select

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.processes.standing import in_batches
from hov_donate.affiliations.queries.addressees import billed
from hov_donate.affiliations.queries.affiliations import spoken_for
from hov_donate.affiliations.queries.standing import circumstances
from hov_donate.affiliations.rules.reminding import LATEST, invites, reminder_on
from hov_donate.affiliations.rules.standing import Circumstances, held_day, paid_until
from hov_donate.affiliations.rules.terms import due_day
from hov_donate.config import Settings
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out

# No scale writes to anybody earlier or later than this around the first day of a term.
EARLIEST, LONGEST = timedelta(days=366), timedelta(days=800)


def remind_everyone(database: Database, settings: Settings) -> None:
    """Put out what the scales' days ask for today: once for each term and day, however often run.

    Nobody is written to who has paid, whose card pays, or whose promise holds.
    """
    today = booking_day(database.clock.now(), settings.campaign.time_zone)
    near = Affiliation.paid_until.between(today - LONGEST - LATEST, today + EARLIEST)
    for ids in in_batches(database, or_(Affiliation.paid_until.is_(None), near)):
        with database.writing() as work:
            _remind(work, ids, today)


def _remind(work: UnitOfWork, ids: Collection[int], today: date) -> None:
    affiliations = work.session.scalars(select(Affiliation).where(Affiliation.id.in_(ids))).all()
    found = circumstances(work.session, affiliations)
    for affiliation in affiliations:
        due = _due(found[affiliation.id], today)
        if due is not None:
            _write(work, affiliation, due, found[affiliation.id], today)


def _due(it: Circumstances, today: date) -> date | None:
    """The first day of the term that is to be paid for next; None where nobody need be told."""
    until = paid_until(it.terms, today)
    if not it.terms or held_day(it.promises, today) != today:
        return None
    if until is None:
        return it.terms[-1].first
    if it.card_until is not None and it.card_until >= due_day(until):
        return None
    return due_day(until)


def _write(
    work: UnitOfWork, affiliation: Affiliation, due: date, it: Circumstances, today: date
) -> None:
    first_term = affiliation.paid_until is None
    days = it.year.reminder_days
    day = reminder_on(today, due, days, first_term=first_term)
    if day is None:
        return
    invitation = invites(day, days, first_term=first_term)
    someone = spoken_for if invitation else billed
    put_out(
        work,
        kind=MailKind.RENEWAL_INVITATION if invitation else MailKind.AFFILIATION_REMINDER,
        object_id=f"{affiliation.id}/{due}/{day}",
        details_id=someone(work.session, affiliation),
        language=affiliation.language,
    )
