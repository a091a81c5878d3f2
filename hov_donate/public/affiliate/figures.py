"""What a fee is worked out from, as far as it is known, and what is still to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hov_donate.affiliations.rules.asking import Wanted, wanted
from hov_donate.affiliations.rules.facts import Facts, QuoteError
from hov_donate.affiliations.rules.following import Place, quote_at
from hov_donate.affiliations.rules.matching import Known
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS, TOTAL_MEMBERS, Scale

MEASURE, DECLARED = "measure-", "declared-"
# The answer "none of these", and those of a question with yes and no.
NONE_OF_THESE, YES, NO = "none", "yes", "no"
WORDS = ("class", "income_band")
NOTHING = Wanted()


def field_of(measure: str) -> str:
    """The name of the field in which a measure is typed."""
    return measure if measure in {AFFILIATED_MEMBERS, TOTAL_MEMBERS} else MEASURE + measure


@dataclass(frozen=True)
class Figures:
    """Answers that bear on the fee of the term at a place, under the scale for country and kind.

    Answers are in their plain form: numbers in digits, words as the scale has them.
    """

    answers: Mapping[str, str]
    scale: Scale | None
    place: Place

    @cached_property
    def words(self) -> Wanted:
        """Which class, which band, whether overseas: what is asked before the numbers."""
        if self.scale is None:
            return NOTHING
        return wanted(self.scale, {"kind": self.answers.get("kind", ""), "country": self._country})

    @cached_property
    def numbers(self) -> Wanted:
        """What is to be counted, by those who have told the words."""
        return NOTHING if self.scale is None else wanted(self.scale, self._known)

    @cached_property
    def facts(self) -> Facts:
        """What is known of them, for a quote."""
        told = self.answers.get
        return Facts(
            kind=told("kind"),
            affiliated_members=self.count(AFFILIATED_MEMBERS),
            total_members=self.count(TOTAL_MEMBERS),
            member_class=self._word("class"),
            country=self._country or None,
            income_band=self._word("income_band"),
            overseas=told("overseas") == YES,
            measures=self._counted(MEASURE, {*self.numbers.numbers, *self.numbers.extras}),
            declared=self._counted(DECLARED, set(self.numbers.declared)),
        )

    @cached_property
    def quote(self) -> Quote | None:
        """What the scale says; None while something is missing, or where there is no scale."""
        try:
            return self._quote()
        except QuoteError:
            return None

    def _quote(self) -> Quote | None:
        if self.scale is None:
            return None
        return quote_at(self.scale, self.facts, self.place)

    def count(self, name: str) -> int | None:
        """A number that was told, by its field."""
        text = self.answers.get(name, "")
        return int(text) if text else None

    @property
    def _country(self) -> str:
        return self.answers.get("country", "")

    @property
    def _known(self) -> Known:
        """Words that were told; an empty one is none of those that rules name."""
        known: dict[str, str | bool] = {
            "kind": self.answers.get("kind", ""),
            "country": self._country,
            "overseas": self.answers.get("overseas") == YES,
        }
        return known | {key: self._word(key) or "" for key in WORDS}

    def _word(self, key: str) -> str | None:
        told = self.answers.get(key, NONE_OF_THESE)
        return None if told in {"", NONE_OF_THESE} else told

    def _counted(self, prefix: str, wanted: set[str]) -> dict[str, int]:
        """The numbers of those asked for now: answers to earlier questions do not count."""
        found = {name: self.count(prefix + name) for name in sorted(wanted)}
        return {name: n for name, n in found.items() if n is not None}
