"""How many delegates and votes."""

from fractions import Fraction
from math import floor

from hov_donate.affiliations.rules import steps
from hov_donate.affiliations.rules.facts import unit
from hov_donate.affiliations.rules.measuring import Measured
from hov_donate.affiliations.rules.scale import Bounded, Count, Extra
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.core.i18n import N_


def count_of(count: Count | None, name: str, measured: Measured) -> tuple[int, list[Sentence]]:
    """A whole number, and how it came about; `name` is Delegates or Votes.

    People come whole: a part that is left over does not count.
    """
    if count is None:
        return 0, []
    measure = count.measure or measured.rule.measure
    n = Fraction(0)
    if steps.depends(count.count.steps):
        n = measured.need(count.measure)
    total, told = _bounded(count.count, n, measure)
    lines = [Sentence("%(name)s: %(sum)s", {"name": Sentence(name), "sum": told})]
    for extra in count.extra:
        more, line = _extra(extra, name, measured)
        total += more
        lines.append(line)
    return total, lines


def _bounded(bounds: Bounded, n: Fraction, measure: str) -> tuple[int, Sentence]:
    exact = steps.evaluate(bounds.steps, n)
    kept = steps.clamp(exact, bounds)
    told = steps.explain(bounds.steps, n, steps.Wording(measure))
    if kept != exact:
        text = N_("%(sum)s, at least %(n)s") if kept > exact else N_("%(sum)s, at most %(n)s")
        told = Sentence(text, {"sum": told, "n": int(kept)})
    elif kept.denominator != 1:
        told = Sentence(N_("%(sum)s, whole ones: %(n)s"), {"sum": told, "n": floor(kept)})
    return floor(kept), told


def _extra(extra: Extra, name: str, measured: Measured) -> tuple[int, Sentence]:
    values: dict[str, object] = {"name": Sentence(name), "what": unit(extra.measure)}
    n = measured.facts.measure(extra.measure)
    if n is None:
        text = N_("%(name)s: none extra for %(what)s, whose number is not given")
        return 0, Sentence(text, values)
    more, told = _bounded(extra.count, n, extra.measure)
    text = N_("%(name)s, extra for %(n)s %(what)s: %(sum)s")
    return more, Sentence(text, {**values, "n": int(n), "sum": told})
