"""Events as everybody may read them, and those that can be proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, defer

from hov_donate.campaign.events.models import CampaignEvent, EventPicture, EventSignUp, EventText
from hov_donate.campaign.events.rules import IN_PUBLIC, EventStatus, SignUpStatus
from hov_donate.contacts.models import ContactDetails
from hov_donate.core.db import UtcDateTime

PER_PAGE = 30
MOST_IN_CALENDAR = 500


@dataclass(frozen=True)
class Told:
    """An event with its words in the language that is wanted, or the next best."""

    event: CampaignEvent
    text: EventText


@dataclass(frozen=True)
class Listed:
    """Some events, and the key of the last where there are more."""

    rows: Sequence[Told]
    more: int | None


@dataclass(frozen=True)
class Which:
    """Which events of the list: upcoming ones, the next first; or past ones, the last first.

    None is shown of countries that are `hidden`: people there may be at risk. `called_off` says
    whether cancelled ones are among them.
    """

    now: datetime
    past: bool = False
    country: str | None = None
    beyond: int | None = None
    hidden: frozenset[str] = frozenset()
    called_off: bool = True


@dataclass(frozen=True)
class Place:
    """What an event is proved by."""

    day: date
    country: str
    place_key: str


def in_public(session: Session, which: Which, languages: Sequence[str]) -> Listed:
    """A page of the list of events."""
    query = select(CampaignEvent).where(_shown(which.hidden))
    if not which.called_off:
        query = query.where(CampaignEvent.status != EventStatus.CANCELLED)
    if which.country:
        query = query.where(CampaignEvent.country == which.country)
    order = (CampaignEvent.starts_at, CampaignEvent.id)
    here = tuple_(*order)
    anchor = _seen(session, which.beyond, which.hidden) if which.beyond else None
    if which.past:
        query = query.where(CampaignEvent.starts_at < which.now)
        query = query.order_by(*(column.desc() for column in order))
    else:
        query = query.where(CampaignEvent.starts_at >= which.now).order_by(*order)
    if anchor is not None:
        there = tuple_(literal(anchor.starts_at, UtcDateTime), literal(anchor.id))
        query = query.where(here < there if which.past else here > there)
    found = session.scalars(query.limit(PER_PAGE + 1)).all()
    rows = told(session, found[:PER_PAGE], languages)
    return Listed(rows, found[PER_PAGE - 1].id if len(found) > PER_PAGE else None)


def of_calendar(
    session: Session,
    country: str | None,
    languages: Sequence[str],
    since: datetime,
    hidden: frozenset[str],
) -> Sequence[Told]:
    """What a calendar shows: events of a country, or of all, from `since` on."""
    query = select(CampaignEvent).where(_shown(hidden), CampaignEvent.starts_at >= since)
    if country:
        query = query.where(CampaignEvent.country == country)
    order = (CampaignEvent.starts_at, CampaignEvent.id)
    found = session.scalars(query.order_by(*order).limit(MOST_IN_CALENDAR)).all()
    return told(session, found, languages)


def newly_published(
    session: Session, languages: Sequence[str], most: int, hidden: frozenset[str]
) -> Sequence[Told]:
    """The events that were published last."""
    query = select(CampaignEvent).where(_shown(hidden))
    order = (CampaignEvent.published_at.desc(), CampaignEvent.id.desc())
    return told(session, session.scalars(query.order_by(*order).limit(most)).all(), languages)


def one_in_public(
    session: Session, event_id: int, languages: Sequence[str], hidden: frozenset[str]
) -> Told | None:
    """An event that everybody may see."""
    event = _seen(session, event_id, hidden)
    return next(iter(told(session, [event], languages)), None) if event else None


def told(session: Session, events: Sequence[CampaignEvent], languages: Sequence[str]) -> list[Told]:
    """Some events with their words."""
    ids = [event.id for event in events]
    rows = session.scalars(select(EventText).where(EventText.event_id.in_(ids))).all()
    texts: dict[int, dict[str, EventText]] = {}
    for row in rows:
        texts.setdefault(row.event_id, {})[row.language] = row
    chosen = ((event, _best(texts.get(event.id, {}), languages)) for event in events)
    return [Told(event, text) for event, text in chosen if text is not None]


def texts(session: Session, event_id: int) -> dict[str, EventText]:
    """What an event says, by language."""
    rows = session.scalars(select(EventText).where(EventText.event_id == event_id))
    return {row.language: row for row in rows}


def picture(session: Session, event_id: int) -> EventPicture | None:
    """The picture of an event, if it has one."""
    return session.get(EventPicture, event_id)


def framed(session: Session, event_id: int) -> EventPicture | None:
    """The picture of an event without its content, which is large: where it is only pointed to."""
    light = defer(EventPicture.content, raiseload=True)
    query = select(EventPicture).where(EventPicture.event_id == event_id)
    return session.scalars(query.options(light)).one_or_none()


def countries(session: Session, hidden: frozenset[str]) -> list[tuple[str, int]]:
    """In which countries events were or will be held, and how many; cancelled ones are none."""
    many = func.count()
    rows = session.execute(
        select(CampaignEvent.country, many)
        .where(CampaignEvent.status == EventStatus.PUBLISHED, _shown(hidden))
        .group_by(CampaignEvent.country)
        .order_by(many.desc(), CampaignEvent.country)
    )
    return [(country, count) for country, count in rows]


def held(session: Session, *, begun_before: datetime, since: date | None = None) -> list[Place]:
    """The events that were held: on one day in one town, two are one.

    Published, not cancelled, begun; `since` is the first day that counts.
    """
    query = _held(begun_before).order_by(
        CampaignEvent.day, CampaignEvent.country, CampaignEvent.place_key
    )
    if since is not None:
        query = query.where(CampaignEvent.day >= since)
    return [Place(*row) for row in session.execute(query)]


def held_by_country(session: Session, *, begun_before: datetime) -> dict[str, int]:
    """How many events were held in each country, counted as `held` tells them."""
    places = _held(begun_before).subquery()
    query = select(places.c.country, func.count()).group_by(places.c.country)
    return {country: int(count) for country, count in session.execute(query)}


def held_for_events(before: datetime) -> ColumnElement[bool]:
    """Whether details are those of somebody who comes to an event, or proposed it.

    They agreed to be kept until so long after it; `before` is when all was long ago.
    """
    to_be_known = CampaignEvent.starts_at > before
    comes = exists().where(
        EventSignUp.details_id == ContactDetails.id,
        EventSignUp.status != SignUpStatus.WITHDRAWN,
        CampaignEvent.id == EventSignUp.event_id,
        to_be_known,
    )
    proposed = exists().where(
        CampaignEvent.details_id == ContactDetails.id,
        CampaignEvent.status != EventStatus.WITHDRAWN,
        to_be_known,
    )
    return or_(comes, proposed)


def _shown(hidden: frozenset[str]) -> ColumnElement[bool]:
    """Published or called off, and not in a country that is hidden."""
    public = CampaignEvent.status.in_(IN_PUBLIC)
    return and_(public, CampaignEvent.country.not_in(hidden)) if hidden else public


def _seen(session: Session, event_id: int, hidden: frozenset[str]) -> CampaignEvent | None:
    """An event, where everybody may see it: of any other not even the place in a list is told."""
    query = select(CampaignEvent).where(CampaignEvent.id == event_id, _shown(hidden))
    return session.scalars(query).one_or_none()


def _held(begun_before: datetime) -> Select[date, str, str]:
    return (
        select(CampaignEvent.day, CampaignEvent.country, CampaignEvent.place_key)
        .where(
            CampaignEvent.status == EventStatus.PUBLISHED, CampaignEvent.starts_at < begun_before
        )
        .distinct()
    )


def _best(texts: Mapping[str, EventText], languages: Sequence[str]) -> EventText | None:
    wanted = (texts[language] for language in languages if language in texts)
    return next(wanted, None) or next(iter(texts.values()), None)
