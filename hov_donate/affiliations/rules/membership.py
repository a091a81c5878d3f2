"""What a scale offers to individual members: which classes there are, and what each costs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hov_donate.affiliations.rules.asking import Wanted, wanted
from hov_donate.affiliations.rules.facts import Facts, QuoteError
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.scale import Scale

INDIVIDUAL = "individual"


@dataclass(frozen=True)
class MemberFee:
    """A class that is offered, and what it costs; the class is None for all who are in none."""

    member_class: str | None
    quote: Quote


def asked_of_members(scale: Scale) -> Wanted:
    """What an individual has to be asked: the classes, and what else bears on the fee."""
    return wanted(scale, {"kind": INDIVIDUAL})


def member_fees(
    scale: Scale, facts: Facts, quoted: Callable[[Facts], Quote]
) -> tuple[MemberFee, ...]:
    """The classes that somebody may choose, in the scale's order, each with its fee.

    `facts` tell all but the class, and `quoted` what the scale says of them when they join or
    renew. Who is in no class has the rule for everybody else. Empty where the scale is for
    organisations alone, or where a fact is missing that every class needs.
    """
    if not takes_individuals(scale):
        return ()
    somebody = replace(facts, kind=INDIVIDUAL)
    return tuple(_quoted(somebody, (*_classes(scale), None), quoted))


def _quoted(
    somebody: Facts, classes: tuple[str | None, ...], quoted: Callable[[Facts], Quote]
) -> Iterator[MemberFee]:
    for each in classes:
        try:
            yield MemberFee(each, quoted(replace(somebody, member_class=each)))
        except QuoteError:
            continue


def takes_individuals(scale: Scale) -> bool:
    """Whether the scale has individuals in mind: it names them or a class, or names no kind."""
    named = INDIVIDUAL in scale.named_kinds
    return named or bool(_classes(scale)) or not scale.named_kinds


def _classes(scale: Scale) -> tuple[str, ...]:
    choice = asked_of_members(scale).member_class
    return choice.words if choice else ()
