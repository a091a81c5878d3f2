"""Schemes of bodies that do not exist, worked out by hand: nothing in them needs a code change."""

from datetime import date

import pytest

from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.affiliations.rules.reading import read_scale
from tests.support.scales import ask, faults, fee, flat, make_scale, rule, scale_text


def test_members_by_weight_pay_per_head_in_bands():
    scale = make_scale(
        """
        [[rules]]
        weights = { full = "1", associate = "2/3", retired = "0" }
        fee = { min = "20.00", steps = [
            { upto = 100, rate = "0.50" },
            { base = "50.00", rate = "0.25", origin = 100 },
        ] }
        delegates = { steps = [ { rate = 1, per = 40, round = "ceil" } ] }
        """
    )
    # 60 + 2/3 × 50 = 93 1/3; × 0.50 = 46.666… → 46.67
    quoted = ask(scale, declared={"full": 60, "associate": 50, "retired": 900})
    assert (str(quoted.fee), quoted.delegates) == ("GBP 46.67", 3)
    # 100 + 2/3 = 100 2/3; 50 + 0.25 × 2/3 = 50.1666… → 50.17
    assert fee(scale, declared={"full": 100, "associate": 1}) == "50.17"
    # exactly 100 is in the first band, and 1/3 more in the second
    assert fee(scale, declared={"full": 98, "associate": 3}) == "50.00"
    assert fee(scale, declared={"retired": 7}) == "20.00"
    with pytest.raises(QuoteError, match="no weight for “student”"):
        ask(scale, declared={"student": 7})
    with pytest.raises(QuoteError, match="needs the numbers declared for: full, associate"):
        ask(scale, members=50)


def test_a_band_of_income_multiplies_before_or_after_the_minimum():
    text = """
        [[rules]]
        fee = {{ min = "40.00", max = "500.00", steps = [ {{ rate = "0.30" }} ] }}
        multiplier = {{ by = "income_band", low = "0.25", middle = "2/3", high = "1" }}
        min_before_multiplier = {before}
        """
    after, before = (make_scale(text.format(before=it)) for it in ("false", "true"))
    # 100 × 0.30 = 30
    assert fee(after, members=100, income_band="low") == "40.00"
    assert fee(before, members=100, income_band="low") == "10.00"
    # 200 × 0.30 = 60; × 2/3 = 40
    assert fee(after, members=200, income_band="middle") == "40.00"
    assert fee(before, members=200, income_band="middle") == "40.00"
    # 4,000 × 0.30 = 1,200; × 0.25 = 300, or 500 × 0.25 = 125
    assert fee(after, members=4000, income_band="low") == "300.00"
    assert fee(before, members=4000, income_band="low") == "125.00"


def test_income_and_size_together_decide_and_the_multiplier_may_itself_be_steps():
    scale = make_scale(
        """
        [[rules]]
        measure = "total_members"
        fee = { steps = [ { upto = 1000, base = "120.00" }, { base = "240.00" } ] }
        multiplier = { measure = "gdp_per_head", steps = [
            { upto = 2000, base = "0.1" }, { upto = 12000, base = "0.5" }, { base = "1" } ] }
        """,
        currency="EUR",
    )
    for members, gdp, due in [
        (1000, 2000, "12.00"),
        (1001, 2001, "120.00"),
        (1001, 12001, "240.00"),
    ]:
        assert fee(scale, total_members=members, measures={"gdp_per_head": gdp}) == due
    with pytest.raises(QuoteError, match="Rule 1 needs the number of “gdp per head”"):
        ask(scale, total_members=5)


def test_women_bring_delegates_on_top_of_the_most():
    scale = make_scale(
        rule(
            '{ steps = [ { base = "10.00" } ] }',
            delegates="""{ max = 5, steps = [ { rate = 1, per = 100, round = "ceil" } ], extra = [
                { measure = "women", steps = [ { upto = 99, base = 0 }, { base = 1 } ] },
                { measure = "young", max = 2, steps = [ { rate = 1, per = 50, round = "floor" } ] },
            ] }""",
        )
    )
    for women, young, sent in [(99, 0, 5), (100, 0, 6), (100, 49, 6), (100, 50, 7), (0, 900, 7)]:
        measures = {"women": women, "young": young}
        assert ask(scale, members=2000, measures=measures).delegates == sent
    assert ask(scale, members=2000).delegates == 5


def test_yen_have_no_decimals_and_half_a_yen_goes_up():
    scale = make_scale(rule('{ steps = [ { rate = "12.5" } ] }'), currency="JPY")
    assert [fee(scale, members=n) for n in (1, 2, 3)] == ["13", "25", "38"]


def test_dinars_are_charged_in_tens_of_fils_and_kronur_whole():
    dinar = make_scale(rule('{ steps = [ { rate = "0.125" } ] }'), currency="KWD")
    assert [fee(dinar, members=n) for n in (1, 2, 3)] == ["0.130", "0.250", "0.380"]
    krona = make_scale(rule('{ min = "300", steps = [ { rate = "99.5" } ] }'), currency="ISK")
    assert [fee(krona, members=n) for n in (3, 4, 5)] == ["300.00", "398.00", "498.00"]


def test_a_year_from_october_rolls_over_in_july_and_prorates_by_month_before():
    scale = make_scale(
        rule('{ min = "5.00", steps = [ { rate = "0.10" } ] }'),
        year='kind = "fixed"\nstarts = "10-01"\nrollover_from = "07-01"\nproration = "month"',
    )
    # 123 × 0.10 = 12.30
    for on, due, last in [
        (date(2026, 10, 31), "12.30", date(2027, 9, 30)),
        (date(2027, 1, 1), "9.23", date(2027, 9, 30)),  # 9/12 = 9.225, half up
        (date(2027, 6, 30), "5.00", date(2027, 9, 30)),  # 4/12 = 4.10, not below 5
        (date(2027, 7, 1), "12.30", date(2028, 9, 30)),
    ]:
        quoted = ask(scale, members=123, on=on, first=True)
        assert (str(quoted.fee), quoted.term.last) == (f"GBP {due}", last)


def test_what_a_group_pays_each_month_is_asked_for_the_year_and_shared_by_quarters():
    scale = make_scale(
        rule(
            '{ min = "2.00", steps = [ { rate = "0.05" } ] }',
            per='"month"',
            addons='[ { when = { country = ["FR", "DE"] }, amount = "0.50" } ]',
        ),
        year='kind = "fixed"\nstarts = "01-01"\nproration = "quarter"',
    )
    assert fee(scale, members=100) == "60.00"
    assert fee(scale, members=100, country="FR") == "66.00"
    assert fee(scale, members=10) == "24.00"
    november = date(2026, 11, 1)
    assert fee(scale, members=1000, on=november, first=True) == "150.00"
    assert fee(scale, members=100, on=november, first=True) == "24.00"


def test_a_union_pays_in_tiers_by_part_of_a_thousand_up_to_a_most():
    scale = make_scale(
        """
        [[rules]]
        when = { kind = "national_union" }
        measure = "total_members"
        fee = { max = "2000.00", steps = [
            { upto = 10_000, rate = "50", per = 1000, round = "ceil" },
            { base = "500", rate = "20", origin = 10_000, per = 1000, round = "ceil" },
        ] }
        votes = { min = 1, steps = [ { rate = 1, per = 5000, round = "floor" } ] }
        [[rules]]
        fee = { steps = [ { base = "0" } ] }
        """
    )
    for members, due, votes in [
        (1, "50.00", 1),
        (1000, "50.00", 1),
        (1001, "100.00", 1),
        (10_000, "500.00", 2),
        (10_001, "520.00", 2),
        (84_001, "2000.00", 16),
        (85_001, "2000.00", 17),
    ]:
        quoted = ask(scale, "national_union", total_members=members)
        assert (str(quoted.fee), quoted.votes) == (f"GBP {due}", votes)
    assert fee(scale, "union_branch") == "0.00"


def test_a_bodys_own_kinds_and_bands_by_kind():
    scale = make_scale(
        """
        [[rules]]
        when = { kind = ["choir", "brass_band"], income_band = ["poor", "rich"] }
        fee = { steps = [ { base = "100" } ] }
        multiplier = { by = "kind", choir = "1", brass_band = "1.335" }
        [[rules]]
        fee = { steps = [ { base = "70" } ] }
        """,
        kinds='[kinds]\nchoir = "Choir"\nbrass_band = { en = "Brass band", es = "Banda" }',
    )
    assert fee(scale, "choir", income_band="poor") == "100.00"
    assert fee(scale, "brass_band", income_band="rich") == "133.50"
    assert fee(scale, "brass_band") == "70.00"
    with pytest.raises(QuoteError, match="kind orchestra is not known"):
        ask(scale, "orchestra")


def test_a_delegate_and_a_half_is_one_delegate():
    count = '{ steps = [ { rate = "0.5", per = 10 } ] }'
    scale = make_scale(rule("{ steps = [ { base = 1 } ] }", delegates=count, votes=count))
    for members, whole in [(19, 0), (20, 1), (39, 1), (40, 2)]:
        quoted = ask(scale, members=members)
        assert (quoted.delegates, quoted.votes) == (whole, whole)


def test_votes_may_count_something_else_than_the_fee():
    votes = '{ measure = "total_members", steps = [ { upto = 10, base = 1 }, { base = 2 } ] }'
    scale = make_scale(rule('{ steps = [ { rate = "1" } ] }', votes=votes))
    quoted = ask(scale, members=3, total_members=11)
    assert (str(quoted.fee), quoted.votes) == ("GBP 3.00", 2)
    with pytest.raises(QuoteError, match="Rule 1 needs the number of members in total"):
        ask(scale, members=3)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "Rule 1 needs the number of members affiliated on"),
        ({"members": -1}, "members cannot be negative"),
        ({"total_members": -1}, "members in total cannot be negative"),
        ({"members": 10**14}, "members cannot be so many"),
        ({"members": 1, "measures": {"women": -3}}, "women cannot be negative: -3"),
        ({"members": 1, "declared": {"retired": -3}}, "retired cannot be negative"),
        ({"members": 1, "kind": "martian"}, "kind martian is not known"),
        ({"members": 1, "on": date(9999, 12, 31)}, "9999-12-31 is too far away"),
    ],
)
def test_what_is_missing_or_cannot_be_is_named(facts, told):
    scale = make_scale(rule('{ steps = [ { rate = "1" } ] }'))
    with pytest.raises(QuoteError, match=told):
        ask(scale, **facts)


def test_a_scale_for_some_countries_refuses_others():
    text = scale_text(rule('{ steps = [ { base = "1" } ] }'))
    scale = read_scale(text.replace("[year]", 'countries = ["GB", "IE"]\n[year]'))
    assert fee(scale, country="IE") == fee(scale) == "1.00"
    with pytest.raises(QuoteError, match="This scale is for GB, IE, not for FR"):
        ask(scale, country="FR")


def test_a_band_that_is_not_known_or_has_no_factor_is_named():
    scale = make_scale(
        rule('{ steps = [ { base = "9" } ] }', multiplier='{ by = "income_band", low = "0.5" }')
    )
    with pytest.raises(QuoteError, match="Rule 1 needs the income band"):
        ask(scale)
    with pytest.raises(QuoteError, match="no multiplier for the income band “mid”, only: low"):
        ask(scale, income_band="mid")


def test_a_multiplier_of_one_step_is_for_everybody():
    scale = make_scale(
        rule("{ steps = [ { base = 9 } ] }", multiplier='{ measure = "x", steps = [{ base = 2 }] }')
    )
    assert fee(scale) == "18.00"


@pytest.mark.parametrize(
    "kind",
    [
        "trade_union_branch", "small_national", "large_regional", "national", "local", "party",
        "club", "socialist_society", "national_group", "trades_union_council", "labour_council",
        "co_operative_society", "students_union", "womens_group", "observer", "global_union",
        "county_trades_council", "small_organization", "affiliated_organisation",
    ],
)  # fmt: skip
def test_kinds_of_known_words_need_not_be_declared(kind):
    scale = make_scale(flat("7", when=f'{{ kind = "{kind}" }}') + flat("9"))
    assert fee(scale, kind) == "7.00"
    assert fee(scale, "charity") == "9.00"
    told = str(ask(scale, kind).explain[0])
    assert told == f"Rule 1, for {kind.replace('_', ' ').capitalize()}"


@pytest.mark.parametrize(
    "kind", ["union_brnch", "trade_council", "branches", "union_", "_", "womens", "trade", "brass"]
)
def test_kinds_with_a_word_that_nobody_knows_are_refused(kind):
    text = scale_text(flat("7", when=f'{{ kind = "{kind}" }}') + flat("9"))
    assert any("is not" in line for line in faults(text))


def test_words_are_the_same_with_capitals_hyphens_and_spaces():
    scale = make_scale(
        flat("12", when='{ kind = "Union-Branch", class = ["Low-waged", "18 to 25"] }')
        + flat("100", multiplier='{ by = "income_band", A = "0.25", band-1 = "0.5" }')
    )
    assert fee(scale, "union_branch", member_class="low_waged") == "12.00"
    assert fee(scale, "union_branch", member_class="18_to_25") == "12.00"
    assert fee(scale, income_band="a") == "25.00"
    assert fee(scale, income_band="band_1") == "50.00"


def test_one_word_written_in_two_ways_is_refused():
    [told] = faults(scale_text(flat("12", weights='{ full = "1", Full = "2" }')))
    assert "Full is not a word" in told


def test_a_fixed_year_begins_in_january_unless_it_says_so():
    assert ask(make_scale(flat("12"), year='kind = "fixed"')).term.first == date(2026, 1, 1)


def test_nobody_has_rights_where_the_list_is_empty():
    assert ask(make_scale(flat("12", rights="[]"))).rights == ()


def test_that_a_lapse_may_be_proposed_is_said_in_several_ways():
    for effect in ("lapse_may_be_proposed", "may_propose_lapse", "may_lapse", "lapse"):
        arrears = f'[[arrears]]\nafter_months = 12\neffect = "{effect}"\n'
        [stage] = make_scale(flat("12") + arrears).arrears
        assert stage.effect == "lapse_may_be_proposed"
