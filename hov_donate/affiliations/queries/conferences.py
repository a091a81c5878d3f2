"""Conferences, what everybody has there, and who comes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Conference, Credential, Delegate
from hov_donate.affiliations.queries.pasts import EndOf, pasts
from hov_donate.affiliations.rules.credentials import (
    Entitlement,
    Lack,
    entitlement,
    lack_of_delegates,
)
from hov_donate.affiliations.rules.scale import Right
from hov_donate.contacts.models import Organisation
from hov_donate.ledger.rules import booking_day

# So many affiliations are looked at at once, however many there are.
BATCH = 500


@dataclass(frozen=True)
class Entry:
    """What one affiliation has at a conference: frozen, or as it stands now.

    A person's `name` is empty here.
    """

    affiliation: Affiliation
    name: str
    found: Entitlement

    @property
    def person(self) -> bool:
        """Whether it is somebody who comes, not a body that sends somebody."""
        return self.affiliation.details_id is not None

    @property
    def entitled(self) -> bool:
        """Whether there is anything to be there with."""
        return bool(self.found.delegates or self.found.votes or self.found.rights)

    @property
    def lack(self) -> Lack | None:
        """Why it may send nobody; None where it may."""
        return lack_of_delegates(self.found, person=self.person)


@dataclass(frozen=True)
class Hall:
    """A conference, looked at on a day: once frozen, what was frozen; before, what would be."""

    session: Session
    conference: Conference
    today: date
    time_zone: str

    @classmethod
    def at(cls, session: Session, conference: Conference, now: datetime, time_zone: str) -> "Hall":
        """The conference as it stands at a moment."""
        return cls(session, conference, booking_day(now, time_zone), time_zone)

    @property
    def frozen(self) -> bool:
        """Whether the credentials were taken."""
        return self.conference.taken_at is not None

    @property
    def over(self) -> bool:
        """Whether the day of the meeting has passed."""
        return self.today > self.conference.held_on

    @property
    def cut_off(self) -> date:
        """The day as which it is looked at: the cut-off, or today while that is to come."""
        return min(self.conference.cut_off_on, self.today)

    def entries(self, *, after: int = 0) -> Iterator[Entry]:
        """Everybody who was affiliated, by their ids, read in batches."""
        while batch := self.batch(after):
            yield from batch[1]
            after = batch[0]

    def batch(self, after: int, size: int = BATCH) -> tuple[int, Sequence[Entry]] | None:
        """The affiliations after an id: the last id that was looked at, and those affiliated."""
        query = self._credentials() if self.frozen else _affiliations()
        rows = self.session.execute(
            query.where(Affiliation.id > after).order_by(Affiliation.id).limit(size)
        ).all()
        if not rows:
            return None
        return rows[-1].Affiliation.id, self._read(rows)

    def of(self, affiliation_id: int) -> Entry | None:
        """What one has; None when there is no such affiliation."""
        mine = Affiliation.id == affiliation_id
        if self.frozen:
            taken = self.session.execute(self._credentials().where(mine)).first()
            if taken:
                return _taken(taken)
        row = self.session.execute(_affiliations().where(mine)).first()
        if row is None:
            return None
        found = [] if self.frozen else self._read([row])
        return found[0] if found else Entry(row.Affiliation, _name(row), Entitlement())

    def _read(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> Sequence[Entry]:
        if self.frozen:
            return [_taken(row) for row in rows]
        ids = [row.Affiliation.id for row in rows]
        known = pasts(self.session, ids, EndOf(self.cut_off, self.time_zone))
        paid_up_by = min(self.conference.paid_up_by, self.cut_off)
        return [
            Entry(
                affiliation=row.Affiliation,
                name=_name(row),
                found=entitlement(past, paid_up_by=paid_up_by, cut_off=self.cut_off),
            )
            for row in rows
            if (past := known.get(row.Affiliation.id)) and past.status.living
        ]

    def _credentials(self) -> Select[*tuple[Any, ...]]:
        return (
            select(Affiliation, Credential)
            .join(Credential, Credential.affiliation_id == Affiliation.id)
            .where(Credential.conference_id == self.conference.id)
        )


def _affiliations() -> Select[*tuple[Any, ...]]:
    """Everybody, but for doubles of others."""
    return (
        select(Affiliation, Organisation.name, Organisation.branch)
        .outerjoin(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Organisation.merged_into_id.is_(None))
    )


def _name(row: Row[*tuple[Any, ...]]) -> str:
    return f"{row.name}, {row.branch}" if row.branch else row.name or ""


def _taken(row: Row[*tuple[Any, ...]]) -> Entry:
    credential: Credential = row.Credential
    found = Entitlement(
        status=credential.status,
        paid_up=credential.paid_up,
        paid_until=credential.paid_until,
        stage=credential.arrears_stage,
        delegates=credential.delegates,
        votes=credential.votes,
        rights=tuple(right for right in Right if right.value in credential.rights.split()),
    )
    return Entry(row.Affiliation, credential.name, found)


def named(session: Session, conference_id: int, affiliation_id: int) -> list[Delegate]:
    """Whom an affiliation sends, by their places."""
    return list(
        session.scalars(
            _named(conference_id)
            .where(Delegate.affiliation_id == affiliation_id)
            .order_by(Delegate.place)
        )
    )


def named_by(
    session: Session, conference_id: int, ids: Sequence[int]
) -> Mapping[int, list[Delegate]]:
    """Whom these affiliations send, by affiliation and place."""
    found: dict[int, list[Delegate]] = {}
    rows = session.scalars(
        _named(conference_id).where(Delegate.affiliation_id.in_(ids)).order_by(Delegate.place)
    )
    for delegate in rows:
        found.setdefault(delegate.affiliation_id, []).append(delegate)
    return found


def _named(conference_id: int) -> Select[Delegate]:
    return select(Delegate).where(
        Delegate.conference_id == conference_id, Delegate.ended_at.is_(None)
    )


@dataclass(frozen=True)
class Counts:
    """A conference in figures. `named` counts no one beyond what their affiliation may send."""

    affiliations: int = 0
    members: int = 0
    entitled: int = 0
    not_paid_up: int = 0
    delegates: int = 0
    named: int = 0
    votes: int = 0
    members_votes: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(a + b for a, b in zip(self._all, other._all, strict=True)))

    @property
    def _all(self) -> tuple[int, ...]:
        return (
            *(self.affiliations, self.members, self.entitled, self.not_paid_up),
            *(self.delegates, self.named, self.votes, self.members_votes),
        )


def counted(hall: Hall) -> Counts:
    """The figures of a conference, frozen or as they stand now."""
    rows = hall.session.execute(
        select(Delegate.affiliation_id, func.count().label("named"))
        .where(Delegate.conference_id == hall.conference.id, Delegate.ended_at.is_(None))
        .group_by(Delegate.affiliation_id)
    )
    names = {row.affiliation_id: row.named for row in rows}
    total = Counts()
    for entry in hall.entries():
        total += _count(entry, names.get(entry.affiliation.id, 0))
    return total


def _count(entry: Entry, names: int) -> Counts:
    found, person = entry.found, entry.person
    return Counts(
        affiliations=not person,
        members=person,
        entitled=entry.entitled,
        not_paid_up=not found.paid_up,
        delegates=found.delegates,
        named=min(names, found.delegates),
        votes=0 if person else found.votes,
        members_votes=found.votes if person else 0,
    )
