"""Reading [[rules]]: whom each is for, and what they get."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from hov_donate.affiliations.rules.matching import asked
from hov_donate.affiliations.rules.reading.functions import (
    ANY,
    Kept,
    read_bounded,
    read_count,
    read_steps,
)
from hov_donate.affiliations.rules.reading.table import Table
from hov_donate.affiliations.rules.reading.words import (
    check_country,
    check_kind,
    read_measure,
    read_when,
)
from hov_donate.affiliations.rules.scale import (
    AFFILIATED_MEMBERS,
    Addon,
    Approval,
    Bounded,
    By,
    Mode,
    MultiplierSteps,
    MultiplierTable,
    Per,
    Right,
    Rule,
    When,
)
from hov_donate.core.i18n import N_


def read_rule(table: Table, kinds: Collection[str], coins: Kept) -> Rule:
    """One rule, whose amounts are in coins of the scale's currency."""
    when = read_when(table.table("when"), kinds)
    rule = Rule(
        line=table.line,
        when=when,
        measure=read_measure(table) or AFFILIATED_MEMBERS,
        mode=table.word("mode", Mode, Mode.FIXED),
        per=table.word("per", Per, Per.YEAR),
        fee=_fee(table, coins),
        delegates=read_count(table.table("delegates")),
        votes=read_count(table.table("votes")),
        rights=table.words("rights", Right),
        approval=table.word("approval", Approval, Approval.NONE),
        weights=_weights(table.table("weights")),
        multiplier=_multiplier(table.table("multiplier"), when, kinds),
        min_before_multiplier=table.flag("min_before_multiplier") or False,
        addons=tuple(_addon(each, kinds, coins) for each in table.tables("addons")),
        first_term_free=table.flag("first_term_free") or False,
    )
    table.close()
    return rule


def _fee(table: Table, coins: Kept) -> Bounded:
    table.require("fee", N_('say what is to be paid: fee = { steps = [ { base = "30.00" } ] }'))
    fee = table.table("fee")
    if fee is None:
        return Bounded(())
    bounded = read_bounded(fee, coins, coins)
    fee.close()
    return bounded


def _weights(table: Table | None) -> dict[str, Fraction]:
    if table is None:
        return {}
    weights = _factors(table, table.pick_words(()))
    if not weights:
        table.fault(
            None,
            N_("weights says nothing"),
            N_(
                'write a number for each class, such as weights = { full = "1", associate = "2/3" }'
            ),
        )
    return weights


def _factors(table: Table, keys: Mapping[str, str]) -> dict[str, Fraction]:
    """A number or a fraction for each word, by the key that it stands under."""
    return {word: table.number(key, fractions=True) or Fraction(0) for word, key in keys.items()}


def _multiplier(
    table: Table | None, when: When, kinds: Collection[str]
) -> MultiplierTable | MultiplierSteps | None:
    if table is None:
        return None
    if "steps" in table and "by" not in table:
        table.require("measure", N_('say what is counted, such as measure = "gdp_per_head"'))
        steps = read_steps(table, ANY)
        measure = read_measure(table) or AFFILIATED_MEMBERS
        table.close()
        return MultiplierSteps(measure, steps)
    return _multiplier_table(table, when, kinds)


def _multiplier_table(table: Table, when: When, kinds: Collection[str]) -> MultiplierTable:
    table.require("by", N_('say by which fact, such as by = "income_band"'))
    by = table.word("by", By, By.INCOME_BAND)
    if by is By.COUNTRY:
        keys = {key: key for key in table.pick(("by",))}
    else:
        keys = table.pick_words(("by",))
    factors = _factors(table, keys)
    for word, key in keys.items():
        if by is By.KIND:
            check_kind(table, key, word, kinds)
        if by is By.COUNTRY:
            check_country(table, key, word)
    if not factors:
        table.fault(
            None,
            N_("the multiplier has no values"),
            N_('write one for each word, such as low = "0.25", high = "1"'),
        )
    for missing in asked(when).get(by.value, ()) if factors else ():
        if missing not in factors:
            table.fault(
                None,
                N_("the multiplier has no value for “%(word)s”, whom the rule is for"),
                N_('add %(word)s = "1", or whatever it is to be'),
                word=missing,
            )
    return MultiplierTable(by, factors)


def _addon(table: Table, kinds: Collection[str], coins: Kept) -> Addon:
    table.require("amount", N_('say how much, such as amount = "2.00"'))
    when = read_when(table.table("when"), kinds)
    amount = coins.check(table, "amount", table.number("amount"))
    table.close()
    return Addon(when, amount or Fraction(0))
