"""Looking at a file before anything of it is kept: what is new, what the books have."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.reconciliation.bank.models import BankAccount
from hov_donate.reconciliation.bank.queries.known import in_books, unmet
from hov_donate.reconciliation.bank.rules.twins import canonical, look_alikes, ordinals
from hov_donate.reconciliation.statements.lines import Format, Statement, StatementLine
from hov_donate.reconciliation.statements.profiles import Profile
from hov_donate.reconciliation.statements.reading import Expected, format_of, read_statement


@dataclass(frozen=True)
class Read:
    """A file that could be read, every line of it, with its lines from the oldest day on.

    `prints` are each line's fingerprints, under every key.
    """

    content: bytes
    form: Format
    profile: Profile | None
    statement: Statement
    prints: Sequence[Sequence[str]]

    @property
    def sha256(self) -> str:
        """What names the file."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day on which something was booked."""
        lines = self.statement.lines
        return (lines[0].booked_on, lines[-1].booked_on) if lines else None


@dataclass(frozen=True)
class Look:
    """What bringing in a file would do: its lines, with the number of each new one among equals."""

    read: Read
    ordinals: Sequence[int | None]
    alike: int

    @property
    def fresh(self) -> list[tuple[StatementLine, str, int]]:
        """The new lines: each with its fingerprint and its number among equal ones."""
        rows = zip(self.read.statement.lines, self.read.prints, self.ordinals, strict=True)
        return [(line, prints[0], number) for line, prints, number in rows if number]


def read_file(
    content: bytes,
    account: BankAccount,
    profile: Profile | None,
    *,
    today: date,
    seal: IdentitySeal,
) -> Read:
    """Read a file of an account, without looking into the books. Raises UnreadableError."""
    form = format_of(content)
    expected = Expected(account.number, account.currency, today)
    statement = read_statement(content, form, expected, profile)
    lines = tuple(_oldest_first(statement.lines))
    return Read(
        content=content,
        form=form,
        profile=profile if form is Format.CSV else None,
        statement=replace(statement, lines=lines),
        prints=[seal.fingerprints(canonical(line)) for line in lines],
    )


def look(session: Session, account_id: int, read: Read) -> Look:
    """What bringing in a file would do now."""
    found = in_books(session, account_id, read.prints)
    numbers = ordinals([prints[0] for prints in read.prints], found)
    days = read.days
    left = unmet(session, account_id, days, read.prints) if days else []
    new = [
        (line.booked_on, line.amount.minor)
        for line, number in zip(read.statement.lines, numbers, strict=True)
        if number
    ]
    return Look(read, numbers, look_alikes(new, left))


def _oldest_first(lines: Sequence[StatementLine]) -> list[StatementLine]:
    """By day; within a day as the bank has them, which writes the newest first as often as last."""
    turned = bool(lines) and lines[0].booked_on > lines[-1].booked_on
    return sorted(reversed(lines) if turned else lines, key=lambda line: line.booked_on)
