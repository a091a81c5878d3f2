"""Which classes a scale offers to individual members, and what each costs."""

from datetime import date

from hov_donate.affiliations.rules.asking import Choice
from hov_donate.affiliations.rules.facts import Facts
from hov_donate.affiliations.rules.membership import (
    MemberFee,
    asked_of_members,
    member_fees,
    takes_individuals,
)
from hov_donate.affiliations.rules.quoting import Quote, quote
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.affiliations.rules.scale import Scale

HEAD = """
[scale]
id = "members"
currency = "GBP"
effective_from = 2026-01-01
decided_by = "AGM"

[year]
kind = "anniversary"
grace_days = 30
"""
ORGANISATIONS = """
[[rules]]
when = { kind = ["union_branch"] }
measure = "affiliated_members"
fee = { steps = [ { rate = "0.18" } ] }
"""
PER_MEMBER = """
[[rules]]
measure = "affiliated_members"
fee = { steps = [ { rate = "0.10" } ] }
"""
BY_CLASS = """
[[rules]]
when = { kind = ["individual"], class = ["waged"] }
fee = { steps = [ { base = "21.00" } ] }
addons = [ { when = { overseas = true }, amount = "2.00" } ]

[[rules]]
when = { kind = ["individual"], class = ["unwaged", "student"] }
mode = "minimum"
fee = { steps = [ { base = "8.00" } ] }
"""
EVERYBODY = """
[[rules]]
fee = { steps = [ { base = "30.00" } ] }
"""
BY_INCOME = """
[[rules]]
when = { kind = ["individual"] }
fee = { steps = [ { base = "30.00" } ] }
multiplier = { by = "income_band", low = "0.5", high = "1" }
"""


def scale(*rules: str) -> Scale:
    return read_scale(HEAD + "".join(rules))


def told(found: tuple[MemberFee, ...]) -> list[tuple[str | None, str]]:
    return [(each.member_class, f"{each.quote.fee.major:.0f}") for each in found]


def fees(given: Scale, facts: Facts | None = None) -> list[tuple[str | None, str]]:
    def quoted(it: Facts) -> Quote:
        return quote(given, it, on=date(2026, 5, 3), first=True)

    return told(member_fees(given, facts or Facts(), quoted))


def test_each_class_has_its_fee_and_who_is_in_none_pays_as_everybody_else():
    given = scale(ORGANISATIONS, BY_CLASS, EVERYBODY)
    assert fees(given) == [
        ("waged", "21"), ("unwaged", "8"), ("student", "8"), (None, "30"),
    ]  # fmt: skip


def test_a_rule_for_everybody_else_that_counts_members_is_for_no_individual():
    assert fees(scale(BY_CLASS, PER_MEMBER)) == [
        ("waged", "21"),
        ("unwaged", "8"),
        ("student", "8"),
    ]


def test_who_lives_overseas_pays_more_where_the_scale_says_so():
    given = scale(BY_CLASS, PER_MEMBER)
    assert asked_of_members(given).overseas
    assert not asked_of_members(scale(EVERYBODY)).overseas
    assert fees(given, Facts(overseas=True))[0] == ("waged", "23")


def test_a_scale_for_organisations_alone_offers_individuals_nothing():
    given = scale(ORGANISATIONS, EVERYBODY)
    assert not takes_individuals(given)
    assert fees(given) == []
    assert fees(scale(EVERYBODY)) == [(None, "30")]


def test_a_fee_by_income_is_known_once_the_band_is():
    given = scale(BY_INCOME, EVERYBODY)
    assert asked_of_members(given).income_band == Choice(("low", "high"), needed=True)
    assert fees(given) == []
    assert fees(given, Facts(income_band="low")) == [(None, "15")]
