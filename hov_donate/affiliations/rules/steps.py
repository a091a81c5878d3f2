"""The one function behind fees, delegates, votes and multipliers, with its sum in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from hov_donate.affiliations.rules.facts import unit
from hov_donate.affiliations.rules.scale import Bounded, Round, Step
from hov_donate.affiliations.rules.sentences import Number, Sentence
from hov_donate.core.i18n import N_

ROUND: dict[Round, Callable[[Fraction], Fraction | int]] = {
    Round.EXACT: Fraction,
    Round.CEIL: ceil,
    Round.FLOOR: floor,
}
EACH = {
    Round.CEIL: N_("%(rate)s for each %(per)s or part of %(per)s of %(what)s"),
    Round.FLOOR: N_("%(rate)s for each whole %(per)s of %(what)s"),
}


def depends(steps: Sequence[Step]) -> bool:
    """Whether the result is not the same for every n."""
    return len(steps) > 1 or any(step.rate for step in steps)


def find(steps: Sequence[Step], n: Fraction) -> int:
    """The place of the first step with n ≤ upto; the last one is open."""
    last = len(steps) - 1
    return next((at for at in range(last) if n <= (steps[at].upto or 0)), last)


def value(step: Step, n: Fraction) -> Fraction:
    """`base + rate × ROUND((n − origin) / per)`; below its origin nothing is counted."""
    return step.base + step.rate * ROUND[step.round](max(n - step.origin, Fraction(0)) / step.per)


def evaluate(steps: Sequence[Step], n: Fraction) -> Fraction:
    """f(n), exact."""
    return value(steps[find(steps, n)], n)


def clamp(amount: Fraction, bounds: Bounded) -> Fraction:
    """The amount kept within minimum and maximum."""
    if bounds.minimum is not None:
        amount = max(amount, bounds.minimum)
    return amount if bounds.maximum is None else min(amount, bounds.maximum)


@dataclass(frozen=True)
class Wording:
    """How a sum is told: what is counted, and with how many decimals results are shown."""

    measure: str
    decimals: int = 0

    def number(self, amount: Fraction) -> Number:
        """A result."""
        return Number(amount, self.decimals)


def explain(steps: Sequence[Step], n: Fraction, wording: Wording) -> Sentence:
    """f(n) in words, such as `350 members × 0.18 = 63.00`."""
    at = find(steps, n)
    told = _sum(steps[at], n, wording)
    what = unit(wording.measure)
    if steps[at].upto is not None:
        return Sentence(
            N_("Up to %(top)s %(what)s: %(sum)s"),
            {"top": Number(Fraction(steps[at].upto or 0)), "what": what, "sum": told},
        )
    if at == 0:
        return told
    below = Number(Fraction(steps[at - 1].upto or 0))
    return Sentence(
        N_("Above %(below)s %(what)s: %(sum)s"), {"below": below, "what": what, "sum": told}
    )


def _sum(step: Step, n: Fraction, wording: Wording) -> Sentence:
    if not step.rate:
        return Sentence("%(base)s", {"base": wording.number(step.base)})
    told = _product(step, _counted(step, n, wording.measure))
    if step.base:
        told = Sentence(
            N_("%(base)s + %(product)s"), {"base": wording.number(step.base), "product": told}
        )
    return Sentence(
        N_("%(sum)s = %(result)s"), {"sum": told, "result": wording.number(value(step, n))}
    )


def _counted(step: Step, n: Fraction, measure: str) -> Sentence:
    members = Sentence(N_("%(n)s %(what)s"), {"n": Number(n), "what": unit(measure)})
    if not step.origin:
        return members
    origin = Number(Fraction(step.origin))
    return Sentence(N_("(%(members)s − %(origin)s)"), {"members": members, "origin": origin})


def _product(step: Step, counted: Sentence) -> Sentence:
    values = {"what": counted, "rate": Number(step.rate), "per": Number(step.per)}
    if step.round is not Round.EXACT:
        return Sentence(EACH[step.round], values)
    if step.per == 1:
        return Sentence(N_("%(what)s × %(rate)s"), values)
    return Sentence(N_("%(what)s ÷ %(per)s × %(rate)s"), values)
