"""Reading a whole file."""

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NoReturn

from babel.numbers import list_currencies

from hov_donate.affiliations.rules.kinds import KINDS
from hov_donate.affiliations.rules.matching import reachable
from hov_donate.affiliations.rules.reading.faults import Fault, ScaleFaultsError
from hov_donate.affiliations.rules.reading.functions import ANY, Kept, coins
from hov_donate.affiliations.rules.reading.numbers import FloatText
from hov_donate.affiliations.rules.reading.places import places
from hov_donate.affiliations.rules.reading.rule import read_rule
from hov_donate.affiliations.rules.reading.table import Notes, Table
from hov_donate.affiliations.rules.reading.words import read_countries
from hov_donate.affiliations.rules.reading.year import read_arrears, read_year
from hov_donate.affiliations.rules.scale import Rule, Scale
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.core.i18n import N_

# Characters; real scales have a few thousand.
LARGEST = 200_000
SYNTAX_ERROR = re.compile(
    r"(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)"
)
MOST_RULES = 200
# Each dot of a key is a table in a table, for which `tomllib` needs the square of the time.
MOST_DOTS = 200
TOO_DEEP = N_("lists or tables are nested too deeply")
AS_THE_MANUAL = N_("write them as docs/fee-scales.md does")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
RULES_MEND = N_("write at least one [[rules]] heading with a fee under it")
SYNTAX_MEND = N_("mend the line; a table in { } stands on one line, a list may take more")
YEAR_MEND = N_('write a [year] heading with kind = "fixed" or kind = "anniversary" under it')
SCALE_MEND = N_("write a [scale] heading with id, currency and effective_from under it")


def read_scale(text: str) -> Scale:
    """The scale that a TOML text describes. Raises ScaleFaultsError with everything wrong in it."""
    plain = text.removeprefix("\ufeff")
    if len(plain) > LARGEST:
        _refuse(1, N_("the file is too large for a fee scale"), N_("give the right file"))
    root = _parse(plain)
    scale = _read(root)
    root.close()
    if root.notes.faults:
        raise ScaleFaultsError(root.notes.faults)
    return scale


def _parse(text: str) -> Table:
    _check_depth(text)
    try:
        data = tomllib.loads(text, parse_float=FloatText)
        return Table(data, (), Notes(places(text)))
    except tomllib.TOMLDecodeError as error:
        _refuse_syntax(text, str(error))
    except ValueError:
        _refuse(1, N_("a number is too long to be read"), N_("write it with fewer digits"))
    except RecursionError:
        _refuse(1, TOO_DEEP, AS_THE_MANUAL)


def _check_depth(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            _refuse(number, TOO_DEEP, AS_THE_MANUAL)


def _refuse_syntax(text: str, error: str) -> NoReturn:
    found = SYNTAX_ERROR.fullmatch(error)
    line = int(found["line"]) if found and found["line"] else text.rstrip().count("\n") + 1
    said = found["what"] if found else error
    _refuse(line, N_("this is not TOML: %(said)s"), SYNTAX_MEND, said=said)


def _refuse(line: int, what: str, mend: str, **values: object) -> NoReturn:
    raise ScaleFaultsError([Fault(line, "", Sentence(what, values), Sentence(mend, values))])


def _read(root: Table) -> Scale:
    root.require("scale", SCALE_MEND)
    root.require("year", YEAR_MEND)
    kinds = _kinds(root.table("kinds"))
    head = root.table("scale") or Table({}, ("scale",), Notes(root.notes.places))
    currency = _currency(head)
    known = KINDS.keys() | kinds.keys()
    rules = _rules(root, known, coins(currency) if currency else ANY)
    scale = Scale(
        id=_id(head),
        currency=currency,
        effective_from=_day(head, "effective_from"),
        decided_by=head.text("decided_by"),
        countries=read_countries(head, "countries"),
        kinds=kinds,
        year=read_year(root.table("year")),
        rules=rules,
        arrears=read_arrears(root.tables("arrears")),
    )
    head.close()
    return scale


def _rules(root: Table, kinds: Collection[str], coin: Kept) -> tuple[Rule, ...]:
    tables = root.tables("rules", RULES_MEND)
    if len(tables) > MOST_RULES:
        root.fault(
            "rules", N_("there are more than %(most)s rules"), N_("write fewer"), most=MOST_RULES
        )
        tables = []
    rules = tuple(read_rule(table, kinds, coin) for table in tables)
    whens = [rule.when for rule in rules]
    for at, table in enumerate(tables):
        if not reachable(whens[at], whens[:at]):
            table.fault(
                None,
                N_("rule %(rule)s is never reached: earlier rules are for everybody it is for"),
                N_("put it before them, or let its `when` ask for more"),
                rule=at + 1,
            )
    if rules and not whens[-1].everybody:
        tables[-1].fault(
            None,
            N_("the list of rules does not close: the last one has a `when`"),
            N_("add a rule without `when` at the end"),
        )
    return rules


def _id(head: Table) -> str:
    head.require("id", N_('give the version a name, such as id = "gb-2026"'))
    value = head.text("id")
    if value and not ID.fullmatch(value):
        head.fault(
            "id",
            N_("id = %(value)s is not a name"),
            N_("write letters, digits, dots, hyphens and underscores, at most 60"),
        )
    return value


def _currency(head: Table) -> str:
    head.require("currency", N_('say in which currency, such as currency = "GBP"'))
    value = head.text("currency")
    if value and value not in list_currencies():
        head.fault(
            "currency",
            N_("currency = %(value)s is not known"),
            _currency_mend(value),
        )
        return ""
    return value


def _currency_mend(value: str) -> Sentence:
    known = value.upper() in list_currencies()
    return Sentence(
        N_('write its three capital letters, such as "%(code)s"'),
        {"code": value.upper() if known else "GBP"},
    )


def _day(head: Table, key: str) -> date:
    head.require(key, N_("say from when on it holds, such as effective_from = 2026-01-01"))
    value = head.take(key)
    if isinstance(value, str):
        value = _iso_day(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if key in head:
        head.fault(
            key,
            N_("%(key)s = %(value)s is not a day"),
            N_("write year, month and day, such as %(key)s = 2026-01-01"),
        )
    return date.min


def _iso_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None


def _kinds(table: Table | None) -> dict[str, Mapping[str, str]]:
    """Names of declared kinds by language; a lone name is for every language."""
    if table is None:
        return {}
    return {word: _names(table, key) for word, key in table.pick_words(()).items()}


def _names(table: Table, key: str) -> Mapping[str, str]:
    value = table.take(key)
    given = value if isinstance(value, dict) else {"": value}
    names = {lang: name for lang, name in given.items() if isinstance(name, str) and name.strip()}
    if given and len(names) == len(given):
        return names
    table.fault(
        key,
        N_("%(key)s = %(value)s is not a name"),
        N_('write a name in quotes, or one for each language: { en = "Choir", es = "Coro" }'),
    )
    return {}
