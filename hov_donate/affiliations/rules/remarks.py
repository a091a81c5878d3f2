"""What is allowed in a scale but should be looked at before it is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hov_donate.affiliations.rules.edges import counting, functions, someone
from hov_donate.affiliations.rules.facts import unit
from hov_donate.affiliations.rules.quoting import Quote, quote
from hov_donate.affiliations.rules.scale import (
    NEW_YEAR,
    Count,
    Proration,
    Round,
    Rule,
    Scale,
    YearKind,
    YearRules,
)
from hov_donate.affiliations.rules.sentences import Number, Sentence
from hov_donate.core.i18n import N_

# A fee that grows so much from one member to the next has probably a nought too many.
ODD_JUMP = 10


class Part(StrEnum):
    """What may fall."""

    FEE = "fee"
    DELEGATES = "delegates"
    VOTES = "votes"


@dataclass(frozen=True)
class Top:
    """Around the top of a step: what a rule gives for n, and for one more."""

    rule: int
    measure: str
    n: int
    before: Quote
    after: Quote

    @property
    def falling(self) -> tuple[Part, ...]:
        """What is less for one more."""
        pairs = {
            Part.FEE: (self.before.fee.minor, self.after.fee.minor),
            Part.DELEGATES: (self.before.delegates, self.after.delegates),
            Part.VOTES: (self.before.votes, self.after.votes),
        }
        return tuple(part for part, (before, after) in pairs.items() if after < before)

    @property
    def jumps(self) -> bool:
        """Whether the fee grows oddly much."""
        return 0 < self.before.fee.minor * ODD_JUMP <= self.after.fee.minor


@dataclass(frozen=True)
class Remark:
    """Something to look at; `line` is where the rule stands."""

    line: int
    sentence: Sentence

    def __str__(self) -> str:
        """Untranslated."""
        return str(self.sentence)


FALLS = {
    Part.FEE: N_("Rule %(rule)s: above %(n)s %(what)s the fee falls from %(before)s to %(after)s"),
    Part.DELEGATES: N_(
        "Rule %(rule)s: above %(n)s %(what)s delegates fall from %(before)s to %(after)s"
    ),
    Part.VOTES: N_("Rule %(rule)s: above %(n)s %(what)s votes fall from %(before)s to %(after)s"),
}
JUMPS = N_("Rule %(rule)s: above %(n)s %(what)s the fee jumps from %(before)s to %(after)s")

IDLE = N_("%(key)s = %(value)s means nothing in years that begin on the day of joining")


def remarks(scale: Scale) -> tuple[Remark, ...]:
    """Everything to look at, from top to bottom."""
    return tuple(_remarks(scale))


def falls_at(scale: Scale, number: int) -> tuple[Top, ...]:
    """Where fee, delegates or votes of a rule are less for one more of what is counted.

    Steps only rise within themselves, so that this can be at their tops only.
    """
    return tuple(top for top in tops(scale, number) if top.falling)


def tops(scale: Scale, number: int) -> Iterator[Top]:
    """Every top of a step of a rule, counted from 1."""
    rule = scale.rules[number - 1]
    somebody = someone(scale, number)
    if somebody is None:
        return
    day = scale.effective_from
    ends = {
        (measure, step.upto)
        for measure, bounded in functions(rule)
        for step in bounded.steps
        if step.upto is not None
    }
    for measure, n in sorted(ends):
        at, above = (counting(rule, somebody, measure, each) for each in (n, n + 1))
        if at is not None and above is not None:
            before, after = (quote(scale, each, on=day, first=False) for each in (at, above))
            yield Top(number, measure, n, before, after)


def _remarks(scale: Scale) -> Iterator[Remark]:
    if not scale.decided_by:
        yield Remark(1, Sentence(N_("Nobody is named who decided this scale: add decided_by")))
    yield from _idle(scale.year)
    for number, rule in enumerate(scale.rules, 1):
        for top in tops(scale, number):
            yield from (Remark(rule.line, sentence) for sentence in _of_top(top))
        yield from _parts_left(number, rule)


def _idle(year: YearRules) -> Iterator[Remark]:
    """What is written of the year of all, where everybody has one of their own."""
    if year.kind is YearKind.FIXED:
        return
    days = {"starts": year.starts, "rollover_from": year.rollover_from}
    told = {
        key: f'"{day[0]:02}-{day[1]:02}"' for key, day in days.items() if day and day != NEW_YEAR
    }
    if year.proration is not Proration.NONE:
        told["proration"] = f'"{year.proration}"'
    for key, value in told.items():
        yield Remark(1, Sentence(IDLE, {"key": key, "value": value}))


def _of_top(top: Top) -> Iterator[Sentence]:
    values = {"rule": top.rule, "n": Number(Fraction(top.n)), "what": unit(top.measure)}
    for part in top.falling:
        before, after = getattr(top.before, part), getattr(top.after, part)
        yield Sentence(FALLS[part], {**values, "before": before, "after": after})
    if top.jumps:
        values |= {"before": top.before.fee, "after": top.after.fee}
        yield Sentence(JUMPS, values)


def _parts_left(number: int, rule: Rule) -> Iterator[Remark]:
    counts = {
        N_("Rule %(rule)s: parts of delegates are dropped; say so with round"): rule.delegates,
        N_("Rule %(rule)s: parts of votes are dropped; say so with round"): rule.votes,
    }
    for text, count in counts.items():
        if count is not None and _leaves_parts(count):
            yield Remark(rule.line, Sentence(text, {"rule": number}))


def _leaves_parts(count: Count) -> bool:
    all_steps = (count.count, *(extra.count for extra in count.extra))
    return any(
        step.round is Round.EXACT and (step.rate / step.per).denominator != 1
        for bounded in all_steps
        for step in bounded.steps
    )
