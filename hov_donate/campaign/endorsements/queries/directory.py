"""The public directory: affiliates and endorsers that agreed to be listed, and nobody else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import LIVING, AffiliationStatus
from hov_donate.campaign.endorsements.models import Endorsement, EndorsementPerson, EndorsementScan
from hov_donate.campaign.endorsements.rules import Basis, EndorsementStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import one_and_the_same
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
    """An organisation of the directory: since when it belongs, and when it last decided."""

    organisation: Organisation
    since: date | None
    decided_on: date | None


@dataclass(frozen=True)
class Listed:
    """Some supporters by name, and the key of the last where there are more."""

    rows: Sequence[Supporter]
    more: int | None


def supporters(session: Session, wanted: Wanted) -> Listed:
    """A page of the directory."""
    query = select(Organisation).where(*_listed(wanted.hidden), *_narrowed(wanted))
    order = (Organisation.match_key, Organisation.id)
    anchor = session.get(Organisation, wanted.beyond) if wanted.beyond else None
    if anchor is not None:
        query = query.where(tuple_(*order) > tuple_(literal(anchor.match_key), literal(anchor.id)))
    found = session.scalars(query.order_by(*order).limit(PER_PAGE + 1)).all()
    rows = _supporters(session, found[:PER_PAGE])
    return Listed(rows, found[PER_PAGE - 1].id if len(found) > PER_PAGE else None)


def supporter(
    session: Session, organisation_id: int, hidden: frozenset[str] = frozenset()
) -> Supporter | None:
    """One organisation of the directory; None where it is not in it."""
    query = select(Organisation).where(Organisation.id == organisation_id, *_listed(hidden))
    found = session.scalars(query).one_or_none()
    return _supporters(session, [found])[0] if found else None


def nameless_pages(session: Session, hidden: frozenset[str], most: int) -> Sequence[int]:
    """The numbers of the organisations of the directory on whose pages nobody is named."""
    someone = exists().where(
        *_decided(),
        Endorsement.organisation_id == Organisation.id,
        EndorsementPerson.endorsement_id == Endorsement.id,
        EndorsementPerson.shown,
    )
    query = select(Organisation.id).where(*_listed(hidden), ~someone).order_by(Organisation.id)
    return session.scalars(query.limit(most)).all()


def countries(session: Session, hidden: frozenset[str]) -> list[tuple[str, int]]:
    """From which countries the organisations of the directory are, and how many of each."""
    return _by(session, Organisation.country, hidden)


def kinds(session: Session, hidden: frozenset[str]) -> list[tuple[str, int]]:
    """Of which kinds the organisations of the directory are, and how many of each."""
    return _by(session, Organisation.kind, hidden)


def motions(session: Session, organisation_id: int) -> Sequence[Endorsement]:
    """What an organisation decided, the newest first."""
    same = one_and_the_same(session, organisation_id)
    query = select(Endorsement).where(*_decided(), Endorsement.organisation_id.in_(same))
    return session.scalars(query.order_by(Endorsement.decided_on.desc(), Endorsement.id)).all()


def shown_scan(
    session: Session, endorsement_id: int, hidden: frozenset[str]
) -> EndorsementScan | None:
    """The scan of a motion, where everybody may see both."""
    row = session.get(EndorsementScan, endorsement_id)
    motion = session.get(Endorsement, endorsement_id)
    if row is None or motion is None or not row.shown:
        return None
    shown = motion.status is EndorsementStatus.PUBLISHED
    return row if shown and supporter(session, motion.organisation_id, hidden) else None


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
    """Who agreed to be listed, and belongs or decided; the merged are read through the kept."""
    belong = select(Affiliation.organisation_id).where(*_belongs())
    decided = select(Endorsement.organisation_id).where(*_decided())
    row = (Organisation.id, Organisation.merged_into_id)
    here = select(*row).where(Organisation.id.in_(belong.union(decided))).cte(recursive=True)
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
    family = {it.id: it.id for it in kept}
    layer: Collection[int] = family.keys()
    while layer:
        query = select(Organisation.id, Organisation.merged_into_id)
        doubles = session.execute(query.where(Organisation.merged_into_id.in_(layer))).all()
        family |= {double: family[into] for double, into in doubles if into is not None}
        layer = [double for double, _ in doubles]
    joined = select(Affiliation.organisation_id, Affiliation.joined_on).where(*_belongs())
    decided = select(Endorsement.organisation_id, Endorsement.decided_on).where(*_decided())
    since = _days(session, family, joined.where(Affiliation.organisation_id.in_(family)))
    last = _days(session, family, decided.where(Endorsement.organisation_id.in_(family)))
    return [
        Supporter(it, min(since[it.id], default=None), max(last[it.id], default=None))
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
