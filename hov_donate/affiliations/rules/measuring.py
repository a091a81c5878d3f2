"""The number that a rule counts by: as it is stated, or weighted over classes of members."""

from dataclasses import dataclass
from fractions import Fraction

from hov_donate.affiliations.rules.facts import Facts, QuoteError, needed, plain
from hov_donate.affiliations.rules.scale import Rule
from hov_donate.affiliations.rules.sentences import Number, Sentence
from hov_donate.core.i18n import N_


@dataclass(frozen=True)
class Measured:
    """What a rule counts by, once somebody needs it."""

    rule: Rule
    number: int
    facts: Facts

    def need(self, measure: str | None = None) -> Fraction:
        """The rule's own measure, or a named one. Raises QuoteError where it is not known."""
        if measure is None and self.rule.weights:
            return self._weighted()
        name = measure or self.rule.measure
        n = self.facts.measure(name)
        if n is None:
            raise QuoteError(
                N_("Rule %(rule)s needs %(measure)s."), rule=self.number, measure=needed(name)
            )
        return n

    @property
    def told(self) -> tuple[Sentence, ...]:
        """How the measure came about, where it is a sum."""
        if not self.rule.weights:
            return ()
        parts = tuple(
            Sentence(
                N_("%(n)s %(name)s × %(weight)s"),
                {
                    "n": Number(Fraction(n)),
                    "name": plain(name),
                    "weight": Number(self.rule.weights[name]),
                },
            )
            for name, n in self.facts.declared.items()
        )
        values = {"parts": parts, "result": Number(self._weighted())}
        return (Sentence(N_("Members by weight: %(parts)s; in sum %(result)s"), values),)

    def _weighted(self) -> Fraction:
        weights, declared = self.rule.weights, self.facts.declared
        if not declared:
            raise QuoteError(
                N_("Rule %(rule)s needs the numbers declared for: %(classes)s."),
                rule=self.number,
                classes=tuple(map(plain, weights)),
            )
        for name in declared:
            if name not in weights:
                raise QuoteError(
                    N_("Rule %(rule)s has no weight for “%(name)s”; it has: %(classes)s."),
                    rule=self.number,
                    name=name,
                    classes=tuple(map(plain, weights)),
                )
        return sum((weights[name] * n for name, n in declared.items()), Fraction(0))
