"""Every key and every item of a TOML text is found on the line where it stands."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.affiliations.rules.reading.places import places

TEXT = '''# a comment [with] = "signs"
title = "a # in it" # b
multi = """
x = 1
\\""" ""y"""
literal = \'\'\'
[no]
it\'\'s\'\'\'
"quoted.key" = 1
'single "quoted"' = 2
dotted . inner."deep \\u0041" = 3

[table]   # here
list = [ 1, # one
  "]", [ 3,
    4 ],
  { a = "}", b = [ 5 ] },
]
day = 1979-05-27 07:32:00
[table.sub]
x = 0.5
[[rules]]
fee = { min = "1", steps = [
  { upto = 1 },
  { base = "2" },
] }
[[rules.steps]]
a = 1
[[rules.steps]]
a = 2
[rules.steps.more]
b = 3
[[rules]]
x = 1
[rules.when]
y = 2
last = 3'''

LINES = {
    ("title",): 2,
    ("multi",): 3,
    ("literal",): 6,
    ("quoted.key",): 9,
    ('single "quoted"',): 10,
    ("dotted",): 11,
    ("dotted", "inner", "deep A"): 11,
    ("table",): 13,
    ("table", "list"): 14,
    ("table", "list", 0): 14,
    ("table", "list", 1): 15,
    ("table", "list", 2): 15,
    ("table", "list", 2, 1): 16,
    ("table", "list", 3, "b", 0): 17,
    ("table", "day"): 19,
    ("table", "sub", "x"): 21,
    ("rules",): 22,
    ("rules", 0): 22,
    ("rules", 0, "fee", "min"): 23,
    ("rules", 0, "fee", "steps", 0, "upto"): 24,
    ("rules", 0, "fee", "steps", 1): 25,
    ("rules", 0, "steps", 0, "a"): 28,
    ("rules", 0, "steps", 1): 29,
    ("rules", 0, "steps", 1, "more", "b"): 32,
    ("rules", 1): 33,
    ("rules", 1, "x"): 34,
    ("rules", 1, "when", "y"): 36,
    ("rules", 1, "when", "last"): 37,
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_key_and_item_has_its_line(newline):
    text = TEXT.replace("\n", newline)
    tomllib.loads(text)
    found = places(text)
    assert {path: found.lines[path] for path in LINES} == LINES


def test_what_is_not_there_is_where_it_would_be():
    assert places(TEXT).line(("rules", 1, "when", "missing", 3)) == 35
    assert places(TEXT).line(("nowhere",)) == 1


KEYS = st.text("abc", min_size=1, max_size=3)
SCALARS = st.sampled_from(
    ["1", "true", "0.5", '"x]}#"', "'''a\n]'''", '"""\n\\"q""""', "1979-05-27", '""', "''"]
)


def arrays(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, max_size=3).map(lambda items: "[\n" + ", # c\n".join(items) + "\n]")


def tables(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.dictionaries(KEYS, values, max_size=3)
    return pairs.map(lambda them: "{" + ", ".join(f"{k} = {v}" for k, v in them.items()) + "}")


VALUES = st.recursive(SCALARS, lambda inner: arrays(inner) | tables(inner), max_leaves=8)


def every_path(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    if isinstance(value, dict):
        inside = list(value.items())
    else:
        inside = list(enumerate(value)) if isinstance(value, list) else []
    return [path, *(each for key, it in inside for each in every_path(it, (*path, key)))]


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_nothing_that_tomllib_reads_is_left_without_a_line(pairs):
    text = "\n".join(f"{key} = {value}" for key, value in pairs.items())
    found = places(text)
    data = tomllib.loads(text)
    assert {path for path in every_path(data) if path} == set(found.lines)
    lines = text.split("\n")
    for key in data:
        assert lines[found.lines[(key,)] - 1].startswith(f"{key} = ")
