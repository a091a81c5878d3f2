"""`hov-donate fee-scales`: quote from a scale's file, or check one. Needs no settings."""

import json
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from hov_donate.affiliations.rules.facts import Facts, QuoteError
from hov_donate.affiliations.rules.quoting import Quote, quote
from hov_donate.affiliations.rules.reading import LARGEST, Fault, ScaleFaultsError, read_scale
from hov_donate.affiliations.rules.reading.table import as_word
from hov_donate.affiliations.rules.reading.words import COUNTRIES
from hov_donate.affiliations.rules.remarks import remarks
from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS, TOTAL_MEMBERS, Scale
from hov_donate.affiliations.words import render_explained, told
from hov_donate.core.clock import SystemClock
from hov_donate.core.i18n import SOURCE_LANGUAGE, translator

OPTIONS = {AFFILIATED_MEMBERS: "--affiliated-members", TOTAL_MEMBERS: "--total-members"}
COUNT = re.compile(r"(?P<name>[^=]+)=(?P<number>-?[0-9]{1,18})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ENGLISH = translator(SOURCE_LANGUAGE)
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class _BadInputError(click.ClickException):
    """One line, and exit status 2."""

    exit_code = 2


def _refuse(why: str) -> NoReturn:
    raise _BadInputError(" ".join(why.split()))


class _OneLine(click.Command):
    """Tells what is wrong with what was typed in one line, without the usage."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            _refuse(error.format_message())


def _day(_: click.Context, __: click.Parameter, given: str | None) -> date:
    if given is None:
        return SystemClock().now().date()
    try:
        return date.fromisoformat(given if DAY.fullmatch(given) else "")
    except ValueError:
        _refuse(f"--on {given} is not a day: write it like 2026-05-03.")


def _word(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    """As scales keep words: `Low-waged` is `low_waged`; an empty one is none."""
    return as_word(given) or None


def _country(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    if given is None or given.upper() in COUNTRIES:
        return given and given.upper()
    _refuse(f"--country {given} is not a country: write its two letters, such as GB.")


def _counts(_: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, int]:
    """`name=number`, each name once."""
    counts: dict[str, int] = {}
    for text in given:
        read = COUNT.fullmatch(text)
        if read is None:
            _refuse(f"{param.opts[0]} {text} is not NAME=NUMBER, such as women=120.")
        name = as_word(read["name"])
        if name in counts:
            _refuse(f"{param.opts[0]} {name} is given twice: give it once.")
        if name in OPTIONS:
            _refuse(f"{param.opts[0]} {name}: use {OPTIONS[name]} instead.")
        counts[name] = int(read["number"])
    return counts


def _facts_options(command: Decorated) -> Decorated:
    options = (
        click.option("--kind", callback=_word, help="Such as union_branch or individual."),
        click.option("--affiliated-members", type=int, help="Members affiliated on."),
        click.option("--total-members", type=int, help="Members in total."),
        click.option("--class", "member_class", callback=_word, help="Such as waged or student."),
        click.option("--country", callback=_country, help="Two letters, such as GB."),
        click.option("--income-band", callback=_word, help="A word of the scale's, such as low."),
        click.option(
            "--measure", "measures", multiple=True, callback=_counts, metavar="NAME=NUMBER",
            help="Anything else that the scale counts; repeatable.",
        ),
        click.option(
            "--declared", multiple=True, callback=_counts, metavar="CLASS=NUMBER",
            help="Members of a class, for scales with weights; repeatable.",
        ),
        click.option("--overseas", is_flag=True, help="Lives or sits overseas."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


class _OneLineGroup(click.Group):
    """Tells a command that is not there in one line."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            _refuse(error.format_message())


@click.group(cls=_OneLineGroup)
def fee_scales() -> None:
    """What affiliation costs, by a scale in a TOML file (docs/fee-scales.md)."""


@fee_scales.command("quote", cls=_OneLine)
@click.argument("file")
@_facts_options
@click.option("--on", callback=_day, help="The day of joining or renewing; today if left out.")
@click.option("--first", is_flag=True, help="A first affiliation; otherwise it is a renewal.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def quote_command(file: str, *, on: date, first: bool, as_json: bool, **facts: Any) -> None:
    """What somebody pays and gets under the scale in FILE.

    Exit status 2 when what was typed or the scale is not right, or a fact is missing that the rule
    needs.
    """
    scale = _sound_scale(file)
    try:
        found = quote(scale, Facts(**facts), on=on, first=first)
    except QuoteError as error:
        _refuse(told(error.sentence, ENGLISH))
    click.echo(json.dumps(_as_data(found), ensure_ascii=False) if as_json else _as_text(found))


@fee_scales.command("check", cls=_OneLine)
@click.argument("file")
def check_command(file: str) -> None:
    """Whether the scale in FILE can be used.

    Exit status 1 with every fault, one on a line with its place and its mend; 2 when there is no
    such file.
    """
    text = _text(file)
    try:
        scale = read_scale(text)
    except ScaleFaultsError as error:
        for fault in error.faults:
            click.echo(_line(file, fault))
        sys.exit(1)
    for remark in remarks(scale):
        click.echo(f"{file}:{remark.line}: warning: {told(remark.sentence, ENGLISH)}")
    click.echo(f"{file} is sound.")


def _sound_scale(file: str) -> Scale:
    try:
        return read_scale(_text(file))
    except ScaleFaultsError as error:
        first, *others = (_line(file, fault) for fault in error.faults)
        more = f" (and {len(others)} more: hov-donate fee-scales check {file})" if others else ""
        _refuse(first + more)


def _line(file: str, fault: Fault) -> str:
    return f"{file}:{fault.line}: {told(fault.what, ENGLISH)}; {told(fault.mend, ENGLISH)}"


def _text(file: str) -> str:
    """What is in the file; no more is read than a scale may have."""
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        _refuse(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}")
    if len(data) > LARGEST:
        _refuse(f"{file} is too large for a fee scale: more than {LARGEST:,} bytes.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        _refuse(f"{file}:{line}: this is not UTF-8: save the file as UTF-8.")


def _as_data(found: Quote) -> dict[str, object]:
    return {
        "fee": str(found.fee).split(" ", 1)[1],
        "currency": found.currency,
        "mode": found.mode,
        "rule": found.rule,
        "delegates": found.delegates,
        "votes": found.votes,
        "rights": found.rights,
        "approval": found.approval,
        "term": {"from": found.term.first.isoformat(), "to": found.term.last.isoformat()},
        "explain": render_explained(ENGLISH, found.explain),
    }


def _as_text(found: Quote) -> str:
    rows = {
        "fee": f"{found.fee} ({found.mode})",
        "term": f"{found.term.first} to {found.term.last}",
        "delegates": found.delegates,
        "votes": found.votes,
        "rights": ", ".join(found.rights) or "none",
        "approval": found.approval,
    }
    lines = (f"{name:<11}{value}" for name, value in rows.items())
    told_sum = (f"  {line}" for line in render_explained(ENGLISH, found.explain))
    return "\n".join([*lines, "", *told_sum])
