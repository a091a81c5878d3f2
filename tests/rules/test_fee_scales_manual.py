"""The manual of fee scales: every example is run, and every word that a scale may use is in it."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from hov_donate.affiliations.rules.kinds import BODIES, KINDS, SIZES, WHOSE
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.affiliations.rules.reading.table import Table
from hov_donate.affiliations.rules.reading.year import SAME_EFFECT
from hov_donate.affiliations.rules.scale import (
    Approval,
    By,
    Effect,
    Mode,
    Per,
    Proration,
    Right,
    Round,
    YearKind,
)
from hov_donate.cli.fee_scales import fee_scales
from tests.support.scales import SOUND

MANUAL = (Path(__file__).parents[2] / "docs/fee-scales.md").read_text("utf-8")
BLOCK = re.compile(r"^```(toml|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADINGS = ("[scale]", "[year]")


@dataclass
class Example:
    """A scale, and what is typed about it with what comes of it."""

    scale: str
    typed: list[tuple[str, str]] = field(default_factory=list)


def examples() -> list[Example]:
    """The first scale of the manual is the frame of those that leave a heading out."""
    found: list[Example] = []
    frame: dict[str, str] = {}
    for kind, text in BLOCK.findall(MANUAL):
        if kind == "console":
            found[-1].typed += re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)
        elif not frame:
            head, year = text.split("\n[year]")
            frame = {"[scale]": head + "\n", "[year]": "[year]" + year}
        else:
            before = "".join(frame[it] for it in HEADINGS if it not in text)
            found.append(Example(f"{before}\n{text}" if before else text))
    return found


EXAMPLES = [(it.scale, typed, said) for it in examples() for typed, said in it.typed]


@pytest.mark.parametrize(("scale", "typed", "said"), EXAMPLES, ids=[it[1] for it in EXAMPLES])
def test_what_the_manual_shows_is_what_happens(scale, typed, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("scale.toml").write_text(scale, "utf-8")
    program, group, *words = shlex.split(typed)
    assert (program, group) == ("hov-donate", "fee-scales")
    printed = CliRunner().invoke(fee_scales, words).output
    # A line with … stands for any others.
    pattern = re.escape(said).replace(re.escape("…\n"), "(?:.*\n)*")
    assert re.fullmatch(pattern, printed), printed


def test_every_scale_of_the_manual_is_tried():
    assert len(examples()) >= 17
    assert all(example.typed for example in examples())


def test_every_key_is_in_the_manual(monkeypatch):
    asked: set[str] = set()
    take = Table.take

    def noting(table: Table, key: str) -> object:
        asked.add(key)
        return take(table, key)

    monkeypatch.setattr(Table, "take", noting)
    read_scale(SOUND)
    assert len(asked) > 45
    missing = {key for key in asked if not re.search(rf"`[\[]*{key}[\]]*`", MANUAL)}
    assert not missing - {"low", "high", "full", "associate"}


def test_every_word_is_in_the_manual():
    for words in (Approval, By, Mode, Per, Proration, Round, YearKind):
        for word in words:
            assert f'"{word}"' in MANUAL, word
    for word in (*KINDS, *SIZES, *BODIES, *WHOSE, *SAME_EFFECT, *Right, *Effect):
        assert f"`{word}`" in MANUAL, word
