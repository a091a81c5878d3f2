"""What is counted in each country, from counts that are kept: nothing is counted one by one.

Events, affiliates and endorsers are counted as rows, of which a campaign has hundreds.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.campaign.appeals.models import SignatureCount
from hov_donate.campaign.endorsements.queries import by_country, endorsers
from hov_donate.campaign.endorsements.rules import Basis
from hov_donate.campaign.events.queries import held_by_country
from hov_donate.campaign.map.models import GiftCount, HiddenCountry
from hov_donate.campaign.map.rules import (
    OF_LAYER,
    SHOWN_EXACTLY,
    Column,
    Counts,
    Layer,
    Line,
    World,
)
from hov_donate.campaign.map.veiling import Known, Veil, veil
from hov_donate.campaign.numbers.rules import Figure, Rounded
from hov_donate.campaign.numbers.telling import telling_now
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import keepers

# Of an application that was accepted nothing is said before it was paid for once.
AFFILIATED = (
    AffiliationStatus.ACTIVE,
    AffiliationStatus.DUE,
    AffiliationStatus.GRACE,
    AffiliationStatus.ARREARS,
)

NOBODY = Rounded(0, more=False)
ORGANISATIONS = set(OF_LAYER[Layer.ORGANISATIONS])


def world(session: Session, *, now: datetime, of: Iterable[Column] = Column) -> World:
    """Every country in which there is anything, save hidden ones, by code; and all together.

    Of some columns alone, where no more is wanted.
    """
    hidden, columns = hidden_countries(session), frozenset(of)
    counted = {it: count(session, now) for it, count in SOURCES.items() if it in columns}
    apart = dict.fromkeys(columns, hidden)
    told = telling_now(session, hidden) if Column.WORKERS in columns else None
    if told is not None:
        counted[Column.WORKERS] = told.workers_by_country
        apart[Column.WORKERS] = hidden | told.untold_countries
    veils = {
        column: _veil(session, column, found, apart[column]) for column, found in counted.items()
    }
    bodies = _bodies(session) if counted.keys() >= ORGANISATIONS else {}
    lines = [
        Line(country, _counts(counted, bodies, country), _with_others(veils, apart, country))
        for country in sorted({country for found in counted.values() for country in found})
    ]
    return World(
        [line for line in lines if line.country not in hidden and line.counts.any],
        sum((line.counts for line in lines), Counts()),
        veils,
        told.values[Figure.WORKERS] if told else NOBODY,
    )


def _veil(
    session: Session, column: Column, found: Mapping[str, int], apart: frozenset[str]
) -> Veil:
    """What is told together of a column.

    Events are public one by one, members of bodies by name, each to its last: nobody can join.
    """
    together = sum(found.get(country, 0) for country in apart)
    if column in SHOWN_EXACTLY:
        return Veil(together=together)
    if column is Column.WORKERS:
        return Veil(together=together, told=not together)
    listed = LISTED[column](session) if column in LISTED else {}
    return veil(found, Known(apart, listed))


def _with_others(
    veils: Mapping[Column, Veil], apart: Mapping[Column, frozenset[str]], country: str
) -> frozenset[Column]:
    return frozenset(column for column, it in veils.items() if country in it.joined | apart[column])


def hidden_countries(session: Session) -> frozenset[str]:
    """The countries that are counted and not shown."""
    return frozenset(session.scalars(select(HiddenCountry.country)))


def _counts(
    counted: Mapping[Column, Mapping[str, int]], bodies: Mapping[str, int], country: str
) -> Counts:
    found = {column.value: each.get(country, 0) for column, each in counted.items()}
    return Counts(**found, bodies=bodies.get(country, 0))


def _bodies(session: Session) -> Mapping[str, int]:
    """Organisations that belong or decided, each once; of two rows of one that was kept."""
    belong = select(Affiliation.organisation_id).where(*_affiliated())
    known = keepers(session, {it for it in session.scalars(belong) if it is not None})
    found = {it.id: it for it in known.values()} | endorsers(session, Basis.ORGANISATION)
    return Counter(it.country for it in found.values())


def _signatures(session: Session, _: datetime) -> Mapping[str, int]:
    """Of all appeals. Who signed two of them is counted in both."""
    confirmed = func.sum(SignatureCount.confirmed)
    query = select(SignatureCount.country, confirmed).group_by(SignatureCount.country)
    return _whole(session.execute(query))


def _affiliates(session: Session, _: datetime) -> Mapping[str, int]:
    """Organisations that belong to the campaign: members are people, and not counted here."""
    rows = session.execute(
        select(Affiliation.country, func.count())
        .where(*_affiliated())
        .group_by(Affiliation.country)
    )
    return _whole(rows)


def _affiliated() -> tuple[ColumnElement[bool], ...]:
    return Affiliation.organisation_id.is_not(None), Affiliation.status.in_(AFFILIATED)


def _endorsers(session: Session, _: datetime) -> Mapping[str, int]:
    return by_country(session)


def _events(session: Session, now: datetime) -> Mapping[str, int]:
    return held_by_country(session, begun_before=now)


def _gifts(session: Session, _: datetime) -> Mapping[str, int]:
    return _whole(session.execute(select(GiftCount.country, GiftCount.gifts)))


def _signers(session: Session) -> Mapping[str, int]:
    """Those who stand on a list with something of themselves."""
    shown = func.sum(SignatureCount.publishable)
    return _whole(
        session.execute(select(SignatureCount.country, shown).group_by(SignatureCount.country))
    )


def _listed_affiliates(session: Session) -> Mapping[str, int]:
    """Affiliates of the directory."""
    rows = session.execute(
        select(Affiliation.country, func.count())
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(*_affiliated(), Organisation.listed)
        .group_by(Affiliation.country)
    )
    return _whole(rows)


def _listed_endorsers(session: Session) -> Mapping[str, int]:
    """Endorsers of the directory."""
    bodies = endorsers(session, Basis.ORGANISATION).values()
    return Counter(it.country for it in bodies if it.listed)


def _whole(rows: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    return {country: int(count) for country, count in rows}


# Workers are not counted but published: nobody twice along the tree of organisations.
SOURCES: dict[Column, Callable[[Session, datetime], Mapping[str, int]]] = {
    Column.SIGNATURES: _signatures,
    Column.AFFILIATES: _affiliates,
    Column.ENDORSERS: _endorsers,
    Column.EVENTS: _events,
    Column.GIFTS: _gifts,
}

# What everybody can count by name, of what is not told as a number.
LISTED: dict[Column, Callable[[Session], Mapping[str, int]]] = {
    Column.SIGNATURES: _signers,
    Column.AFFILIATES: _listed_affiliates,
    Column.ENDORSERS: _listed_endorsers,
}
