"""What is known of those who ask for a quote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from hov_donate.affiliations.rules.matching import Known
from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS, TOTAL_MEMBERS, Scale
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.core.errors import UserError
from hov_donate.core.i18n import N_

LARGEST_COUNT = 10**13


class QuoteError(UserError):
    """There is no quote for these facts; `sentence` says why, to be translated where shown."""

    def __init__(self, text: str, **values: object) -> None:
        """Why, with values that are texts, numbers or sentences."""
        self.sentence = Sentence(text, values)
        super().__init__(str(self.sentence))


@dataclass(frozen=True)
class Facts:
    """None is not known. `measures` count anything by name; `declared` members by class."""

    kind: str | None = None
    affiliated_members: int | None = None
    total_members: int | None = None
    member_class: str | None = None
    country: str | None = None
    income_band: str | None = None
    overseas: bool = False
    measures: Mapping[str, int] = field(default_factory=dict)
    declared: Mapping[str, int] = field(default_factory=dict)

    @property
    def known(self) -> Known:
        """What `when` and multipliers ask for."""
        words = {
            "kind": self.kind,
            "class": self.member_class,
            "country": self.country,
            "income_band": self.income_band,
            "overseas": self.overseas,
        }
        return {key: word for key, word in words.items() if word is not None}

    def measure(self, name: str) -> Fraction | None:
        """A measure by its name, or None."""
        own = {AFFILIATED_MEMBERS: self.affiliated_members, TOTAL_MEMBERS: self.total_members}
        value = own[name] if name in own else self.measures.get(name)
        return None if value is None else Fraction(value)


def check(scale: Scale, facts: Facts) -> None:
    """Refuse what cannot be. Raises QuoteError."""
    if facts.kind is not None and not scale.knows(facts.kind):
        raise QuoteError(N_("The kind %(kind)s is not known."), kind=facts.kind)
    if facts.country and scale.countries and facts.country not in scale.countries:
        raise QuoteError(
            N_("This scale is for %(countries)s, not for %(country)s."),
            countries=", ".join(scale.countries),
            country=facts.country,
        )
    own = {AFFILIATED_MEMBERS: facts.affiliated_members, TOTAL_MEMBERS: facts.total_members}
    for name, count in (*own.items(), *facts.measures.items(), *facts.declared.items()):
        _check_count(name, count)


def _check_count(name: str, count: int | None) -> None:
    if count is None:
        return
    if count < 0:
        raise QuoteError(
            N_("%(what)s cannot be negative: %(count)s."), what=unit(name), count=str(count)
        )
    if count > LARGEST_COUNT:
        raise QuoteError(N_("%(what)s cannot be so many."), what=unit(name))


UNITS = {AFFILIATED_MEMBERS: N_("members"), TOTAL_MEMBERS: N_("members in total")}
NEEDED = {
    AFFILIATED_MEMBERS: N_("the number of members affiliated on"),
    TOTAL_MEMBERS: N_("the number of members in total"),
}


def unit(measure: str) -> Sentence:
    """What a measure counts, in words."""
    return Sentence(UNITS[measure]) if measure in UNITS else plain(measure)


def needed(measure: str) -> Sentence:
    """A measure that is asked for, in words."""
    if measure in NEEDED:
        return Sentence(NEEDED[measure])
    return Sentence(N_("the number of “%(name)s”"), {"name": plain(measure)})


def plain(word: str) -> Sentence:
    """A word of the scale's own, as people write it."""
    return Sentence("%(word)s", {"word": word.replace("_", " ")})
