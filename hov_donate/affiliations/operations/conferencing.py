"""Conferences are opened and changed, and their credentials frozen."""

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import insert, select

from hov_donate.affiliations.models import Conference, Credential
from hov_donate.affiliations.queries.conferences import Entry, Hall
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError


class DaysOutOfOrderError(UserError):
    """Paid up by, cut-off and meeting must come in this order."""


class CredentialsTakenError(UserError):
    """The credentials are frozen: nothing of this conference changes any more."""


class CutOffToComeError(UserError):
    """The cut-off day is not over yet: what it brings still counts."""


@dataclass(frozen=True)
class ConferenceFacts:
    """What a conference is. Days are the campaign's.

    Credentials are as at the end of `cut_off_on`; who has a vote was paid up on `paid_up_by`
    already, and still is.
    """

    name: str
    place: str
    held_on: date
    cut_off_on: date
    paid_up_by: date


def open_conference(work: UnitOfWork, *, facts: ConferenceFacts, actor: str) -> Conference:
    """A conference is called. Raises DaysOutOfOrderError."""
    _check(facts)
    conference = Conference(**_values(facts), created_at=work.now, created_by=actor)
    work.session.add(conference)
    work.session.flush()
    return conference


def change_conference(
    work: UnitOfWork, *, conference_id: int, facts: ConferenceFacts
) -> Conference:
    """Other words or days, as long as nothing is frozen.

    Raises CredentialsTakenError, DaysOutOfOrderError, LookupError.
    """
    conference = locked(work, conference_id)
    if conference.taken_at is not None:
        raise CredentialsTakenError(f"conference {conference_id} is frozen")
    _check(facts)
    for name, value in _values(facts).items():
        setattr(conference, name, value)
    work.session.flush()
    return conference


def take_credentials(
    work: UnitOfWork, *, conference_id: int, actor: str, settings: Settings
) -> Conference:
    """Freeze what everybody has, as at the end of the cut-off day; once, and for ever.

    Everybody's is written before the conference is marked, in one transaction: killed on the way,
    nothing is there, and the next try begins anew. Taking them again changes nothing, and the
    database refuses any change from then on. Raises CutOffToComeError, LookupError.
    """
    conference = locked(work, conference_id)
    if conference.taken_at is not None:
        return conference
    hall = Hall.at(work.session, conference, work.now, settings.campaign.time_zone)
    if hall.today <= conference.cut_off_on:
        raise CutOffToComeError(f"{conference.cut_off_on} is not over")
    after = 0
    while batch := hall.batch(after):
        after, entries = batch
        if entries:
            rows = [_row(conference_id, entry) for entry in entries]
            work.session.execute(insert(Credential), rows)
    conference.taken_at, conference.taken_by = work.now, actor
    work.session.flush()
    return conference


def locked(work: UnitOfWork, conference_id: int) -> Conference:
    """The conference, to be changed by this transaction alone. Raises LookupError."""
    wanted = select(Conference).where(Conference.id == conference_id).with_for_update()
    found = work.session.scalars(wanted).one_or_none()
    if found is None:
        raise LookupError(f"no conference {conference_id}")
    return found


def _check(facts: ConferenceFacts) -> None:
    if not facts.paid_up_by <= facts.cut_off_on <= facts.held_on:
        raise DaysOutOfOrderError("paid up by ≤ cut-off ≤ meeting")


def _values(facts: ConferenceFacts) -> dict[str, object]:
    return {each.name: getattr(facts, each.name) for each in fields(facts)}


def _row(conference_id: int, entry: Entry) -> dict[str, object]:
    found = entry.found
    return {
        "conference_id": conference_id,
        "affiliation_id": entry.affiliation.id,
        "status": found.status,
        "arrears_stage": found.stage,
        "paid_up": found.paid_up,
        "member_since": entry.affiliation.joined_on,
        "paid_until": found.paid_until,
        "delegates": found.delegates,
        "votes": found.votes,
        "rights": " ".join(found.rights),
        "name": entry.name,
    }
