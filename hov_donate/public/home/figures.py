"""What was achieved, in figures that stand on their own."""

from dataclasses import dataclass

from hov_donate.campaign.map.rules import World
from hov_donate.core.i18n import Translator


@dataclass(frozen=True)
class Figure:
    """A number, and what it is the number of."""

    number: str
    words: str


def achieved(found: World, speak: Translator) -> list[Figure]:
    """The figures of the campaign; those that are nothing yet are left out."""
    total = found.total
    signing = sum(line.counts.signatures > 0 for line in found.lines)
    holding = sum(line.counts.events > 0 for line in found.lines)
    many = speak.ngettext
    told = (
        (total.signatures, many("person has signed", "people have signed", total.signatures)),
        (signing, many("country they are from", "countries they are from", signing)),
        (total.events, many("event was held", "events were held", total.events)),
        (holding, many("country with an event", "countries with events", holding)),
    )
    return [Figure(speak.number(count), words) for count, words in told if count]
