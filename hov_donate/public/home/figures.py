"""What was achieved, in the figures that were published last (docs/decisions/0046-numbers.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hov_donate.campaign.numbers.catalogue import printed
from hov_donate.campaign.numbers.rules import Figure as Of
from hov_donate.campaign.numbers.rules import Rounded
from hov_donate.campaign.numbers.telling import Telling
from hov_donate.core.i18n import Translator


@dataclass(frozen=True)
class Figure:
    """A number as it is printed, and what it is the number of."""

    number: str
    words: str


def achieved(it: Telling | None, speak: Translator) -> list[Figure]:
    """The published figures; those that are nothing yet, or not told, are left out."""
    if it is None:
        return []
    values = it.published.values
    workers = it.values[Of.WORKERS]
    return [*_people(values, speak), *_events(values, speak), *_workers(workers, speak)]


def _people(values: Mapping[Of, int], speak: Translator) -> Iterator[Figure]:
    people, countries = values.get(Of.PEOPLE, 0), values.get(Of.COUNTRIES, 0)
    if people:
        words = speak.ngettext("person has signed", "people have signed", people)
        yield Figure(speak.number(people), words)
    if countries:
        words = speak.ngettext("country they are from", "countries they are from", countries)
        yield Figure(speak.number(countries), words)


def _events(values: Mapping[Of, int], speak: Translator) -> Iterator[Figure]:
    events, countries = values.get(Of.EVENTS, 0), values.get(Of.EVENT_COUNTRIES, 0)
    if events:
        # Each agrees with its own number.
        held = speak.ngettext("event", "events", events)
        where = speak.ngettext("in %(num)s country", "in %(num)s countries", countries)
        yield Figure(speak.number(events), f"{held} {where}")


def _workers(it: Rounded | None, speak: Translator) -> Iterator[Figure]:
    if it and it.value:
        yield Figure(printed(it, speak), speak.gettext("workers represented"))
