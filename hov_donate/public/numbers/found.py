"""What was published, as a page or a file asks for it: now, or at the end of an earlier day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from sqlalchemy.orm import Session

from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.campaign.numbers.catalogue import Line, achieved, lines
from hov_donate.campaign.numbers.queries import CountedBody, Published, published, published_on
from hov_donate.campaign.numbers.rules import Figure, Rounded
from hov_donate.campaign.numbers.telling import telling
from hov_donate.core.spans import Span
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@dataclass(frozen=True)
class Told:
    """The figures of a snapshot in the reader's words, and whose members were counted."""

    published: Published
    lines: Sequence[Line]
    bodies: Sequence[CountedBody]

    @property
    def named(self) -> Sequence[CountedBody]:
        """The counted bodies that agreed to be named."""
        return [it for it in self.bodies if it.name]

    @property
    def nameless(self) -> int:
        """How many others are counted too."""
        return len(self.bodies) - len(self.named)


def told() -> Told | None:
    """What the address asks for; None before the first snapshot, or before the day's."""
    day = asked_day()
    with parts().database.reading() as session:
        found = published_on(session, day) if day else published(session)
        return _told(session, found) if found else None


@dataclass(frozen=True)
class ToldOfYear:
    """An accounting year so far: the last figures of it, and the last ones before it.

    There are none `before` the first year.
    """

    year: Span
    told: Told
    before: Mapping[Figure, Rounded | None]


def told_of_year(number: int) -> ToldOfYear | None:
    """The accounting year that begins in a year; None where nothing was published in it."""
    begin = parts().settings.campaign.year_begin
    try:
        year = begin.year_of(date(number, begin.month, begin.day))
    except (ValueError, OverflowError):
        return None
    with parts().database.reading() as session:
        found = _published_in(session, year)
        if found is None:
            return None
        before = published_on(session, year.first - timedelta(days=1))
        return ToldOfYear(year, _told(session, found), _values(session, before))


def years_told() -> list[int]:
    """The accounting years in which something was published, by when they begin, the last first."""
    year_of, found = parts().settings.campaign.year_begin.year_of, []
    with parts().database.reading() as session:
        newest = published(session)
        while newest is not None:
            year = year_of(newest.day)
            found.append(year.first.year)
            newest = published_on(session, year.first - timedelta(days=1))
    return found


def _published_in(session: Session, year: Span) -> Published | None:
    found = published_on(session, year.last)
    return found if found is not None and found.day >= year.first else None


def _told(session: Session, found: Published) -> Told:
    """With the counted bodies, of which those of hidden countries have no name."""
    it = telling(session, found, hidden_countries(session))
    return Told(found, lines(found.values, it.values, translator()), it.bodies)


def _values(session: Session, found: Published | None) -> Mapping[Figure, Rounded | None]:
    return telling(session, found, hidden_countries(session)).values if found else {}


def asked_day() -> date | None:
    """The day that the address asks for; None for now."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def what_was_achieved() -> Sequence[str]:
    """The campaign in some sentences, by what is published now; nothing before the first time."""
    with parts().database.reading() as session:
        values = _values(session, published(session))
    return achieved(values, translator())
