"""Whom of a file of paper signatures we have already, for certain or perhaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.rules import SignatureStatus, likeness
from hov_donate.campaign.appeals.sheets import SheetRow
from hov_donate.contacts.sealing import IdentitySeal

STANDING = (SignatureStatus.CONFIRMED, SignatureStatus.HELD)


class TwinKind(StrEnum):
    """What a row is the twin of. Of one address there is one person; of one name there may be two.

    Only the latter is for a person to decide.
    """

    SAME_ADDRESS_IN_FILE = "same_address_in_file"
    SAME_ADDRESS_SIGNED = "same_address_signed"
    SAME_NAME_IN_FILE = "same_name_in_file"
    SAME_NAME_SIGNED = "same_name_signed"

    @property
    def certain(self) -> bool:
        """Whether it is the same person for certain."""
        return self in {TwinKind.SAME_ADDRESS_IN_FILE, TwinKind.SAME_ADDRESS_SIGNED}


@dataclass(frozen=True)
class Marks:
    """What rows are compared by: keyed digests under every key, the newest first."""

    people: Sequence[str]
    names: Sequence[str]

    @classmethod
    def of(cls, row: SheetRow, seal: IdentitySeal) -> "Marks":
        """Of one row; without an address there is only the name."""
        people = seal.digests(row.email) if row.email else ()
        return cls(people, seal.fingerprints(likeness(row.name, row.country)))


def twins(
    session: Session, seal: IdentitySeal, appeal_id: int, rows: Sequence[SheetRow]
) -> Mapping[int, TwinKind]:
    """The rows that are twins of what stands under the appeal or of an earlier row, by number."""
    marks = {row.number: Marks.of(row, seal) for row in rows}
    people = _standing(session, appeal_id, Signature.person, [it.people for it in marks.values()])
    names = _standing(session, appeal_id, Signature.likeness, [it.names for it in marks.values()])
    found: dict[int, TwinKind] = {}
    seen: set[str] = set()
    for number, mark in marks.items():
        kind = _kind(mark, people, names, seen)
        if kind is not None:
            found[number] = kind
        seen.update((*mark.people, *mark.names))
    return found


def _kind(mark: Marks, people: set[str], names: set[str], seen: set[str]) -> TwinKind | None:
    if people & set(mark.people):
        return TwinKind.SAME_ADDRESS_SIGNED
    if seen & set(mark.people):
        return TwinKind.SAME_ADDRESS_IN_FILE
    if names & set(mark.names):
        return TwinKind.SAME_NAME_SIGNED
    return TwinKind.SAME_NAME_IN_FILE if seen & set(mark.names) else None


def _standing(
    session: Session,
    appeal_id: int,
    column: InstrumentedAttribute[str | None],
    wanted: Sequence[Sequence[str]],
) -> set[str]:
    every = sorted({mark for marks in wanted for mark in marks})
    rows = session.scalars(
        select(column).where(
            Signature.appeal_id == appeal_id,
            column.in_(every),
            Signature.status.in_(STANDING),
        )
    )
    return {it for it in rows if it is not None}
