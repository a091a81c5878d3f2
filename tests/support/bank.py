"""An account at a bank, and files of it that are brought in the way the office does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from hov_donate.cashbox.rules import BoxRefusedError
from hov_donate.core.money import Money
from hov_donate.donations.offline.rules import OfflineRefusedError
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.reconciliation.bank.models import (
    BankAccount,
    BankImport,
    BankLine,
    BankProposal,
    BankSettlement,
)
from hov_donate.reconciliation.bank.operations import (
    confirm_import,
    confirm_proposal,
    open_account,
    take_back,
)
from hov_donate.reconciliation.bank.operations.proposing import found_for
from hov_donate.reconciliation.bank.operations.settling import name_of
from hov_donate.reconciliation.bank.processes import Statements
from hov_donate.reconciliation.bank.queries.unshown import unshown_until
from hov_donate.reconciliation.bank.rules.kinds import LineRefusedError, ProposalKind, Surety
from hov_donate.reconciliation.bank.rules.matching import Proposal
from hov_donate.reconciliation.statements.profiles import Profile
from hov_donate.web.parts import Parts
from tests.support.office import Office
from tests.support.statement_files import IBAN, Moved, csv_file

STAFF = "staff:1"
PROFILE = Profile(day="Date", amount="Amount", payer="Description", reference="Reference")


@dataclass
class Bank:
    """One account of an installation."""

    parts: Parts
    account: BankAccount

    @property
    def statements(self) -> Statements:
        """What reads files."""
        return Statements(self.parts.settings, self.parts.database, self.parts.seal)

    def look(self, content: bytes, profile: Profile | None = PROFILE) -> BankImport:
        """Upload a file."""
        return self.statements.look(
            content, account_id=self.account.id, profile=profile, actor=STAFF
        )

    def bring_in(self, content: bytes, profile: Profile | None = PROFILE) -> BankImport:
        """Upload a file and confirm it."""
        kept = self.look(content, profile)
        with self.parts.database.writing() as work:
            confirm_import(work, import_id=kept.id, actor=STAFF, seen=kept.alike)
        assert self.statements.go_on(kept.id)
        with self.parts.database.reading() as session:
            return session.get_one(BankImport, kept.id)

    def lines(self) -> list[BankLine]:
        """Every line, by day."""
        with self.parts.database.reading() as session:
            rows = session.scalars(select(BankLine).order_by(BankLine.booked_on, BankLine.id))
            return list(rows)

    def proposals(self, line: BankLine) -> list[BankProposal]:
        """What is kept of what a line may be."""
        with self.parts.database.reading() as session:
            rows = session.scalars(
                select(BankProposal)
                .where(BankProposal.line_id == line.id)
                .order_by(BankProposal.place)
            )
            return list(rows)

    def confirm(self, line: BankLine, seen: str = "") -> BankSettlement:
        """Press the button of a line's first proposal."""
        with self.parts.database.writing() as work:
            first = found_for(work.session, [line], self.parts.seal)[line.id]
            return confirm_proposal(
                work,
                line_id=line.id,
                seen=seen or name_of(first[0]),
                actor=STAFF,
                settings=self.parts.settings,
                seal=self.parts.seal,
            )

    def told(self, *lines: Moved) -> list[BankLine]:
        """A statement comes; its lines in their order."""
        self.bring_in(csv_file(lines))
        return self.lines()[-len(lines) :]

    def may_be(self, line: BankLine) -> list[Proposal]:
        """What a line is taken for now."""
        with self.parts.database.reading() as session:
            return found_for(session, [line], self.parts.seal)[line.id]

    def sure(self, line: BankLine) -> list[tuple[ProposalKind, Surety]]:
        """What a line is taken for, and how surely."""
        return [(it.kind, it.surety) for it in self.may_be(line)]

    def says(self, act: Callable[..., BankSettlement], line: BankLine, **more) -> BankSettlement:
        """Somebody says what a line is."""
        with self.parts.database.writing() as work:
            return act(work, line_id=line.id, actor=STAFF, **more)

    @property
    def known(self) -> dict[str, object]:
        """What is needed to say that a line is somebody's."""
        return {"settings": self.parts.settings, "seal": self.parts.seal}

    def undo(self, line: BankLine) -> BankSettlement:
        """What was said of a line is taken back."""
        return self.says(take_back, line, words="a mistake", **self.known)

    def rows(self, table):
        """Everything of a table."""
        with self.parts.database.reading() as session:
            return session.scalars(select(table)).all()

    def unshown(self) -> list[ProposalKind]:
        """What is in the books of this year and on no line."""
        with self.parts.database.reading() as session:
            return [it.kind for it in unshown_until(session, date(2026, 12, 31), "Europe/London")]

    def books(self, account: Account = Account.BANK) -> int:
        """What stands on an account of the books, in pence."""
        with self.parts.database.reading() as session:
            return balances(session, account).get("GBP", Money(0, "GBP")).minor


def refused(act: Callable[..., object], *args, **more) -> object:
    """Why something cannot be said of a line."""
    with pytest.raises((LineRefusedError, BoxRefusedError, OfflineRefusedError)) as caught:
        act(*args, **more)
    return caught.value.fault  # type: ignore[attr-defined]


def bank_of(parts: Parts) -> Bank:
    """An account, opened with nothing on it."""
    with parts.database.writing() as work:
        account = open_account(
            work,
            name="Campaign account",
            number=IBAN,
            opening=Money(0, "GBP"),
            opening_on=date(2026, 1, 1),
            actor=STAFF,
        )
    return Bank(parts, account)


@pytest.fixture
def bank(office: Office) -> Bank:
    """An account at a bank, on each engine."""
    return bank_of(office.parts)
