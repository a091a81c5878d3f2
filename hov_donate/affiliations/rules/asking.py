"""What somebody has to be asked before a scale can say what they pay and get."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hov_donate.affiliations.rules.kinds import PEOPLE
from hov_donate.affiliations.rules.matching import Known, asked, matches
from hov_donate.affiliations.rules.scale import (
    Count,
    Extra,
    MultiplierSteps,
    MultiplierTable,
    Rule,
    Scale,
    When,
)
from hov_donate.affiliations.rules.steps import depends

# What is offered where a scale has one fee for all bodies and names none.
USUAL_BODIES = (
    "union_branch",
    "national_union",
    "trades_council",
    "student_union",
    "local_group",
    "organisation",
    "other",
)
OTHER = "other"


@dataclass(frozen=True)
class Choice:
    """Words to choose among: of a class, an income band. `needed`: one of them must be it."""

    words: tuple[str, ...]
    needed: bool


@dataclass(frozen=True)
class Wanted:
    """What is still to be asked.

    `numbers` must be given, `extras` may be left out, `declared` are classes of members that are
    counted one by one.
    """

    member_class: Choice | None = None
    income_band: Choice | None = None
    overseas: bool = False
    numbers: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()

    @property
    def words(self) -> bool:
        """Whether more must be known before the rule is certain, or its factors are."""
        return bool(self.member_class or self.income_band or self.overseas)


def wanted(scale: Scale, known: Known) -> Wanted:
    """What the rules that may be for somebody want to know.

    A class or a band that is none of those that rules name is known as an empty word.
    """
    rules = tuple(_candidates(scale, known))
    extras = _once(extra.measure for rule in rules for extra in _extras(rule))
    numbers = _once(name for rule in rules for name in _numbers(rule))
    return Wanted(
        member_class=_choice(rules, "class", known),
        income_band=_choice(rules, "income_band", known),
        overseas="overseas" not in known and any(_ask_overseas(rule) for rule in rules),
        numbers=numbers,
        extras=tuple(name for name in extras if name not in numbers),
        declared=_once(name for rule in rules for name in rule.weights),
    )


def bodies(scales: Sequence[Scale]) -> tuple[str, ...]:
    """The kinds of organisations to offer: those that rules name or scales declare, and another."""
    if not scales:
        return ()
    found = _once(kind for scale in scales for kind in (*scale.named_kinds, *scale.kinds))
    named = tuple(kind for kind in found if kind not in PEOPLE)
    return _once((*named, OTHER)) if named else USUAL_BODIES


def _candidates(scale: Scale, known: Known) -> Iterator[Rule]:
    """The rules that may be for them, up to the first that certainly is."""
    for rule in scale.rules:
        if _possible(rule.when, known):
            yield rule
            if matches(rule.when, known):
                return


def _possible(when: When, known: Known) -> bool:
    return all(key not in known or known[key] in words for key, words in asked(when).items())


def _conditions(rule: Rule) -> tuple[When, ...]:
    return (rule.when, *(addon.when for addon in rule.addons))


def _ask_overseas(rule: Rule) -> bool:
    return any(when.overseas is not None for when in _conditions(rule))


def _choice(rules: Sequence[Rule], key: str, known: Known) -> Choice | None:
    """The words of a fact that rules ask for or multiply by; None where it is of no account."""
    if key in known:
        return None
    words = [
        str(word)
        for rule in rules
        for when in _conditions(rule)
        for word in asked(when).get(key, ())
    ]
    factors = [word for rule in rules for word in _factors(rule, key)]
    found = _once([*words, *factors])
    return Choice(found, needed=bool(factors)) if found else None


def _named(rule: Rule, key: str) -> Iterator[str]:
    return (str(word) for when in _conditions(rule) for word in asked(when).get(key, ()))


def _factors(rule: Rule, key: str) -> tuple[str, ...]:
    table = rule.multiplier
    return tuple(table.factors) if isinstance(table, MultiplierTable) and table.by == key else ()


def _numbers(rule: Rule) -> Iterator[str]:
    """The measures without which the rule gives no result; weights take the place of its own."""
    if depends(rule.fee.steps) and not rule.weights:
        yield rule.measure
    if isinstance(rule.multiplier, MultiplierSteps):
        yield rule.multiplier.measure
    for count in _counts(rule):
        if depends(count.count.steps) and not (count.measure is None and rule.weights):
            yield count.measure or rule.measure


def _counts(rule: Rule) -> list[Count]:
    return [count for count in (rule.delegates, rule.votes) if count is not None]


def _extras(rule: Rule) -> Iterator[Extra]:
    return (extra for count in _counts(rule) for extra in count.extra)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
