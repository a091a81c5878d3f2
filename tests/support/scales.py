"""Fee scales for tests: a file's frame around the rules that a test is about."""

from datetime import date

import pytest

from hov_donate.affiliations.rules.facts import Facts
from hov_donate.affiliations.rules.quoting import Quote, quote
from hov_donate.affiliations.rules.reading import ScaleFaultsError, read_scale
from hov_donate.affiliations.rules.scale import Scale

MAY = date(2026, 5, 3)
# Everything that a scale may have.
SOUND = """\
[scale]
id = "gb-2026"
currency = "GBP"
effective_from = 2026-01-01
decided_by = "AGM 2025-11-15, motion 7"

[year]
kind = "fixed"
starts = "01-01"
rollover_from = "10-01"
proration = "none"
grace_days = 60
reminder_days = [-30, 0, 30, 60]

[[rules]]
when = { kind = ["union_branch", "trades_council"] }
measure = "affiliated_members"
mode = "fixed"
fee = { min = "10.00", max = "900.00", steps = [
    { upto = 100, rate = "0.20" },
    { rate = "0.18", base = "2.00", origin = 100, per = 1, round = "exact" },
] }
delegates = { max = 10, steps = [ { rate = 1, per = 50, round = "ceil" } ] }
votes = { steps = [ { base = 1 } ], extra = [ { measure = "women", steps = [ { base = 1 } ] } ] }
rights = ["speak", "vote"]
approval = "committee"
weights = { full = "1", associate = "2/3" }
multiplier = { by = "income_band", low = "0.25", high = "1" }
addons = [ { when = { overseas = true }, amount = "2.00" } ]
per = "year"
first_term_free = false

[[rules]]
fee = { steps = [ { base = "30.00" } ] }

[[arrears]]
after_months = 3
effect = "no_vote"
[[arrears]]
after_months = 6
effect = "no_voice"
"""

CALENDAR_YEAR = 'kind = "fixed"\nstarts = "01-01"'


def scale_text(
    rules: str,
    *,
    currency: str = "GBP",
    year: str = CALENDAR_YEAR,
    kinds: str = "",
    effective_from: str = "2026-01-01",
) -> str:
    return (
        f'[scale]\nid = "test"\ncurrency = "{currency}"\neffective_from = {effective_from}\n'
        f'decided_by = "AGM"\n[year]\n{year}\n{kinds}\n{rules}\n'
    )


def make_scale(rules: str, **frame: str) -> Scale:
    return read_scale(scale_text(rules, **frame))


def rule(fee: str, **more: str) -> str:
    """A [[rules]] table; `fee` and the rest are TOML."""
    rest = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f"[[rules]]\nfee = {fee}\n{rest}"


def ask(
    scale: Scale,
    kind: str | None = None,
    members: int | None = None,
    *,
    on: date = MAY,
    first: bool = False,
    **facts: object,
) -> Quote:
    known = Facts(kind=kind, affiliated_members=members, **facts)  # type: ignore[arg-type]
    return quote(scale, known, on=on, first=first)


def fee(*args: object, **facts: object) -> str:
    """What `ask` says is to be paid, as the command prints it."""
    return str(ask(*args, **facts).fee).split(" ")[1]  # type: ignore[arg-type]


def per_member(pence: str, **more: str) -> str:
    """So much for each member."""
    return rule(f'{{ steps = [ {{ rate = "{pence}" }} ] }}', **more)


def flat(amount: str, **more: str) -> str:
    """The same for everybody."""
    return rule(f'{{ steps = [ {{ base = "{amount}" }} ] }}', **more)


def faults(text: str) -> list[str]:
    """What is wrong, as lines."""
    with pytest.raises(ScaleFaultsError) as told:
        read_scale(text)
    return str(told.value).splitlines()
