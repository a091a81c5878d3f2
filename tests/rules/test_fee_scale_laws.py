"""What holds for any scale whatever, and what is said where a scale is odd."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hov_donate.affiliations.rules.comparing import compare
from hov_donate.affiliations.rules.edges import edges
from hov_donate.affiliations.rules.facts import Facts, QuoteError
from hov_donate.affiliations.rules.fees import rounded
from hov_donate.affiliations.rules.remarks import Part, falls_at, remarks
from hov_donate.affiliations.rules.scale import (
    Bounded,
    Count,
    MultiplierSteps,
    Proration,
    Round,
    Rule,
    Scale,
    Step,
    YearKind,
    YearRules,
)
from hov_donate.core.money import charge_step
from tests.support.scales import MAY, ask, make_scale, rule
from tests.support.words import GBP

CENTS = st.integers(0, 50_000).map(lambda cents: Fraction(cents, 100))
RATES = st.integers(0, 300).map(lambda mills: Fraction(mills, 1000))
ROUNDS = st.sampled_from(Round)
CURRENCIES = st.sampled_from(["GBP", "JPY", "KWD", "ISK", "CHF"])


@st.composite
def step_lists(draw: st.DrawFn) -> tuple[Step, ...]:
    tops = sorted(draw(st.sets(st.integers(0, 60), max_size=4)))
    begins = 0
    steps = []
    for top in [*tops, None]:
        origin = draw(st.integers(0, begins))
        per = Fraction(draw(st.integers(1, 20)))
        steps.append(Step(top, draw(CENTS), draw(RATES), origin, per, draw(ROUNDS)))
        begins = begins if top is None else top + 1
    return tuple(steps)


@st.composite
def bounded(draw: st.DrawFn) -> Bounded:
    least, most = sorted([draw(st.integers(0, 200)), draw(st.integers(0, 900))])
    bounds = [Fraction(each) if draw(st.booleans()) else None for each in (least, most)]
    return Bounded(draw(step_lists()), *bounds)


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    proration = draw(st.sampled_from(Proration))
    factor = MultiplierSteps("affiliated_members", draw(step_lists()))
    only = Rule(
        fee=draw(bounded()),
        delegates=draw(st.none() | st.builds(Count, bounded())),
        votes=draw(st.none() | st.builds(Count, bounded())),
        multiplier=draw(st.none() | st.just(factor)),
        min_before_multiplier=draw(st.booleans()),
    )
    year = YearRules(YearKind.FIXED, (1, 1), proration=proration)
    return Scale("any", draw(CURRENCIES), date(2026, 1, 1), year, (only,), "AGM")


MEMBERS = st.integers(0, 120)


@given(scales(), MEMBERS, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans())
def test_nothing_is_ever_negative_and_every_fee_can_be_charged(scale, members, on, first):
    quoted = ask(scale, None, members, on=on, first=first)
    assert min(quoted.fee.minor, quoted.delegates, quoted.votes) >= 0
    assert quoted.fee.chargeable


@settings(max_examples=60)
@given(scales())
def test_fees_delegates_and_votes_never_fall_where_it_is_not_said(scale):
    told = {(fall.n, part) for fall in falls_at(scale, 1) for part in fall.falling}
    quotes = [ask(scale, None, members) for members in range(80)]
    fell = set()
    for n in range(79):
        before, after = quotes[n], quotes[n + 1]
        if after.fee.minor < before.fee.minor:
            fell.add((n, Part.FEE))
        if after.delegates < before.delegates:
            fell.add((n, Part.DELEGATES))
        if after.votes < before.votes:
            fell.add((n, Part.VOTES))
    assert fell == told


@given(scales(), MEMBERS, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_share_of_a_year_is_between_the_minimum_and_the_whole(scale, members, on):
    whole = ask(scale, None, members, on=on, first=False).fee
    share = ask(scale, None, members, on=on, first=True).fee
    assert share <= whole
    fee = scale.rules[0].fee
    if fee.minimum is not None and scale.rules[0].multiplier is None:
        assert share.major >= fee.minimum


@given(scales(), MEMBERS)
def test_without_a_multiplier_a_fee_keeps_within_its_bounds(scale, members):
    fee = scale.rules[0].fee
    if scale.rules[0].multiplier is None:
        due = Fraction(ask(scale, None, members).fee.major)
        assert fee.minimum is None or due >= fee.minimum
        assert fee.maximum is None or due <= fee.maximum


@settings(max_examples=60)
@given(scales())
def test_every_edge_shown_is_what_a_quote_gives_and_every_change_is_near_an_edge(scale):
    shown = {edge.n: edge.quote for edge in edges(scale, on=MAY)}
    for n, quoted in shown.items():
        assert quoted == ask(scale, None, n)
    tops = {
        step.upto
        for bounds in (scale.rules[0].fee,)
        for step in bounds.steps
        if step.upto is not None
    }
    assert {each for top in tops for each in (top, top + 1)} <= set(shown)


@given(st.fractions(0, 10_000, max_denominator=1000), CURRENCIES)
def test_one_rounding_goes_to_the_nearest_and_half_way_up(amount, currency):
    fee = rounded(amount, currency)
    error = Fraction(fee.major) - amount
    unit = Fraction(fee.major) / fee.minor * charge_step(currency) if fee.minor else None
    assert fee.chargeable
    assert unit is None or -unit / 2 < error <= unit / 2


def edge_numbers(scale: Scale, **more: object) -> list[int | None]:
    return [edge.n for edge in edges(scale, on=MAY)]


def test_the_preview_shows_both_sides_of_every_edge():
    scale = make_scale(
        rule(
            '{ min = "10.00", steps = [ { upto = 500, rate = "0.18" }, { base = "100.00" } ] }',
            delegates='{ steps = [ { rate = 1, per = 50, round = "ceil" } ] }',
        )
    )
    # 0 and 1; 56 is the first above the minimum; 50 is where the second delegate begins
    around = [0, 1, 2, 49, 50, 51, 55, 56, 57, 499, 500, 501]
    assert edge_numbers(scale) == around


def test_the_preview_finds_somebody_for_every_rule_and_what_it_counts():
    scale = make_scale(
        """
        [[rules]]
        when = { kind = "union_branch", overseas = false }
        weights = { full = "1", half = "0.5" }
        fee = { steps = [ { upto = 10, rate = "1" }, { rate = "2" } ] }
        [rules.delegates]
        measure = "total_members"
        steps = [ { rate = 1, per = 30, round = "floor" } ]
        extra = [ { measure = "women", steps = [ { upto = 5, base = 0 }, { base = 1 } ] } ]
        [[rules]]
        when = { kind = "union_branch" }
        fee = { steps = [ { base = "7" } ] }
        multiplier = { by = "income_band", low = "0.5", high = "1" }
        [[rules]]
        when = { overseas = true }
        fee = { steps = [ { rate = "1" } ] }
        multiplier = { measure = "gdp", steps = [ { upto = 9, base = 1 }, { base = 2 } ] }
        [[rules]]
        fee = { steps = [ { base = "3" } ] }
        """
    )
    shown = list(edges(scale, on=MAY))
    assert all(edge.quote.rule == edge.rule for edge in shown)
    assert {(edge.rule, edge.measure) for edge in shown} == {
        (1, "affiliated_members"),
        (1, "total_members"),
        (1, "women"),
        (2, "affiliated_members"),
        (3, "affiliated_members"),
        (3, "gdp"),
        (4, "affiliated_members"),
    }
    assert [edge.n for edge in shown if edge.rule in (2, 4)] == [None, None]
    at_11 = next(edge for edge in shown if edge.rule == 1 and edge.n == 11)
    assert str(at_11.quote.fee) == "GBP 22.00"


def told(scale: Scale) -> list[str]:
    return [str(remark) for remark in remarks(scale)]


def test_a_fee_that_falls_is_warned_of():
    scale = make_scale(
        rule('{ steps = [ { upto = 500, rate = "0.20" }, { base = "90.00" } ] }')
        .replace("fee", "delegates = { steps = [ { upto = 9, base = 2 }, { base = 1 } ] }\nfee")
        .replace("fee", "votes = { steps = [ { upto = 9, base = 2 }, { base = 1 } ] }\nfee", 1)
    )
    assert told(scale) == [
        "Rule 1: above 9 members delegates fall from 2 to 1",
        "Rule 1: above 9 members votes fall from 2 to 1",
        "Rule 1: above 500 members the fee falls from GBP 100.00 to GBP 90.00",
    ]
    assert remarks(scale)[0].line == 10


def test_a_fee_that_jumps_tenfold_and_parts_of_delegates_are_warned_of():
    scale = make_scale(
        rule(
            '{ steps = [ { upto = 10, base = "50.00" }, { base = "500.00" } ] }',
            delegates="{ steps = [ { rate = 1, per = 50 } ] }",
            votes='{ steps = [ { rate = "0.5" } ] }',
        )
    )
    assert told(scale) == [
        "Rule 1: above 10 members the fee jumps from GBP 50.00 to GBP 500.00",
        "Rule 1: parts of delegates are dropped; say so with round",
        "Rule 1: parts of votes are dropped; say so with round",
    ]


def test_a_scale_that_nobody_decided_is_warned_of():
    scale = make_scale(rule('{ steps = [ { base = "1" } ] }'))
    undecided = Scale(scale.id, "GBP", scale.effective_from, scale.year, scale.rules)
    assert told(undecided) == ["Nobody is named who decided this scale: add decided_by"]


def test_two_versions_are_compared_for_the_same_affiliate():
    before = make_scale(rule('{ steps = [ { rate = "0.10" } ] }'))
    after = make_scale(rule('{ steps = [ { rate = "0.12" } ] }'))
    found = compare(before, after, Facts(affiliated_members=350), on=MAY, first=False)
    assert found.change == GBP("7.00")
    nothing_known = compare(before, after, Facts(), on=MAY, first=False)
    assert nothing_known.change is None
    assert isinstance(nothing_known.before, QuoteError)


def test_fees_in_two_currencies_have_no_difference():
    flat = rule('{ steps = [ { base = "10" } ] }')
    pounds, euros = (make_scale(flat, currency=code) for code in ("GBP", "EUR"))
    assert compare(pounds, euros, Facts(), on=MAY, first=False).change is None


@pytest.mark.parametrize("number", [1, 2])
def test_a_scale_that_only_rises_falls_nowhere(number):
    rows = rule(
        '{ steps = [ { upto = 5, base = "1" }, { base = "2" } ] }', when='{ kind = "group" }'
    )
    scale = make_scale(rows + rule('{ steps = [ { rate = "1" } ] }'))
    assert falls_at(scale, number) == ()
