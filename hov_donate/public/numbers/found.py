"""What was published, as a page or a file asks for it: now, or at the end of an earlier day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import request

from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.campaign.numbers.catalogue import Line, achieved, lines
from hov_donate.campaign.numbers.queries import (
    CountedBody,
    Published,
    counted_bodies,
    published,
    published_on,
)
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
        if found is None:
            return None
        hidden = hidden_countries(session)
        bodies = [
            replace(it, name="") if it.country in hidden else it
            for it in counted_bodies(session, found)
        ]
    return Told(found, lines(found.values, translator()), bodies)


def asked_day() -> date | None:
    """The day that the address asks for; None for now."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def what_was_achieved() -> Sequence[str]:
    """The campaign in some sentences, by what is published now; nothing before the first time."""
    with parts().database.reading() as session:
        found = published(session)
    return achieved(found.values, translator()) if found else []
