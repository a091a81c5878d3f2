"""What somebody pays and gets under a scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hov_donate.affiliations.rules.conditions import whom
from hov_donate.affiliations.rules.counting import count_of
from hov_donate.affiliations.rules.facts import Facts, QuoteError, check
from hov_donate.affiliations.rules.fees import Occasion, fee_of
from hov_donate.affiliations.rules.matching import matches
from hov_donate.affiliations.rules.measuring import Measured
from hov_donate.affiliations.rules.scale import Approval, Mode, Right, Rule, Scale
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.affiliations.rules.terms import Term, rolls_over, share_left, term_for
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money

EARLIEST, LATEST = 1900, 2999
DELEGATES, VOTES = N_("Delegates"), N_("Votes")


@dataclass(frozen=True)
class Quote:
    """What a scale says; `rule` is counted from 1, `explain` the sum in words."""

    fee: Money
    mode: Mode
    rule: int
    delegates: int
    votes: int
    rights: tuple[Right, ...]
    approval: Approval
    term: Term
    explain: tuple[Sentence, ...]

    @property
    def currency(self) -> str:
        """The scale's."""
        return self.fee.currency


def quote(scale: Scale, facts: Facts, *, on: date, first: bool) -> Quote:
    """What holds for who joins (`first`) or renews on a day.

    Raises QuoteError where a fact is missing that the rule needs, or cannot be.
    """
    check(scale, facts)
    _check_day(on)
    number = matching_rule(scale, facts)
    rule = scale.rules[number - 1]
    measured = Measured(rule, number, facts)
    occasion = Occasion(first, share_left(scale.year, on) if first else None)
    fee, sums = fee_of(scale, measured, occasion)
    delegates, of_delegates = count_of(rule.delegates, DELEGATES, measured)
    votes, of_votes = count_of(rule.votes, VOTES, measured)
    notes = _notes(scale, on, first=first)
    return Quote(
        fee=fee,
        mode=rule.mode,
        rule=number,
        delegates=delegates,
        votes=votes,
        rights=rule.rights,
        approval=rule.approval,
        term=term_for(scale.year, on, first=first),
        explain=(_heading(scale, number, rule), *sums, *of_delegates, *of_votes, *notes),
    )


def matching_rule(scale: Scale, facts: Facts) -> int:
    """The first rule that is for them, counted from 1."""
    for number, rule in enumerate(scale.rules, 1):
        if matches(rule.when, facts.known):
            return number
    raise QuoteError(N_("No rule of this scale is for them."))  # pragma: no cover (it closes)


def _check_day(on: date) -> None:
    if not EARLIEST <= on.year <= LATEST:
        raise QuoteError(N_("The day %(day)s is too far away."), day=on.isoformat())


def in_force(scales: Sequence[Scale], on: date) -> Scale | None:
    """The version that holds on a day: the latest of those that have begun."""
    begun = [scale for scale in scales if scale.effective_from <= on]
    return max(begun, key=lambda scale: scale.effective_from, default=None)


def _heading(scale: Scale, number: int, rule: Rule) -> Sentence:
    if rule.when.everybody:
        text = (
            N_("Rule %(rule)s, for everybody else") if number > 1 else N_("Rule 1, for everybody")
        )
        return Sentence(text, {"rule": number})
    return Sentence(
        N_("Rule %(rule)s, for %(whom)s"), {"rule": number, "whom": whom(rule.when, scale.kinds)}
    )


def _notes(scale: Scale, on: date, *, first: bool) -> list[Sentence]:
    notes = []
    if first and rolls_over(scale.year, on):
        notes.append(Sentence(N_("Late in the year: it holds to the end of the next one")))
    if on < scale.effective_from:
        notes.append(
            Sentence(N_("This scale holds only from %(day)s on"), {"day": scale.effective_from})
        )
    return notes
