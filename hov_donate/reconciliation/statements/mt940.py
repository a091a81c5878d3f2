"""MT940, SWIFT's customer statement. The library reads its tags; lines and sums are ours.

The library reads a whole file with tolerance, and names no line; so each tag is given to it alone.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from mt940.models import Transactions
from mt940.options import Options
from mt940.tags import AccountIdentification, FinalOpeningBalance, Tag
from mt940.tags import Statement as StatementTag

from hov_donate.reconciliation.statements.decoding import decoded
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Balance, Statement, StatementLine
from hov_donate.reconciliation.statements.values import exact

# It logs whatever it cannot read, and that names payers.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)

_BEGINS = re.compile(r":(\d{2}[A-Z]?|NS):(.*)")
_ENVELOPE = re.compile(r"\{[1-5]:.*|-(\}.*|XXX)?|:940:|\s*")
_SUBFIELD = re.compile(r"\?(\d\d)")
_SLASHED = re.compile(r"/([A-Z]{4})/")
_LINE = r"\d{6}(\d{4}|\s{4})?R?[CD][A-Z]?\s?(?=[\d,]{1,15}(?![\d,]))\d+(,\d*)?[\s\S]*"
_BALANCE = r"[CD]\d{6}[A-Z]{3}\d+(,\d*)?\s*"
_OPENINGS, _CLOSINGS = ("60F", "60M"), ("62F", "62M")
# After these a `-` ends the statement; within words it is one of theirs.
_LAST = {*_CLOSINGS, "64", "65"}
# German and Austrian banks: what the money is for, and who is on the other side.
_PURPOSE = {f"{number:02}" for number in (*range(20, 30), *range(60, 64))}
_PARTY = {"32", "33"}
_NOTHING = "NONREF"


# The standard gives `:86:` six lines of 65 characters; some banks take several times as many.
MOST_FIELD_LINES = 100


@dataclass(frozen=True)
class Field:
    """A tag with its value, which may go over several lines; `line` is where it begins."""

    tag: str
    line: int
    parts: list[str]

    @cached_property
    def value(self) -> str:
        """All of its lines."""
        return "\n".join(self.parts)

    def add(self, written: str) -> None:
        """One more line. Raises UnreadableError for more than any bank writes."""
        if len(self.parts) == MOST_FIELD_LINES:
            raise UnreadableError(Fault.FIELD_TOO_LONG, self.line, self.parts[0])
        self.parts.append(written)


def read_mt940(content: bytes, currency: str) -> list[Statement]:
    """The statements of a file, page by page. Raises UnreadableError."""
    found = [_statement(fields, currency) for fields in _statements(decoded(content))]
    if not found:
        raise UnreadableError(Fault.NOT_A_STATEMENT)
    return found


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of fields, with their numbers; Dutch banks write others before a statement."""
    tag = ""
    for number, written in enumerate(text.split("\n"), 1):
        if begins := _BEGINS.match(written):
            tag = begins[1]
        if _ENVELOPE.fullmatch(written):
            tag = "" if written.startswith("-") and tag in _LAST else tag
        elif tag or written.startswith(":"):
            yield number, written


def _fields(text: str) -> Iterator[Field]:
    current: Field | None = None
    for number, written in _lines(text):
        begins = _BEGINS.match(written)
        if begins:
            if current:
                yield current
            current = Field(begins[1], number, [begins[2]])
        elif current is None:
            raise UnreadableError(Fault.BAD_TAG, number, written)
        else:
            current.add(written)
    if current:
        yield current


def _statements(text: str) -> Iterator[list[Field]]:
    """Each statement's fields: one begins with every `:20:`."""
    found: list[Field] = []
    for field in _fields(text):
        if field.tag == "20" and found:
            yield found
            found = []
        found.append(field)
    if any(field.tag in {"61", *_OPENINGS, *_CLOSINGS} for field in found):
        yield found


def _statement(fields: list[Field], currency: str) -> Statement:
    lines: list[StatementLine] = []
    opening = closing = None
    account = ""
    for at, field in enumerate(fields):
        if field.tag == "61":
            lines.append(_line(field, _told(fields, at), currency))
        elif field.tag == "25":
            account = str(_read(AccountIdentification(), field)["account_identification"]).strip()
        elif field.tag in _OPENINGS:
            opening = opening or _balance(field, currency)
        elif field.tag in _CLOSINGS:
            closing = _balance(field, currency)
    return Statement(tuple(lines), account, opening, closing, number=fields[0].line)


def _told(fields: list[Field], at: int) -> str:
    """What the bank tells of the line at a place: the next field, if it is that."""
    following = fields[at + 1] if at + 1 < len(fields) else None
    return following.value if following and following.tag == "86" else ""


def _read(tag: Tag, field: Field) -> dict[str, Any]:
    """What the library reads in a tag. Its errors are many, and none names a line."""
    try:
        context = Transactions(options=Options.all())
        return dict(tag(context, dict(tag.parse(context, field.value))))
    except (RuntimeError, ValueError, TypeError, ArithmeticError) as error:
        raise UnreadableError(Fault.BAD_TAG, field.line, field.value) from error


def _balance(field: Field, currency: str) -> Balance:
    _whole(field, _BALANCE)
    read = _read(FinalOpeningBalance(), field)["final_opening_balance"]
    if read.amount.currency != currency:
        raise UnreadableError(Fault.OTHER_CURRENCY, field.line, str(read.amount.currency))
    amount = exact(str(abs(read.amount.amount)), currency, field.line, field.value)
    return Balance(-amount if field.value.startswith("D") else amount, _plain_day(read.date))


def _line(field: Field, told: str, currency: str) -> StatementLine:
    _whole(field, _LINE)
    read = _read(StatementTag(), field)
    size = exact(str(abs(read["amount"].amount)), currency, field.line, field.value)
    # The library signs what is booked back as what it undoes; money went when it says D or RC.
    mark = str(read["status"])
    value_on = _plain_day(read["date"])
    entry = read.get("entry_date")
    payer, purpose = _parties(told)
    own = str(read.get("customer_reference") or "").strip()
    extra = str(read.get("extra_details") or "").strip()
    texts = [purpose, "" if own == _NOTHING else own, extra]
    return StatementLine(
        number=field.line,
        booked_on=_plain_day(entry) if isinstance(entry, date) else value_on,
        amount=-size if mark in {"D", "RC"} else size,
        payer=payer,
        reference=" ".join(text for text in texts if text),
        value_on=value_on,
        bank_id=str(read.get("bank_reference") or "").strip(),
    )


def _whole(field: Field, form: str) -> None:
    """Refuse what the library would read a part of."""
    if not re.fullmatch(form, field.value):
        raise UnreadableError(Fault.BAD_TAG, field.line, field.value)


def _plain_day(day: date) -> date:
    return date(day.year, day.month, day.day)


def _parties(told: str) -> tuple[str, str]:
    """Who is on the other side, and what it is for: in `?` fields, in `/…/` codes, or as it is."""
    joined = told.replace("\n", "")
    pieces = _SUBFIELD.split(joined)
    if len(pieces) > 1 and re.fullmatch(r"\d{3}", pieces[0].strip()):
        named = list(zip(pieces[1::2], pieces[2::2], strict=True))
        party = "".join(text for code, text in named if code in _PARTY)
        return _plain(party), _plain("".join(text for code, text in named if code in _PURPOSE))
    coded = dict(zip(*[iter(_SLASHED.split(joined)[1:])] * 2, strict=True))
    if "NAME" in coded:
        return _plain(coded["NAME"].strip("/")), _plain(coded.get("REMI", "").strip("/"))
    return "", _plain(told)


def _plain(text: str) -> str:
    return " ".join(text.split())
