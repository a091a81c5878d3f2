"""How the rows of the audit log hang together. Pure: an auditor can reckon it with any tool."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

# What the first row is sealed to, and the head of an empty log.
BEGINNING = "0" * 64
FORM = 1
# So many changes of one unit of work are told one by one; of the rest only the number is kept.
MOST_CHANGES = 50
LONGEST_SUBJECT = 200
LONGEST_REASON = 500
LONGEST_ACTION = 100


class AuditKind(StrEnum):
    """What someone did."""

    CHANGED = "changed"
    ACTED = "acted"
    SEARCHED = "searched"
    SEEN = "seen"
    NAMES_OPENED = "names_opened"
    EXPORTED = "exported"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"


class Fault(StrEnum):
    """What is wrong with a row, or with the end of the log."""

    MISSING = "missing"
    MOVED = "moved"
    ALTERED = "altered"
    CUT_OFF = "cut_off"
    OTHER_HEAD = "other_head"


@dataclass
class Deed:
    """What a person is about: one request of the office, or one command.

    `actor` is as histories have it, `action` the view or the command, `subject` names things by
    opaque keys, `kind` is what its changes are. `noted` counts the rows that the log got of it.
    """

    actor: str
    action: str
    subject: str = ""
    reason: str = ""
    kind: AuditKind = AuditKind.CHANGED
    noted: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Told:
    """What a row of the log says, before it is sealed. `people` is how many it let be seen."""

    at: datetime
    kind: AuditKind
    actor: str
    action: str
    subject: str
    reason: str
    people: int | None
    changes: Sequence[Mapping[str, Any]]
    left_out: int


@dataclass(frozen=True)
class Head:
    """The newest row: its number and its seal. Whoever keeps it holds all rows up to it."""

    number: int
    seal: str

    def __str__(self) -> str:
        """As it is printed and typed again."""
        return f"{self.number}-{self.seal}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """The head that was printed. Raises ValueError for anything else."""
        number, _, seal = text.strip().lower().partition("-")
        if not (number.isascii() and number.isdigit() and len(seal) == len(BEGINNING)):
            raise ValueError(f"not a head of the audit log: {text!r}")
        return cls(int(number), seal)


def sealed(number: int, told: Told, previous: str) -> str:
    """The seal of a row: SHA-256, in hex, over a JSON list of all it says and the seal before.

    ASCII only, no blanks, keys sorted, the moment in UTC with microseconds.
    """
    moment = told.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [FORM, number, moment, told.kind.value, told.actor, told.action, told.subject]
    more = [told.reason, told.people, list(told.changes), told.left_out, previous]
    text = json.dumps([*said, *more], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
