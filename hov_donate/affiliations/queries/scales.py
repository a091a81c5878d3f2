"""Fee scales as they are kept, and which one is for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import FeeScale, ScaleStatus
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.affiliations.rules.scale import Scale

# The oldest first, so that of each scale the last one seen is the newest.
_ACTIVE = (
    select(FeeScale)
    .where(FeeScale.status == ScaleStatus.ACTIVE)
    .order_by(FeeScale.effective_from, FeeScale.version, FeeScale.id)
)


@dataclass(frozen=True)
class StoredScale:
    """A version of a scale, and what it says."""

    row: FeeScale
    scale: Scale


class ActiveScales:
    """The active versions of all scales, read once for whoever asks for many affiliations."""

    def __init__(self, session: Session) -> None:
        """As they are now."""
        self._rows = session.scalars(_ACTIVE).all()
        self._found: dict[tuple[str, str, date], StoredScale | None] = {}

    def find(self, *, country: str, kind: str, on: date) -> StoredScale | None:
        """The scale that is in force on a day for a kind in a country; None where there is none.

        Of each scale the newest version that has come into force is the one. Among several scales,
        one that speaks of the kind goes before one that has it among all others; then a country's
        own before everybody's; then the newest.
        """
        wanted = (country, kind, on)
        if wanted not in self._found:
            self._found[wanted] = self._find(country, kind, on)
        return self._found[wanted]

    def _find(self, country: str, kind: str, on: date) -> StoredScale | None:
        begun = (row for row in self._rows if row.effective_from <= on)
        return choose_scale(_newest(begun), country=country, kind=kind)


def scale_for(session: Session, *, country: str, kind: str, on: date) -> StoredScale | None:
    """As `ActiveScales.find`, for one."""
    return choose_scale(scales_in_force(session, on), country=country, kind=kind)


def scales_in_force(session: Session, on: date) -> list[StoredScale]:
    """Of each scale the newest version that has come into force by a day."""
    return _newest(session.scalars(_ACTIVE.where(FeeScale.effective_from <= on)))


def choose_scale(scales: Iterable[StoredScale], *, country: str, kind: str) -> StoredScale | None:
    """The scale for a kind in a country, among the newest of each; None where there is none."""
    fitting = [stored for stored in scales if _is_for(stored.row, country)]
    return max(fitting, key=lambda each: _fit(each, kind), default=None)


def _newest(rows: Iterable[FeeScale]) -> list[StoredScale]:
    newest = {row.code: row for row in rows}
    return [_stored(row) for row in newest.values()]


def own_kinds(session: Session) -> dict[str, Mapping[str, str]]:
    """The kinds that scales declare, with their names by language; the newest of them count."""
    used = select(FeeScale).where(FeeScale.status != ScaleStatus.DRAFT)
    rows = session.scalars(used.order_by(FeeScale.effective_from, FeeScale.version, FeeScale.id))
    return {kind: names for row in rows for kind, names in _read(row.text).kinds.items()}


def stored_scale(session: Session, scale_id: int) -> StoredScale:
    """A version by its key, whatever became of it. Raises NoResultFound."""
    return _stored(session.get_one(FeeScale, scale_id))


def _stored(row: FeeScale) -> StoredScale:
    return StoredScale(row, _read(row.text))


# A scale's text never changes once it is used, and a run reads the same few thousands of times.
_read = lru_cache(maxsize=64)(read_scale)


def _is_for(row: FeeScale, country: str) -> bool:
    return not row.countries or country in row.countries.split()


def _fit(stored: StoredScale, kind: str) -> tuple[bool, bool, date, int, int]:
    named = stored.scale.named_kinds
    row = stored.row
    speaks_of_it = not named or kind in named
    return speaks_of_it, bool(row.countries), row.effective_from, row.version, row.id
