"""What was published, and what it was made of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hov_donate.campaign.numbers.models import FigureInput, FigureSnapshot, FigureValue
from hov_donate.campaign.numbers.rules import (
    METHODS,
    Fact,
    Figure,
    Inputs,
    Source,
    checksum,
    differences,
    facts_of,
    workers,
)
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.queries import families, keepers, shows_members


@dataclass(frozen=True)
class Published:
    """The figures of a snapshot; `day` is the campaign's."""

    number: int
    day: date
    taken_at: datetime
    taken_by: str
    checksum: str
    last_input_id: int
    values: Mapping[Figure, int]


@dataclass(frozen=True)
class CountedBody:
    """A body whose members are counted.

    `name` is empty where it did not agree to be named with its members, `source` unknown where it
    is not one of those that may be told.
    """

    number: int
    name: str
    country: str
    members: int
    as_at: date | None
    source: MembersSource | None


@dataclass(frozen=True)
class Fault:
    """What does not come out: of which snapshot, what it is, what was published, what comes out."""

    snapshot: FigureSnapshot
    what: str
    told: str
    found: str


def published(session: Session) -> Published | None:
    """The figures that are published now: those of the last snapshot; None before the first."""
    return _last(session, select(FigureSnapshot))


def published_on(session: Session, day: date) -> Published | None:
    """The figures that were published at the end of a day of the campaign."""
    return _last(session, select(FigureSnapshot).where(FigureSnapshot.day <= day))


def history(session: Session, most: int) -> Sequence[Published]:
    """The last snapshots, the newest first."""
    return _published(session, select(FigureSnapshot), most)


def _last(session: Session, some: Select[FigureSnapshot]) -> Published | None:
    return next(iter(_published(session, some, 1)), None)


def _published(session: Session, some: Select[FigureSnapshot], most: int) -> Sequence[Published]:
    rows = session.scalars(some.order_by(FigureSnapshot.id.desc()).limit(most)).all()
    values = _values(session, [row.id for row in rows])
    return [
        Published(
            number=row.id,
            day=row.day,
            taken_at=row.taken_at,
            taken_by=row.taken_by,
            checksum=row.checksum,
            last_input_id=row.last_input_id,
            values=values[row.id],
        )
        for row in rows
    ]


def _values(session: Session, snapshot_ids: Sequence[int]) -> Mapping[int, Mapping[Figure, int]]:
    found: dict[int, dict[Figure, int]] = {number: {} for number in snapshot_ids}
    query = select(FigureValue).where(FigureValue.snapshot_id.in_(snapshot_ids))
    for row in session.scalars(query):
        found[row.snapshot_id][row.figure] = row.value
    return found


def inputs_as_of(session: Session, last_input_id: int, source: Source | None = None) -> Inputs:
    """What the sources had said when an input was the last one; of one source, or of all."""
    upto = [FigureInput.id <= last_input_id]
    if source is not None:
        upto.append(FigureInput.source == source)
    newest = (
        select(func.max(FigureInput.id)).where(*upto).group_by(FigureInput.source, FigureInput.key)
    )
    told = select(FigureInput.source, FigureInput.key, FigureInput.fact)
    rows = session.execute(told.where(FigureInput.id.in_(newest), FigureInput.fact.is_not(None)))
    return {(kind, key): fact for kind, key, fact in rows if fact is not None}


def bodies_known(session: Session, it: Published) -> Mapping[str, Fact]:
    """What a snapshot knew of each body, by its number."""
    return facts_of(inputs_as_of(session, it.last_input_id, Source.BODIES), Source.BODIES)


def counted_bodies(
    session: Session, known: Mapping[str, Fact], *, of_leaders: bool = False
) -> Sequence[CountedBody]:
    """Whose members make up the workers of what was known, or those of leaders; the most first."""
    counted = workers(known, of_leaders=of_leaders)
    named = _names(session, set(counted))
    rows = [
        CountedBody(
            number,
            named[number],
            known[str(number)]["country"],
            members,
            _day(known[str(number)]["as_at"]),
            _source(known[str(number)]["source"]),
        )
        for number, members in counted.items()
    ]
    return sorted(rows, key=lambda row: (-row.members, row.number))


def _names(session: Session, numbers: Collection[int]) -> Mapping[int, str]:
    """What some bodies are called; nothing for one that does not show its members."""
    kept = keepers(session, numbers)
    rows = families(session, {it.id for it in kept.values()})
    shown = {number: shows_members(rows[it.id]) for number, it in kept.items()}
    return {number: it.full_name if shown[number] else "" for number, it in kept.items()}


def _source(kept: str | None) -> MembersSource | None:
    """Older inputs have free text, which is not told any more; they cannot be changed."""
    return MembersSource(kept) if kept in set(MembersSource) else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def faults(session: Session, snapshot: FigureSnapshot) -> Sequence[Fault]:
    """How a snapshot differs from what its inputs give, by the method that it was taken with."""
    inputs = inputs_as_of(session, snapshot.last_input_id)
    found, again = [], checksum(inputs)
    if again != snapshot.checksum:
        found.append(Fault(snapshot, "checksum", snapshot.checksum, again))
    made = METHODS[snapshot.method](inputs)
    for figure, told, value in differences(_values(session, [snapshot.id])[snapshot.id], made):
        found.append(Fault(snapshot, figure.value, str(told), str(value)))
    return found
