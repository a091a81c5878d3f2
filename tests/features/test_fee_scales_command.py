"""`hov-donate fee-scales`: what it prints, and with which status it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from hov_donate.affiliations.rules.reading import LARGEST
from hov_donate.cli.fee_scales import fee_scales
from tests.support.scales import rule, scale_text

BRANCHES = rule(
    '{ min = "10.00", steps = [ { rate = "0.18" } ] }',
    when='{ kind = ["union_branch"] }',
    delegates=(
        '{ max = 10, steps = [ { rate = 1, per = 50, round = "ceil" } ], '
        'extra = [ { measure = "women", steps = [ { upto = 99, base = 0 }, { base = 1 } ] } ] }'
    ),
    votes="{ steps = [ { base = 1 } ] }",
    rights='["speak", "vote", "motions"]',
    approval='"committee"',
)
OTHERS = rule(
    '{ steps = [ { rate = "1.00" } ] }', weights='{ full = "1", retired = "1/2" }', mode='"minimum"'
)
YEAR = 'kind = "fixed"\nstarts = "01-01"\nrollover_from = "10-01"'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scale.toml"
    path.write_text(scale_text(BRANCHES + OTHERS, year=YEAR), "utf-8")
    return path


def type_in(*words: object) -> Result:
    return CliRunner().invoke(fee_scales, [str(word) for word in words])


def quote(file: Path, *words: object) -> dict[str, object]:
    done = type_in("quote", file, *words, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_quote_is_one_line_of_json_in_the_agreed_form(file):
    words = ["--kind", "union_branch", "--affiliated-members", 350, "--on", "2026-05-03"]
    done = type_in("quote", file, *words, "--json")
    assert done.exit_code == 0
    assert done.stdout.count("\n") == 1
    assert list(json.loads(done.stdout).items()) == [
        ("fee", "63.00"),
        ("currency", "GBP"),
        ("mode", "fixed"),
        ("rule", 1),
        ("delegates", 7),
        ("votes", 1),
        ("rights", ["speak", "vote", "motions"]),
        ("approval", "committee"),
        ("term", {"from": "2026-01-01", "to": "2026-12-31"}),
        (
            "explain",
            [
                "Rule 1, for Union branch",
                "350 members × 0.18 = 63.00",
                "The fee is £63.00",
                "Delegates: 1 for each 50 or part of 50 of 350 members = 7",
                "Delegates: none extra for women, whose number is not given",
                "Votes: 1",
            ],
        ),
    ]


def test_measures_and_declared_numbers_may_be_given_many_times(file):
    branch = ["--kind", "union_branch", "--affiliated-members", 350]
    measured = quote(file, *branch, "--measure", "women=120", "--measure", "young=3")
    assert measured["delegates"] == 8
    declared = quote(file, "--declared", "full=10", "--declared", "retired=5")
    assert (declared["fee"], declared["rule"], declared["mode"]) == ("12.50", 2, "minimum")


def test_a_first_affiliation_late_in_the_year_rolls_over(file):
    found = quote(file, "--declared", "full=1", "--on", "2026-10-01", "--first")
    assert found["term"] == {"from": "2026-10-01", "to": "2027-12-31"}


@time_machine.travel("2027-02-03T12:00:00+00:00")
def test_without_a_day_it_is_today(file):
    found = quote(file, "--declared", "full=1", "--first")
    assert found["term"] == {"from": "2027-02-03", "to": "2027-12-31"}


def test_people_get_it_to_read(file):
    words = ["--kind", "union_branch", "--affiliated-members", 20, "--on", "2026-05-03"]
    assert type_in("quote", file, *words).stdout.splitlines() == [
        "fee        GBP 10.00 (fixed)",
        "term       2026-01-01 to 2026-12-31",
        "delegates  1",
        "votes      1",
        "rights     speak, vote, motions",
        "approval   committee",
        "",
        "  Rule 1, for Union branch",
        "  20 members × 0.18 = 3.60",
        "  At least 10.00",
        "  The fee is £10.00",
        "  Delegates: 1 for each 50 or part of 50 of 20 members = 1",
        "  Delegates: none extra for women, whose number is not given",
        "  Votes: 1",
    ]


BRANCH = ["--kind", "union_branch", "--affiliated-members", "5"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kind", "union_branch"], "Rule 1 needs the number of members affiliated on."),
        ([], "Rule 2 needs the numbers declared for: full, retired."),
        (["--declared", "student=5"], "Rule 2 has no weight for “student”"),
        (["--kind", "martian"], "The kind martian is not known."),
        (["--kind", "Union-Branch"], "Rule 1 needs the number of members affiliated on."),
        (
            ["--kind", "union_branch", "--affiliated-members", "-5"],
            "members cannot be negative: -5",
        ),
        (
            ["--kind", "union_branch", "--affiliated-members", "many"],
            "'many' is not a valid integer",
        ),
        ([*BRANCH, "--affiliated-members", "9" * 5000], "not a valid integer"),
        ([*BRANCH, "--total-members", "-1"], "members in total cannot be negative: -1"),
        ([*BRANCH, "--measure", "women=-1"], "women cannot be negative: -1"),
        ([*BRANCH, "--measure", "women"], "--measure women is not NAME=NUMBER"),
        ([*BRANCH, "--measure", "women=1.5"], "is not NAME=NUMBER"),
        ([*BRANCH, "--measure", "women=" + "9" * 5000], "is not NAME=NUMBER"),
        ([*BRANCH, "--measure", "women=1", "--measure", "women=1"], "women is given twice"),
        ([*BRANCH, "--declared", "full=1", "--declared", "full=2"], "full is given twice"),
        ([*BRANCH, "--measure", "total_members=1"], "use --total-members instead"),
        ([*BRANCH, "--on", "2026-02-30"], "--on 2026-02-30 is not a day"),
        ([*BRANCH, "--on", "tomorrow"], "--on tomorrow is not a day: write it like 2026-05-03"),
        ([*BRANCH, "--on", "9999-12-31"], "The day 9999-12-31 is too far away"),
        ([*BRANCH, "--country", "UK"], "--country UK is not a country"),
        ([*BRANCH, "--colour", "red"], "No such option"),
        ([*BRANCH, "another.toml"], "unexpected extra argument"),
    ],
)
def test_what_was_typed_wrongly_is_told_in_one_line_and_ends_with_2(file, words, told):
    done = type_in("quote", file, *words, "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 6000


def test_a_country_may_be_written_small(file):
    assert quote(file, *BRANCH, "--country", "gb")["rule"] == 1


@pytest.mark.parametrize("command", ["quote", "check"])
def test_without_a_file_it_ends_with_2(command, tmp_path):
    for words in ([], [tmp_path / "no.toml"], [tmp_path], ["\0"]):
        done = type_in(command, *words)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("command", ["quote", "check"])
def test_what_is_no_text_or_far_too_long_ends_with_2(command, tmp_path):
    file = tmp_path / "scale.toml"
    file.write_bytes(b"[scale]\nid = '\xff'\n")
    done = type_in(command, file)
    assert (done.exit_code, done.stderr) == (
        2,
        f"Error: {file}:2: this is not UTF-8: save the file as UTF-8.\n",
    )
    file.write_bytes(b"#" * 10_000_000)
    done = type_in(command, file)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert f"is too large for a fee scale: more than {LARGEST:,} bytes" in done.stderr


def test_a_faulty_scale_gives_no_quote_and_names_its_first_fault(file):
    text = file.read_text("utf-8").replace('"0.18"', "0.18")
    file.write_text(text, "utf-8")
    told = 'rate = 0.18 is a float; write it in quotes: rate = "0.18"'
    assert type_in("quote", file).stderr == f"Error: {file}:12: {told}\n"
    file.write_text(text.replace("per = 50", "per = 0"), "utf-8")
    done = type_in("quote", file)
    assert done.stderr.endswith(f" (and 1 more: hov-donate fee-scales check {file})\n")
    assert done.exit_code == 2


def test_check_prints_every_fault_with_its_line_and_ends_with_1(file):
    text = file.read_text("utf-8").replace('"0.18"', "0.18").replace('"GBP"', '"QQQ"')
    file.write_text(text, "utf-8")
    done = type_in("check", file)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        f'{file}:3: currency = "QQQ" is not known; write its three capital letters, such as "GBP"',
        f'{file}:12: rate = 0.18 is a float; write it in quotes: rate = "0.18"',
    ]


def test_check_of_a_sound_scale_ends_with_0_and_warns_of_what_is_odd(file):
    done = type_in("check", file)
    assert (done.exit_code, done.stdout) == (0, f"{file} is sound.\n")
    falling = rule('{ steps = [ { upto = 9, base = "2" }, { base = "1" } ] }')
    file.write_text(scale_text(falling), "utf-8")
    assert type_in("check", file).stdout.splitlines() == [
        f"{file}:10: warning: Rule 1: above 9 members the fee falls from £2.00 to £1.00",
        f"{file} is sound.",
    ]


def test_it_needs_no_settings_no_database_and_no_stripe_key(file, tmp_path):
    program = Path(sys.executable).with_name("hov-donate")
    done = subprocess.run(
        [program, "fee-scales", "check", str(file)],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "nonsense", "PYTHONUTF8": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{file} is sound.\n", "")


def test_a_command_that_is_not_there_is_told_in_one_line():
    found = CliRunner().invoke(fee_scales, ["qoute"])
    assert found.exit_code == 2
    assert found.stderr == "Error: No such command 'qoute'. Did you mean 'quote'?\n"
