"""A scale looked at where it changes: what it gives around every edge, and what is odd there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil

from hov_donate.affiliations.rules.facts import Facts
from hov_donate.affiliations.rules.matching import Known, combinations
from hov_donate.affiliations.rules.quoting import Quote, matching_rule, quote
from hov_donate.affiliations.rules.scale import (
    AFFILIATED_MEMBERS,
    TOTAL_MEMBERS,
    Bounded,
    Count,
    MultiplierSteps,
    MultiplierTable,
    Round,
    Rule,
    Scale,
    Step,
)
from hov_donate.affiliations.rules.steps import depends

# Of what is counted besides the measure that is looked at.
OTHERWISE = 100


@dataclass(frozen=True)
class Edge:
    """What a rule gives at one number of what it counts; n is None where nothing is counted."""

    rule: int
    measure: str
    n: int | None
    facts: Facts
    quote: Quote


def edges(scale: Scale, *, on: date, first: bool = False) -> Iterator[Edge]:
    """Every rule at n − 1, n and n + 1 around every edge of its steps, bounds and rounding."""
    for number, rule in enumerate(scale.rules, 1):
        somebody = someone(scale, number)
        if somebody is not None:
            yield from _of_rule(scale, number, rule, somebody, on=on, first=first)


def _of_rule(
    scale: Scale, number: int, rule: Rule, somebody: Facts, *, on: date, first: bool
) -> Iterator[Edge]:
    counted = marks(rule)
    if not counted:
        given = quote(scale, somebody, on=on, first=first)
        yield Edge(number, rule.measure, None, somebody, given)
    for measure, edge in counted.items():
        for n in sorted({n for mark in edge for n in (mark - 1, mark, mark + 1) if n >= 0}):
            facts = counting(rule, somebody, measure, n)
            if facts is not None:
                yield Edge(number, measure, n, facts, quote(scale, facts, on=on, first=first))


def someone(scale: Scale, number: int) -> Facts | None:
    """Somebody whom a rule is for and no earlier one, with all that it counts known.

    None where nobody can be thought of.
    """
    rule = scale.rules[number - 1]
    table = rule.multiplier if isinstance(rule.multiplier, MultiplierTable) else None
    also = {table.by.value: tuple(table.factors)} if table else {}
    for known in combinations(rule.when, also):
        facts = _facts(known)
        if matching_rule(scale, facts) == number:
            for measure in marks(rule):
                facts = counting(rule, facts, measure, OTHERWISE) or facts
            return facts
    return None


def _facts(known: Known) -> Facts:
    words = {key: str(word) for key, word in known.items() if key != "overseas"}
    return Facts(
        kind=words.get("kind"),
        member_class=words.get("class"),
        country=words.get("country"),
        income_band=words.get("income_band"),
        overseas=known["overseas"] is True,
    )


def counting(rule: Rule, facts: Facts, measure: str, n: int) -> Facts | None:
    """The facts with n of a measure; None where no members of the rule's weights make up n."""
    if measure == rule.measure and rule.weights:
        return _declaring(rule, facts, n)
    if measure == AFFILIATED_MEMBERS:
        return replace(facts, affiliated_members=n)
    if measure == TOTAL_MEMBERS:
        return replace(facts, total_members=n)
    return replace(facts, measures={**facts.measures, measure: n})


def _declaring(rule: Rule, facts: Facts, n: int) -> Facts | None:
    for name, weight in rule.weights.items():
        if weight and (n / weight).denominator == 1:
            return replace(facts, declared={name: int(n / weight)})
    return None


def marks(rule: Rule) -> dict[str, set[int]]:
    """Where something changes, for each measure on which something depends."""
    found: dict[str, set[int]] = {}
    for measure, bounded in functions(rule):
        if depends(bounded.steps):
            found.setdefault(measure, {1}).update(_marks(bounded))
    return found


def functions(rule: Rule) -> Iterator[tuple[str, Bounded]]:
    """Every step function of a rule, with what it counts."""
    yield rule.measure, rule.fee
    if isinstance(rule.multiplier, MultiplierSteps):
        yield rule.multiplier.measure, Bounded(rule.multiplier.steps)
    for count in (rule.delegates, rule.votes):
        if count is not None:
            yield from _counts(rule, count)


def _counts(rule: Rule, count: Count) -> Iterator[tuple[str, Bounded]]:
    yield count.measure or rule.measure, count.count
    for extra in count.extra:
        yield extra.measure, extra.count


def _marks(bounded: Bounded) -> Iterator[int]:
    """Tops of steps, the first jump of rounded ones, and where bounds begin or cease to hold."""
    begins = 0
    for step in bounded.steps:
        candidates = [_first_jump(step, begins)]
        candidates += [_reaches(step, bound) for bound in (bounded.minimum, bounded.maximum)]
        for n in candidates:
            if n is not None and begins <= n <= (step.upto if step.upto is not None else n):
                yield n
        if step.upto is not None:
            yield step.upto
            begins = step.upto + 1


def _first_jump(step: Step, begins: int) -> int | None:
    if step.round is Round.EXACT or not step.rate:
        return None
    passed = max((begins - step.origin) // step.per, 0)
    return ceil(step.origin + (passed + 1) * step.per)


def _reaches(step: Step, bound: Fraction | None) -> int | None:
    if bound is None or not step.rate or bound < step.base:
        return None
    return ceil(step.origin + (bound - step.base) / step.rate * step.per)
