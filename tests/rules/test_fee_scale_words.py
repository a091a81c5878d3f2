"""The sum behind a fee, in words that can be kept and told in any language."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import hov_donate.affiliations
from hov_donate.affiliations.rules.edges import edges
from hov_donate.affiliations.rules.keeping import kept, told_again
from hov_donate.affiliations.rules.kinds import KINDS
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.affiliations.rules.remarks import remarks
from hov_donate.affiliations.rules.sentences import Named, Number, Sentence
from hov_donate.affiliations.words import render_explained, told
from hov_donate.core.i18n import translator
from tests.support.scales import ask, make_scale, rule
from tests.support.words import GBP

ENGLISH = translator("en")
EXAMPLES = sorted((Path(hov_donate.affiliations.__file__).parent / "examples").glob("*.toml"))


def explained(*args: object, **facts: object) -> list[str]:
    quoted = ask(*args, **facts)  # type: ignore[arg-type]
    return render_explained(ENGLISH, quoted.explain)


def test_a_branch_reads_how_its_fee_comes_about():
    scale = make_scale(
        rule(
            '{ min = "10.00", steps = [ { rate = "0.18" } ] }',
            when='{ kind = ["union_branch", "trades_council"] }',
            delegates='{ max = 10, steps = [ { rate = 1, per = 50, round = "ceil" } ] }',
            votes="{ steps = [ { base = 1 } ] }",
        )
        + rule('{ steps = [ { base = "30.00" } ] }')
    )
    assert explained(scale, "union_branch", 350) == [
        "Rule 1, for Union branch, Trades council",
        "350 members × 0.18 = 63.00",
        "The fee is £63.00",
        "Delegates: 1 for each 50 or part of 50 of 350 members = 7",
        "Votes: 1",
    ]
    assert explained(scale, "union_branch", 51)[1:3] == [
        "51 members × 0.18 = 9.18",
        "At least 10.00",
    ]
    assert explained(scale, "union_branch", 1000)[-2].endswith("of 1,000 members = 20, at most 10")
    assert explained(scale, "charity") == [
        "Rule 2, for everybody else",
        "A flat 30.00",
        "The fee is £30.00",
    ]


def test_every_turn_of_a_long_sum_is_told():
    scale = make_scale(
        """
        [[rules]]
        when = { class = "low_waged", country = "GB", income_band = "low", overseas = true }
        fee = { max = "4.00", steps = [
            { upto = 10, base = "1.00" },
            { base = "1.00", rate = "0.125", per = 3, origin = 10 },
        ] }
        multiplier = { by = "income_band", low = "1/3" }
        addons = [ { when = { overseas = true }, amount = "0.50" } ]
        per = "month"
        mode = "suggested"
        delegates = { min = 2, steps = [ { base = 1 } ], extra = [
            { measure = "young_women", steps = [ { rate = 1, per = 10, round = "floor" } ] },
            { measure = "retired", steps = [ { base = 1 } ] } ] }
        votes = { steps = [ { rate = "0.3" } ] }
        [[rules]]
        fee = { steps = [ { base = 1 } ] }
        """,
        year='kind = "fixed"\nstarts = "01-01"\nproration = "quarter"',
    )
    facts = {
        "member_class": "low_waged",
        "country": "GB",
        "income_band": "low",
        "overseas": True,
        "measures": {"young_women": 25},
    }
    assert explained(scale, None, 15, first=True, on=date(2025, 8, 1), **facts) == [
        "Rule 1, for class low waged, country GB, income band low, overseas",
        "Above 10 members: 1.00 + (15 members − 10) ÷ 3 × 0.125 = 1 5/24",
        "× 1/3 for income band low = 29/72",
        "+ 0.50 for overseas = 65/72",
        "65/72 a month × 12 = 10 5/6",
        "2 of the year’s 4 quarters are left: 10 5/6 × 2/4 = 5 5/12",
        "5 5/12 is rounded to 5.42",
        "The suggested fee is £5.42; less or more is accepted",
        "Delegates: 1, at least 2",
        "Delegates, extra for 25 young women: 1 for each whole 10 of 25 young women = 2",
        "Delegates: none extra for retired, whose number is not given",
        "Votes: 15 members × 0.3 = 4.5, whole ones: 4",
        "This scale holds only from 1 January 2026 on",
    ]


def test_bounds_free_terms_and_late_joining_are_told():
    scale = make_scale(
        rule('{ max = "4", steps = [ { upto = 9, rate = 1 }, { base = 9 } ] }', mode='"minimum"'),
        year='kind = "fixed"\nstarts = "01-01"\nrollover_from = "10-01"',
    )
    assert explained(scale, None, 5, on=date(2026, 11, 1), first=True) == [
        "Rule 1, for everybody",
        "Up to 9 members: 5 members × 1 = 5.00",
        "At most 4.00",
        "The fee is at least £4.00",
        "Late in the year: it holds to the end of the next one",
    ]
    free = make_scale(rule('{ steps = [ { base = "9" } ] }', first_term_free="true"))
    assert explained(free, first=True)[1:] == [
        "A flat 9.00",
        "The first term is free",
        "The fee is £0.00",
    ]


def test_a_weighted_sum_names_each_class():
    scale = make_scale(
        rule('{ steps = [ { rate = "0.5" } ] }', weights='{ full = "1", low_waged = "2/3" }')
    )
    assert explained(scale, declared={"full": 1200, "low_waged": 50})[1:3] == [
        "Members by weight: 1,200 full × 1, 50 low waged × 2/3; in sum 1,233 1/3",
        "1,233 1/3 members × 0.5 = 616 2/3",
    ]


def test_amounts_follow_the_language_of_the_reader():
    spanish = translator("es")
    told_in_spanish = told(Sentence("%(n)s", {"n": Number(Fraction(2469, 2), 2)}), spanish)
    assert told_in_spanish.replace(".", "") == "1234,50"
    assert told(Sentence("%(fee)s", {"fee": GBP("63.00")}), spanish).startswith("63,00")


@pytest.mark.parametrize(
    ("names", "language", "name"),
    [
        ({"": "Choir"}, "es", "Choir"),
        ({"en": "Choir", "es": "Coro"}, "es", "Coro"),
        ({"en": "Choir", "es": "Coro"}, "fr", "Choir"),
        ({"de": "Chor"}, "fr", "Chor"),
    ],
)
def test_a_declared_kind_has_the_name_of_the_readers_language(names, language, name):
    assert Named(names).to(language) == name


def test_declared_kinds_are_named_in_the_sum():
    flat = '{ steps = [ { base = "1" } ] }'
    scale = make_scale(
        rule(flat, when='{ kind = ["choir", "group"] }') + rule(flat),
        kinds='[kinds]\nchoir = { en = "Choir", es = "Coro" }',
    )
    quoted = ask(scale, "choir")
    assert told(quoted.explain[0], translator("en")) == "Rule 1, for Choir, Group"
    assert "Coro" in told(quoted.explain[0], translator("es"))
    assert scale.named_kinds == ("choir", "group")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_have_nothing_to_look_at_and_their_sums_can_be_kept(example):
    scale = read_scale(example.read_text("utf-8"))
    assert remarks(scale) == ()
    rows = list(edges(scale, on=date(2026, 11, 5), first=True))
    assert {row.rule for row in rows} == set(range(1, len(scale.rules) + 1))
    for row in rows:
        sentences = row.quote.explain
        again = [told_again(each) for each in json.loads(json.dumps([*map(kept, sentences)]))]
        assert render_explained(ENGLISH, again) == render_explained(ENGLISH, sentences)


def test_there_are_three_examples():
    assert [path.stem for path in EXAMPLES] == ["eu", "gb", "international"]


def test_every_kind_of_value_can_be_kept():
    sentence = Sentence(
        "%(a)s",
        {
            "a": Sentence("x"),
            "b": (1, "two", date(2026, 1, 1)),
            "c": Number(Fraction(2, 3), 2),
            "d": GBP("1.50"),
            "e": Named({"": "Choir"}),
        },
    )
    assert told_again(json.loads(json.dumps(kept(sentence)))) == sentence


def test_every_kind_has_a_word_and_a_name_of_its_own():
    assert len(set(KINDS.values())) == len(KINDS)
    assert all(slug.isidentifier() and slug.islower() for slug in KINDS)
