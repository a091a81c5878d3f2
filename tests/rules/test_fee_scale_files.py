"""Files that are no scale at all, that come from elsewhere, or that mean harm."""

import pytest

from hov_donate.affiliations.rules.reading import LARGEST, read_scale
from tests.support.scales import SOUND, faults

RULE = '[[rules]]\nfee = { steps = [ { base = "1" } ] }\n'


@pytest.mark.parametrize(
    ("heading", "told"),
    [("[scale]", "scale is missing"), ("[year]", "year is missing")],
)
def test_a_missing_heading_is_told(heading, told):
    found = faults(SOUND.replace(heading, heading.replace("[", "[x"), 1))
    assert any(told in line for line in found)


def test_a_file_with_nothing_in_it_misses_everything():
    assert [line.split(";")[0] for line in faults("")] == [
        "line 1: scale is missing",
        "line 1: year is missing",
        "line 1: rules is missing",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[scale]\nid = "a\n', 2),
        ("[scale]\nid = \n", 2),
        ("a = 1\n\na = 2\n", 3),
        ("[a]\n[a]\n", 2),
        ("a = [1,\n2\n", 2),
        ("a = { b = 1,\n c = 2 }\n", 1),
        ("a = 01\n", 1),
        ("\x00", 1),
        ("a = 1\rb = 2", 1),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text, line):
    [found] = faults(text)
    assert found.startswith(f"line {line}: this is not TOML: ")


def test_a_file_from_windows_is_read_with_the_same_lines():
    windows = "\ufeff" + SOUND.replace("\n", "\r\n")
    assert read_scale(windows) == read_scale(SOUND)
    wrong = windows.replace("grace_days = 60", "grace_days = -1")
    assert faults(wrong) == ["line 12: grace_days = -1 is negative; write 0 or more"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#" * (LARGEST + 1), "too large for a fee scale"),
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("a = " + "{a=" * 5000 + "1" + "}" * 5000, "nested too deeply"),
        ("a" + ".a" * 50_000 + " = 1", "nested too deeply"),
        ("[a" + ".a" * 50_000 + "]", "nested too deeply"),
        ("a = " + "9" * 5000, "a number is too long to be read"),
        (SOUND.replace("rate = 1,", f"rate = {'9' * 4000},"), "is too large"),
        (SOUND.replace("rate = 1,", f'rate = "{"9" * 4000}",'), "is not a decimal"),
        (SOUND.replace("{ base = 1 }", ",".join(["{ base = 1 }"] * 201), 1), "more than 200 steps"),
        (SOUND + RULE * 200, "more than 200 rules"),
    ],
)
def test_what_is_beyond_all_measure_is_refused_at_once(text, told):
    [found] = [line for line in faults(text) if told in line]
    assert len(found) < 200


def test_dotted_keys_and_headings_say_the_same_as_inline_tables():
    dotted = SOUND.replace(
        'fee = { steps = [ { base = "30.00" } ] }', "[[rules.fee.steps]]\n\"base\" = '30.00'"
    )
    assert read_scale(dotted) == read_scale(SOUND)
    [found] = faults(dotted.replace("'30.00'", "30.5"))
    assert found.startswith('line 35: base = 30.5 is a float; write it in quotes: base = "30.5"')


@pytest.mark.parametrize(("opening", "middle", "closing"), [("[", "", "]"), ("{a=", "1", "}")])
def test_however_deep_lists_and_tables_are_nested_it_is_told_and_nothing_breaks(
    opening, middle, closing
):
    for depth in range(20, 520, 7):
        assert faults(f"a = {opening * depth}{middle}{closing * depth}")
