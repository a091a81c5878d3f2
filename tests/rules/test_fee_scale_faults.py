"""A scale that cannot be used says all that is wrong with it: the line, what, and the mend."""

import re
from datetime import date

import pytest

from hov_donate.affiliations.rules.facts import Facts
from hov_donate.affiliations.rules.quoting import quote
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.affiliations.rules.remarks import remarks
from tests.support.scales import SOUND, faults


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_example_is_sound():
    assert read_scale(SOUND).id == "gb-2026"


WRONG = [
    # numbers
    ('rate = "0.18"', "rate = 0.18", 'rate = 0.18 is a float; write it in quotes: rate = "0.18"'),
    ('rate = "0.18"', "rate = 1_0.5", 'write it in quotes: rate = "10.5"'),
    ('rate = "0.18"', "rate = 1e-2", "is a float; write a decimal in quotes"),
    ('rate = "0.18"', "rate = inf", "rate = inf is a float"),
    ('rate = "0.18"', 'rate = "18p"', 'rate = "18p" is not a decimal; write digits and a point'),
    ('rate = "0.18"', 'rate = "0,18"', 'rate = "0,18" is not a decimal'),
    ('rate = "0.18"', 'rate = "1e999999"', 'rate = "1e999999" is not a decimal'),
    ('rate = "0.18"', 'rate = "٠.١٨"', "is not a decimal"),
    ('rate = "0.18"', 'rate = ""', "is not a decimal"),
    ('rate = "0.18"', "rate = true", "rate = true is not a decimal"),
    ('rate = "0.18"', 'rate = "-0.18"', "is negative; write 0 or more"),
    ('rate = "0.18"', "rate = 99999999999999", "is too large"),
    ('min = "10.00"', 'min = "10.005"', "finer than GBP is paid in; write a multiple of 0.01"),
    ('min = "10.00"', 'min = "900.01"', "is above max"),
    ('max = "900.00"', 'max = "-1"', "is negative"),
    ('base = "2.00"', 'base = "2.001"', "finer than GBP"),
    ('amount = "2.00"', 'amount = "2.005"', "finer than GBP"),
    ('amount = "2.00"', 'sum = "2.00"', "amount is missing"),
    ("max = 10,", 'max = "2.5",', "is not a whole number"),
    # steps
    ("upto = 100, ", 'upto = "1.5", ', "is not a whole number"),
    ("upto = 100, ", "", "a step without upto is not the last one"),
    ("per = 50", "per = 0", "per = 0 divides by nothing"),
    ("per = 50", "per = -50", "is negative"),
    ('"ceil"', '"cieling"', 'round = "cieling" is not a known word; did you mean ceil?'),
    ("origin = 100", "origin = 102", "lies above where the step begins"),
    ("{ rate = 1, per", "{ rate = 1, origin = 5, per", "lies above where the step begins"),
    ('rate = "0.18", base', 'upto = 500, rate = "0.18", base', "do not close: nothing is"),
    ('rate = "0.18", base', 'upto = 100, rate = "0.18", base', "overlaps with the step before"),
    ("steps = [ { base = 1 } ], extra", "steps = [], extra", "steps is empty"),
    ("steps = [ { base = 1 } ], extra", "extra", "steps is missing"),
    ("steps = [ { base = 1 } ], extra", "steps = 1, extra", "not a list of tables"),
    ('measure = "women", ', "", "measure is missing; say what is counted"),
    # words
    ('currency = "GBP"', 'currency = "QQQ"', 'currency = "QQQ" is not known'),
    ('currency = "GBP"', 'currency = "gbp"', 'write its three capital letters, such as "GBP"'),
    ('currency = "GBP"', "currency = 826", "is not a text"),
    ('id = "gb-2026"', 'id = "gb 2026!"', "is not a name"),
    ("effective_from = 2026-01-01", "", "effective_from is missing"),
    ("effective_from = 2026-01-01", 'effective_from = "1/1/2026"', "is not a day"),
    ("effective_from = 2026-01-01", "effective_from = 2026-01-01T10:00:00", "is not a day"),
    ('decided_by = "AGM', 'decided_on = "AGM', "decided_on is not known here; did you"),
    ('"trades_council"', '"trade_council"', "did you mean trades_council? More kinds can be decl"),
    ('"trades_council"', '"Trades & Council"', "is not a word"),
    ("when = { kind = [", 'when = { class = "waged!", kind = [', 'class = "waged!" is not a word'),
    ("when = { kind = [", 'when = { country = "UK", kind = [', 'such as "GB"'),
    ("when = { kind = [", "when = { country = [], kind = [", "country is empty"),
    ("when = { kind = [", "when = { size = 5, kind = [", "size is not known here; known are:"),
    ("when = { overseas = true }", "when = { overseas = 1 }", "is not a yes or no"),
    ('measure = "affiliated_members"', 'measure = "afiliated_members"', "did you mean affiliated"),
    ('measure = "affiliated_members"', "measure = 5", "measure = 5 is not known"),
    ('mode = "fixed"', 'mode = "fix"', 'mode = "fix" is not a known word; did you mean fixed?'),
    ('"speak", "vote"', '"speak", "voting"', 'rights = "voting" is not a known word'),
    ('"committee"', '"comittee"', "did you mean committee?"),
    ('per = "year"', 'per = "week"', 'per = "week" is not a known word'),
    ("first_term_free = false", 'first_term_free = "no"', "write true or false"),
    # weights and multipliers
    ('"2/3" }', '"2/0" }', "is not a decimal or a fraction"),
    ('"2/3" }', '"-2/3" }', "is not a decimal or a fraction"),
    ('full = "1"', "full = 1.0", "full = 1.0 is a float"),
    ('{ full = "1", associate = "2/3" }', "{}", "weights says nothing"),
    (', low = "0.25", high = "1" }', " }", "the multiplier has no values"),
    ('by = "income_band", low', "low", "by is missing"),
    ('by = "income_band"', 'by = "weather"', "is not a known word"),
    ('by = "income_band", low = "0.25", high', 'by = "country", GB = "1", UK', "is not a country"),
    ('by = "income_band", low = "0.25", high', 'by = "kind", martian', "the kind"),
    ('by = "income_band"', 'by = "kind", union_branch = 1, trades_council = 1', "not known"),
    ('by = "income_band", low', 'by = "class", "low!"', "low! is not a word"),
    ('by = "income_band", low = "0.25", high = "1" }', "steps = [ {} ] }", "measure is missing"),
    # years and arrears
    ('kind = "fixed"', 'kind = "fixd"', "did you mean fixed?"),
    ('kind = "fixed"\n', "", "kind is missing"),
    ('starts = "01-01"', 'starts = "02-30"', "is not a day of every year"),
    ('starts = "01-01"', 'starts = "02-29"', "is not a day of every year"),
    ('starts = "01-01"', 'starts = "1 Jan"', "write month and day in two digits each"),
    ('rollover_from = "10-01"', "rollover_from = 10", "is not a day of every year"),
    ('proration = "none"', 'proration = "week"', "is not a known word"),
    ("grace_days = 60", "grace_days = -1", "is negative"),
    ("grace_days = 60", 'grace_days = "1.5"', "is not a whole number"),
    ("grace_days = 60", "grace_days = 99999", "is longer than ten years"),
    ("[-30, 0, 30, 60]", '[-30, "0", 30]', 'reminder_days has "0", which is not a number'),
    ("[-30, 0, 30, 60]", "[-30, 0.5]", "reminder_days has 0.5"),
    ("after_months = 6", "after_months = 3", "does not rise from the stage before"),
    ("after_months = 6", "", "after_months is missing"),
    ("after_months = 3", "after_months = 0", "is not a number of months"),
    ('effect = "no_voice"', 'effect = "no_food"', 'effect = "no_food" is not a known word'),
    ('effect = "no_voice"', "", "effect is missing"),
    # the whole
    ("approval =", "aproval =", "aproval is not known here; did you mean approval?"),
    ('fee = { steps = [ { base = "30.00" } ] }', "", "fee is missing; say what is to be paid"),
    ('fee = { steps = [ { base = "30.00" } ] }', "fee = 30", "fee = 30 is not a table"),
    ('fee = { steps = [ { base = "30.00" } ] }', 'fee = "30.00"', "is not a table"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "told"), WRONG)
def test_what_is_wrong_is_told_with_its_line_and_its_mend(right, wrong, told):
    assert SOUND.count(right) >= 1
    text = SOUND.replace(right, wrong, 1)
    found = [line for line in faults(text) if told in line]
    assert found, faults(text)
    number = int(re.findall(r"^line (\d+): ", found[0])[0])
    missing = "is missing" in told
    expected = line_of(SOUND, right)
    assert number <= expected if missing else number == expected
    assert "; " in found[0]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('rate = "0.18"', "rate = 1"),
        ('rate = "0.18"', 'rate = "+1.50"'),
        ("per = 50", 'per = "50"'),
        ("per = 50", 'per = "0.5"'),
        ("effective_from = 2026-01-01", 'effective_from = "2026-01-01"'),
        ('kind = ["union_branch", "trades_council"]', 'kind = "union_branch"'),
        ("reminder_days = [-30, 0, 30, 60]", "reminder_days = []"),
        ('effect = "no_voice"', 'effect = "lapse_may_be_proposed"'),
        ("grace_days = 60", ""),
        ('proration = "none"', ""),
        ('decided_by = "AGM 2025-11-15, motion 7"', ""),
        ("min_before", "min_before"),
    ],
)
def test_what_may_be_written_otherwise_is_taken(right, wrong):
    read_scale(SOUND.replace(right, wrong, 1))


def test_every_fault_is_told_at_once_from_top_to_bottom():
    text = SOUND
    for right, wrong in (('"GBP"', '"QQQ"'), ('"0.20"', "0.20"), ("per = 50", "per = 0")):
        text = text.replace(right, wrong)
    found = faults(text.replace("after_months = 6", "after_months = 1"))
    assert [line.split(":")[0] for line in found] == ["line 3", "line 20", "line 23", "line 40"]


RULE = '[[rules]]\n{when}fee = {{ steps = [ {{ base = "1" }} ] }}\n'


def with_whens(*whens: str) -> str:
    head = SOUND[: SOUND.index("[[rules]]")]
    lines = (f"when = {when}\n" if when else "" for when in whens)
    return head + "".join(RULE.format(when=line) for line in lines)


@pytest.mark.parametrize(
    ("whens", "told"),
    [
        (['{ kind = "group" }'], "does not close: the last one has a `when`"),
        (["", '{ kind = "group" }', ""], "rule 2 is never reached"),
        (["", ""], "rule 2 is never reached"),
        (['{ kind = ["group", "charity"] }', '{ kind = "group" }', ""], "rule 2 is never reached"),
        (['{ kind = "group" }', '{ kind = "group", class = "waged" }', ""], "rule 2 is never"),
        (
            ['{ kind = "group" }', '{ kind = "charity" }', '{ kind = ["group", "charity"] }', ""],
            "rule 3 is never reached",
        ),
        (["{ overseas = true }", "{ overseas = false }", ""], "rule 3 is never reached"),
    ],
)
def test_rules_that_do_not_close_or_are_never_reached_are_told(whens, told):
    assert any(told in line for line in faults(with_whens(*whens)))


@pytest.mark.parametrize(
    "whens",
    [
        ['{ kind = "group", class = "waged" }', '{ kind = "group" }', ""],
        ['{ kind = "group" }', '{ class = "waged" }', ""],
        ['{ kind = ["group", "charity"] }', '{ kind = ["group", "charity", "branch"] }', ""],
        ["{ overseas = true }", "{}"],
    ],
)
def test_rules_that_overlap_in_part_are_taken_in_their_order(whens):
    read_scale(with_whens(*whens))


def test_a_multiplier_must_have_a_value_for_everybody_whom_the_rule_is_for():
    text = SOUND.replace("when = { kind", 'when = { income_band = ["low", "middle"], kind', 1)
    [found] = faults(text)
    assert found.startswith("line 28: the multiplier has no value for “middle”")


def test_what_years_from_the_day_of_joining_have_no_use_for_is_only_remarked():
    text = SOUND.replace('kind = "fixed"', 'kind = "anniversary"', 1)
    text = text.replace('"none"', '"month"', 1).replace('starts = "01-01"', 'starts = "04-01"', 1)
    scale = read_scale(text)
    assert [str(remark).split(" means")[0] for remark in remarks(scale)][:3] == [
        'starts = "04-01"',
        'rollover_from = "10-01"',
        'proration = "month"',
    ]
    on = date(2026, 11, 3)
    quoted = quote(scale, Facts(kind="individual"), on=on, first=True)
    assert (quoted.term.first, quoted.term.last) == (on, date(2027, 11, 2))
    assert not any("months are left" in str(sentence) for sentence in quoted.explain)


def test_a_rule_whose_words_are_wrong_is_not_called_out_of_reach_as_well():
    for wrong in ('class = "low!"', "class = []", "country = []", 'country = "UK"'):
        [found] = faults(SOUND.replace("when = { kind = [", f"when = {{ {wrong}, kind = [", 1))
        assert "never reached" not in found


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ('"Big Choir!" = "Choir"', "Big Choir! is not a word"),
        ("choir = 5", "choir = 5 is not a name"),
        ('choir = ""', "is not a name"),
        ("choir = {}", "is not a name"),
        ("choir = { en = 5 }", "is not a name"),
    ],
)
def test_a_kind_that_is_declared_has_a_word_and_a_name(kinds, told):
    [found] = faults(f"{SOUND}[kinds]\n{kinds}\n")
    assert told in found
    assert found.startswith("line 43: ")
