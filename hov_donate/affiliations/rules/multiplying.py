"""The factor of a multiplier, and what it is for, in words."""

from fractions import Fraction

from hov_donate.affiliations.rules import steps
from hov_donate.affiliations.rules.facts import QuoteError, plain, unit
from hov_donate.affiliations.rules.measuring import Measured
from hov_donate.affiliations.rules.scale import By, MultiplierSteps, MultiplierTable
from hov_donate.affiliations.rules.sentences import Number, Sentence
from hov_donate.core.i18n import N_

FACTS = {
    By.KIND: N_("kind"),
    By.CLASS: N_("class"),
    By.COUNTRY: N_("country"),
    By.INCOME_BAND: N_("income band"),
}


def looked_up(table: MultiplierTable, measured: Measured) -> tuple[Fraction, Sentence]:
    """From a table by a fact. Raises QuoteError where the fact is not known or not in it."""
    fact = Sentence(FACTS[table.by])
    word = str(measured.facts.known.get(table.by, ""))
    if not word:
        raise QuoteError(N_("Rule %(rule)s needs the %(fact)s."), rule=measured.number, fact=fact)
    if word not in table.factors:
        raise QuoteError(
            N_("Rule %(rule)s has no multiplier for the %(fact)s “%(word)s”, only: %(words)s."),
            rule=measured.number,
            fact=fact,
            word=word,
            words=tuple(table.factors),
        )
    return table.factors[word], Sentence(
        N_("%(fact)s %(word)s"), {"fact": fact, "word": plain(word)}
    )


def stepped(multiplier: MultiplierSteps, measured: Measured) -> tuple[Fraction, Sentence]:
    """From steps of a measure. Raises QuoteError where they need one that is not known."""
    if not steps.depends(multiplier.steps):
        return multiplier.steps[0].base, Sentence(N_("everybody"))
    n = measured.need(multiplier.measure)
    what = Sentence(N_("%(n)s %(what)s"), {"n": Number(n), "what": unit(multiplier.measure)})
    return steps.evaluate(multiplier.steps, n), what
