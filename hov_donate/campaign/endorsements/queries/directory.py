"""The public directory: affiliates and endorsers that agreed to be listed, and nobody else.

Of an organisation that was merged, what a row did is told where that row agreed to be listed, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import LIVING, AffiliationStatus
from hov_donate.campaign.endorsements.models import Endorsement, EndorsementPerson, EndorsementScan
from hov_donate.campaign.endorsements.rules import Basis, EndorsementStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import families, keeper, keepers
from hov_donate.contacts.words import words_of
from hov_donate.core.text import without_spaces

PER_PAGE = 50
# Whoever was asked for a first fee and has not paid it does not belong yet.
BELONGING = LIVING - {AffiliationStatus.INVOICED}


@dataclass(frozen=True)
class Wanted:
    """Which supporters: of a country, of a kind, in whose name every word begins one of these.

    Nobody is shown of countries that are `hidden`: people there may be at risk.
    """

    country: str | None = None
    kind: str | None = None
    text: str = ""
    beyond: int | None = None
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Supporter:
    """An organisation of the directory: since when it belongs, and when it last decided.

    `family` has every row of it, the kept one first.
    """

    family: Sequence[Organisation]
    since: date | None
    decided_on: date | None

    @property
    def organisation(self) -> Organisation:
        """As it is read."""
        return self.family[0]


@dataclass(frozen=True)
class Listed:
    """Some supporters by name, and the key of the last where there are more."""

    rows: Sequence[Supporter]
    more: int | None


def supporters(session: Session, wanted: Wanted) -> Listed:
    """A page of the directory."""
    query = select(Organisation).where(*_listed(wanted.hidden), *_narrowed(wanted))
    order = (Organisation.match_key, Organisation.id)
    anchor = _one(session, wanted.beyond, wanted.hidden) if wanted.beyond else None
    # Where one that is not shown stands among the others would tell its name.
    if anchor is not None:
        query = query.where(tuple_(*order) > tuple_(literal(anchor.match_key), literal(anchor.id)))
    found = session.scalars(query.order_by(*order).limit(PER_PAGE + 1)).all()
    rows = _supporters(session, found[:PER_PAGE])
    return Listed(rows, found[PER_PAGE - 1].id if len(found) > PER_PAGE else None)


def supporter(
    session: Session, organisation_id: int, hidden: frozenset[str] = frozenset()
) -> Supporter | None:
    """One organisation of the directory; None where it is not in it."""
    found = _one(session, organisation_id, hidden)
    return _supporters(session, [found])[0] if found else None


def _one(session: Session, organisation_id: int, hidden: frozenset[str]) -> Organisation | None:
    query = select(Organisation).where(Organisation.id == organisation_id, *_listed(hidden))
    return session.scalars(query).one_or_none()


def nameless_pages(session: Session, hidden: frozenset[str], most: int) -> Sequence[int]:
    """The numbers of the organisations of the directory on whose pages nobody is named."""
    naming = (
        select(Endorsement.organisation_id)
        .join(EndorsementPerson, EndorsementPerson.endorsement_id == Endorsement.id)
        .where(*_decided(), EndorsementPerson.shown)
    )
    named = {it.id for it in keepers(session, set(session.scalars(naming))).values()}
    query = select(Organisation.id).where(*_listed(hidden), Organisation.id.not_in(named))
    return session.scalars(query.order_by(Organisation.id).limit(most)).all()


def countries(session: Session, hidden: frozenset[str]) -> list[tuple[str, int]]:
    """From which countries the organisations of the directory are, and how many of each."""
    return _by(session, Organisation.country, hidden)


def kinds(session: Session, hidden: frozenset[str]) -> list[tuple[str, int]]:
    """Of which kinds the organisations of the directory are, and how many of each."""
    return _by(session, Organisation.kind, hidden)


def motions(session: Session, organisation_id: int) -> Sequence[Endorsement]:
    """What an organisation decided, the newest first, as far as everybody may read it."""
    family = families(session, [organisation_id]).get(organisation_id, [])
    agreed = [it.id for it in family if it.listed]
    query = select(Endorsement).where(*_decided(), Endorsement.organisation_id.in_(agreed))
    return session.scalars(query.order_by(Endorsement.decided_on.desc(), Endorsement.id)).all()


def shown_scan(
    session: Session, endorsement_id: int, hidden: frozenset[str]
) -> EndorsementScan | None:
    """The scan of a motion, where everybody may see both."""
    row = session.get(EndorsementScan, endorsement_id)
    motion = session.get(Endorsement, endorsement_id)
    if row is None or motion is None or not row.shown:
        return None
    kept = keeper(session, motion.organisation_id)
    if _one(session, kept.id, hidden) is None:
        return None
    return row if motion in motions(session, kept.id) else None


def scanned(session: Session, endorsement_ids: Sequence[int]) -> set[int]:
    """Of some endorsements those whose scan everybody may see."""
    query = select(EndorsementScan.endorsement_id).where(
        EndorsementScan.endorsement_id.in_(endorsement_ids), EndorsementScan.shown
    )
    return set(session.scalars(query))


def _belongs() -> tuple[ColumnElement[bool], ...]:
    return (Affiliation.status.in_(BELONGING),)


def _decided() -> tuple[ColumnElement[bool], ...]:
    return (
        Endorsement.status == EndorsementStatus.PUBLISHED,
        Endorsement.basis == Basis.ORGANISATION,
    )


def _listed(hidden: frozenset[str]) -> list[ColumnElement[bool]]:
    """Who agreed to be listed, and belongs or decided; the merged are read through the kept.

    What a merged row did brings the kept one here only where both agreed.
    """
    belong = select(Affiliation.organisation_id).where(*_belongs())
    decided = select(Endorsement.organisation_id).where(*_decided())
    row = (Organisation.id, Organisation.merged_into_id)
    did = and_(Organisation.listed, Organisation.id.in_(belong.union(decided)))
    here = select(*row).where(did).cte(recursive=True)
    here = here.union(select(*row).where(Organisation.id == here.c.merged_into_id))
    among = Organisation.id.in_(select(here.c.id))
    kept = and_(Organisation.listed, Organisation.merged_into_id.is_(None), among)
    return [kept, Organisation.country.not_in(hidden)] if hidden else [kept]


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    """By name and branch alone: a town that is not shown is not found either.

    Where a script has no spaces, a word is looked for anywhere.
    """
    found = []
    if wanted.country:
        found.append(Organisation.country == wanted.country)
    if wanted.kind:
        found.append(Organisation.kind == wanted.kind)
    named = literal(" ").concat(Organisation.match_key)
    words = (word if without_spaces(word) else f" {word}" for word in words_of(wanted.text))
    found += [named.contains(word, autoescape=True) for word in words]
    return found


def _by(
    session: Session, column: InstrumentedAttribute[str], hidden: frozenset[str]
) -> list[tuple[str, int]]:
    many = func.count()
    query = select(column, many).where(*_listed(hidden)).group_by(column)
    rows = session.execute(query.order_by(many.desc(), column))
    return [(value, count) for value, count in rows]


def _supporters(session: Session, kept: Sequence[Organisation]) -> list[Supporter]:
    """Some organisations with what is known of them, or of rows that were merged into them."""
    each = families(session, [it.id for it in kept])
    family = {row.id: number for number, rows in each.items() for row in rows if row.listed}
    joined = select(Affiliation.organisation_id, Affiliation.joined_on).where(*_belongs())
    decided = select(Endorsement.organisation_id, Endorsement.decided_on).where(*_decided())
    since = _days(session, family, joined.where(Affiliation.organisation_id.in_(family)))
    last = _days(session, family, decided.where(Endorsement.organisation_id.in_(family)))
    return [
        Supporter(each[it.id], min(since[it.id], default=None), max(last[it.id], default=None))
        for it in kept
    ]


def _days(
    session: Session, family: Mapping[int, int], rows: Select[Any, Any]
) -> Mapping[int, list[date]]:
    """The days of an organisation's rows, by the row that was kept."""
    found: dict[int, list[date]] = {number: [] for number in family.values()}
    for number, day in session.execute(rows):
        if day is not None:
            found[family[number]].append(day)
    return found
