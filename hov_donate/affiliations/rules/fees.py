"""The fee: steps, multiplier, minimum and maximum, add-ons, share of a year, one rounding."""

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from hov_donate.affiliations.rules import steps
from hov_donate.affiliations.rules.conditions import whom
from hov_donate.affiliations.rules.matching import matches
from hov_donate.affiliations.rules.measuring import Measured
from hov_donate.affiliations.rules.multiplying import looked_up, stepped
from hov_donate.affiliations.rules.scale import (
    Mode,
    MultiplierTable,
    Per,
    Rule,
    Scale,
)
from hov_donate.affiliations.rules.sentences import Number, Sentence
from hov_donate.affiliations.rules.terms import Share
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money, charge_step, exponent

MONTHS = 12
SHARES = {
    4: N_("%(left)s of the year’s 4 quarters are left: %(fee)s × %(left)s/4 = %(result)s"),
    12: N_("%(left)s of the year’s 12 months are left: %(fee)s × %(left)s/12 = %(result)s"),
}
MULTIPLIED = N_("× %(factor)s for %(what)s = %(result)s")
CLOSING = {
    Mode.FIXED: N_("The fee is %(fee)s"),
    Mode.SUGGESTED: N_("The suggested fee is %(fee)s; less or more is accepted"),
    Mode.MINIMUM: N_("The fee is at least %(fee)s"),
}


@dataclass(frozen=True)
class Occasion:
    """What of the term bears on the fee: whether it is the first one, and a share of the year."""

    first: bool
    share: Share | None


@dataclass
class _Sum:
    """A sum under way, told line by line; nothing is rounded before the end."""

    scale: Scale
    measured: Measured
    told: list[Sentence] = field(default_factory=list)
    amount: Fraction = Fraction(0)
    least: Fraction = Fraction(0)

    @property
    def rule(self) -> Rule:
        return self.measured.rule

    @property
    def decimals(self) -> int:
        return exponent(self.scale.currency)

    def show(self, amount: Fraction) -> Number:
        return Number(amount, self.decimals)

    def tell(self, text: str, **values: object) -> None:
        self.told.append(Sentence(text, values))

    def start(self) -> None:
        sums = self.rule.fee.steps
        if not steps.depends(sums):
            self.amount = sums[0].base
            self.tell(N_("A flat %(amount)s"), amount=self.show(self.amount))
            return
        n = self.measured.need()
        wording = steps.Wording(self.rule.measure, self.decimals)
        self.amount = steps.evaluate(sums, n)
        self.told += [*self.measured.told, steps.explain(sums, n, wording)]

    def clamp(self) -> None:
        fee = self.rule.fee
        kept = steps.clamp(self.amount, fee)
        self.least = fee.minimum or Fraction(0)
        if kept > self.amount:
            self.tell(N_("At least %(amount)s"), amount=self.show(kept))
        if kept < self.amount:
            self.tell(N_("At most %(amount)s"), amount=self.show(kept))
        self.amount = kept

    def multiply(self) -> None:
        multiplier = self.rule.multiplier
        if multiplier is None:
            return
        if isinstance(multiplier, MultiplierTable):
            factor, what = looked_up(multiplier, self.measured)
        else:
            factor, what = stepped(multiplier, self.measured)
        self.amount *= factor
        self.least *= factor
        self.tell(MULTIPLIED, factor=Number(factor), what=what, result=self.show(self.amount))

    def add(self) -> None:
        for addon in self.rule.addons:
            if matches(addon.when, self.measured.facts.known):
                self.amount += addon.amount
                self.tell(
                    N_("+ %(amount)s for %(whom)s = %(result)s"),
                    amount=self.show(addon.amount),
                    whom=whom(addon.when, self.scale.kinds),
                    result=self.show(self.amount),
                )

    def for_a_year(self) -> None:
        if self.rule.per is Per.MONTH:
            monthly = self.amount
            self.amount *= MONTHS
            self.least *= MONTHS
            self.tell(
                N_("%(monthly)s a month × 12 = %(result)s"),
                monthly=self.show(monthly),
                result=self.show(self.amount),
            )

    def prorate(self, share: Share) -> None:
        whole = self.amount
        self.amount *= share.of_whole
        self.tell(
            SHARES[share.parts],
            left=share.left,
            fee=self.show(whole),
            result=self.show(self.amount),
        )
        if self.amount < self.least:
            self.amount = self.least
            self.tell(N_("At least %(amount)s"), amount=self.show(self.least))

    def free(self) -> None:
        self.amount = Fraction(0)
        self.tell(N_("The first term is free"))

    def close(self) -> Money:
        fee = rounded(self.amount, self.scale.currency)
        if Fraction(fee.major) != self.amount:
            self.tell(
                N_("%(amount)s is rounded to %(fee)s"),
                amount=self.show(self.amount),
                fee=self.show(Fraction(fee.major)),
            )
        self.tell(CLOSING[self.rule.mode], fee=fee)
        return fee


def fee_of(scale: Scale, measured: Measured, occasion: Occasion) -> tuple[Money, list[Sentence]]:
    """The fee, and the sum in words. Raises QuoteError where a fact is missing."""
    adding = _Sum(scale, measured)
    adding.start()
    if measured.rule.min_before_multiplier:
        adding.clamp()
    adding.multiply()
    if not measured.rule.min_before_multiplier:
        adding.clamp()
    adding.add()
    adding.for_a_year()
    if occasion.first and measured.rule.first_term_free:
        adding.free()
    elif occasion.first and occasion.share is not None:
        adding.prorate(occasion.share)
    return adding.close(), adding.told


def rounded(amount: Fraction, currency: str) -> Money:
    """The nearest amount that can be charged; what is half-way goes up."""
    step = charge_step(currency)
    minor = amount * 10 ** exponent(currency) / step
    return Money(floor(minor + Fraction(1, 2)) * step, currency)
