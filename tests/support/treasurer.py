"""A treasurer who goes through a bank statement: all that is certain, then the rest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.reconciliation.bank.models import BankAccount, BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations import (
    GivenByLine,
    Said,
    confirm_import,
    confirm_proposal,
    settle_as,
    settle_batch,
    settle_bounced,
    settle_gift,
)
from hov_donate.reconciliation.bank.operations.proposing import UNSETTLED, found_for
from hov_donate.reconciliation.bank.operations.settling import name_of
from hov_donate.reconciliation.bank.processes import Statements
from hov_donate.reconciliation.bank.queries.balances import Compared, accounts, compared
from hov_donate.reconciliation.bank.queries.unshown import Unshown, unshown_until
from hov_donate.reconciliation.bank.rules.kinds import ProposalKind, Reason, SettlementKind, Surety
from hov_donate.reconciliation.bank.rules.matching import Proposal
from hov_donate.reconciliation.statements.profiles import Profile

ACTOR = "staff:1"


def turn(line: BankLine, found: Sequence[Proposal]) -> tuple[bool, bool, date, int]:
    """When a person comes to a line: what names a slip, day by day, what is like one thing alone.

    What is like nothing comes last.
    """
    named = bool(found) and Reason.SLIP_NUMBER in found[0].reasons
    return (not found, not named, line.booked_on, len(found))


@dataclass
class Treasurer:
    """Settles the lines of an installation's one account."""

    database: Database
    settings: Settings
    seal: IdentitySeal

    def brings_in(self, content: bytes, profile: Profile | None = None) -> None:
        """Upload a file and confirm it."""
        statements = Statements(self.settings, self.database, self.seal)
        with self.database.reading() as session:
            account_id = session.scalars(select(BankAccount.id)).one()
        kept = statements.look(content, account_id=account_id, profile=profile, actor=ACTOR)
        with self.database.writing() as work:
            confirm_import(work, import_id=kept.id, actor=ACTOR, seen=kept.alike)
        assert statements.go_on(kept.id)

    def confirms_what_is_exact(self) -> int:
        """Press the one button until nothing is exact any more; how many lines that settled."""
        done = 0
        for line in self.open_lines():
            with self.database.writing() as work:
                found = found_for(work.session, [line], self.seal)[line.id]
                if found and found[0].surety is Surety.EXACT:
                    self._confirm(work, line, found[0])
                    done += 1
        return done

    def settles_the_rest(self) -> Counter[SettlementKind]:
        """Say of every other line what it may be first, else a gift or expenditure.

        In the order in which anybody would do it, see `turn`.
        """
        said: Counter[SettlementKind] = Counter()
        while lines := self.open_lines():
            with self.database.writing() as work:
                found = found_for(work.session, lines, self.seal)
                line = min(lines, key=lambda it: turn(it, found[it.id]))
                said[self._say(work, line, found[line.id]).kind] += 1
        return said

    def open_lines(self) -> Sequence[BankLine]:
        """What nobody has settled, in the order of the statement."""
        with self.database.reading() as session:
            return session.scalars(
                select(BankLine).where(BankLine.status.in_(UNSETTLED)).order_by(BankLine.id)
            ).all()

    def compares(self) -> list[Compared]:
        """Bank and books, as the first room says it."""
        with self.database.reading() as session:
            return compared(session, accounts(session))

    def unshown(self) -> list[Unshown]:
        """What the books have, and no line shows."""
        with self.database.reading() as session:
            return unshown_until(
                session, self.database.clock.now().date(), self.settings.campaign.time_zone
            )

    def _say(self, work: UnitOfWork, line: BankLine, found: Sequence[Proposal]) -> BankSettlement:
        if not found:
            return self._say_what_nothing_is_like(work, line)
        first = found[0]
        if not first.needs_words:
            return self._confirm(work, line, first)
        target, words = first.target or 0, "The bank says so."
        if first.kind is ProposalKind.BATCH:
            return settle_batch(
                work,
                line_id=line.id,
                batch_id=target,
                words=words,
                actor=ACTOR,
                seal=self.seal,
            )
        return settle_bounced(
            work,
            line_id=line.id,
            item_id=target,
            words=words,
            actor=ACTOR,
            settings=self.settings,
            seal=self.seal,
        )

    def _say_what_nothing_is_like(self, work: UnitOfWork, line: BankLine) -> BankSettlement:
        if line.amount_minor < 0:
            said = Said(SettlementKind.EXPENDITURE, "Leaflets")
            return settle_as(work, line_id=line.id, said=said, actor=ACTOR, seal=self.seal)
        return settle_gift(
            work,
            line_id=line.id,
            given=GivenByLine(),
            actor=ACTOR,
            settings=self.settings,
            seal=self.seal,
        )

    def _confirm(self, work: UnitOfWork, line: BankLine, meant: Proposal) -> BankSettlement:
        return confirm_proposal(
            work,
            line_id=line.id,
            seen=name_of(meant),
            actor=ACTOR,
            settings=self.settings,
            seal=self.seal,
        )
