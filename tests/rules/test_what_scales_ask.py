"""What somebody is asked before a scale can say what they pay: no more and no less."""

from hov_donate.affiliations.rules.asking import USUAL_BODIES, Choice, Wanted, bodies, wanted
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.affiliations.rules.scale import Scale

HEAD = """
[scale]
id = "gb"
currency = "GBP"
effective_from = 2026-01-01

[year]
kind = "fixed"
starts = "01-01"
"""


def scale(rules: str) -> Scale:
    return read_scale(HEAD + rules)


def test_a_flat_fee_asks_nothing() -> None:
    flat = scale('[[rules]]\nfee = { steps = [ { base = "50.00" } ] }')
    assert wanted(flat, {"kind": "union_branch", "country": "GB"}) == Wanted()


def test_only_the_rules_of_ones_own_kind_ask() -> None:
    both = scale("""
[[rules]]
when = { kind = ["union_branch"] }
fee = { steps = [ { rate = "0.18" } ] }

[[rules]]
when = { kind = ["group"] }
measure = "total_members"
fee = { steps = [ { rate = "0.18" } ] }
delegates = { measure = "branches", steps = [ { rate = 1 } ] }

[[rules]]
fee = { steps = [ { base = "30.00" } ] }
""")
    assert wanted(both, {"kind": "union_branch"}).numbers == ("affiliated_members",)
    assert wanted(both, {"kind": "group"}).numbers == ("total_members", "branches")
    assert wanted(both, {"kind": "other"}).numbers == ()


def test_words_come_before_the_numbers_that_depend_on_them() -> None:
    by_band = scale("""
[[rules]]
when = { income_band = ["low"] }
measure = "branches"
fee = { steps = [ { rate = "1" } ] }

[[rules]]
fee = { steps = [ { rate = "2" } ] }
""")
    asked = wanted(by_band, {"kind": "union"})
    assert asked.income_band == Choice(("low",), needed=False)
    assert asked.words
    assert wanted(by_band, {"kind": "union", "income_band": "low"}).numbers == ("branches",)
    none_of_them = wanted(by_band, {"kind": "union", "income_band": ""})
    assert none_of_them.numbers == ("affiliated_members",)
    assert not none_of_them.words


def test_a_multiplier_needs_one_of_its_words() -> None:
    multiplied = scale("""
[[rules]]
fee = { steps = [ { base = "100" } ] }
multiplier = { by = "income_band", low = "0.25", high = "1" }
addons = [{ when = { overseas = true }, amount = "2.00" }]
""")
    asked = wanted(multiplied, {"kind": "union"})
    assert asked.income_band == Choice(("low", "high"), needed=True)
    assert asked.overseas
    assert not wanted(multiplied, {"income_band": "low", "overseas": False}).words


def test_weights_take_the_place_of_the_measure_and_extras_may_be_left_out() -> None:
    weighted = scale("""
[[rules]]
weights = { full = "1", associate = "2/3" }
fee = { steps = [ { rate = "0.50" } ] }
[rules.delegates]
steps = [ { rate = 1, per = 50, round = "ceil" } ]
extra = [ { measure = "women", steps = [ { upto = 99, base = 0 }, { base = 1 } ] } ]
""")
    asked = wanted(weighted, {"kind": "union"})
    assert asked.declared == ("full", "associate")
    assert asked.numbers == ()
    assert asked.extras == ("women",)


def test_bodies_are_offered_that_rules_name_and_people_are_not() -> None:
    naming = scale("""
[[rules]]
when = { kind = ["individual", "trades_council"] }
fee = { steps = [ { base = "5" } ] }

[[rules]]
fee = { steps = [ { base = "30.00" } ] }
""")
    flat = scale('[[rules]]\nfee = { steps = [ { base = "50.00" } ] }')
    assert bodies([naming, naming]) == ("trades_council", "other")
    assert bodies([flat]) == USUAL_BODIES
    assert bodies([]) == ()
