"""Files are brought in a step in a transaction, so that a killed worker or page goes on there."""

import time
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database
from hov_donate.ledger.rules import booking_day
from hov_donate.reconciliation.bank.looking import Read, look, read_file
from hov_donate.reconciliation.bank.models import BankAccount, BankFile, BankImport, BankLine
from hov_donate.reconciliation.bank.operations.importing import (
    bring_in,
    drop_unreadable,
    keep_look,
    seal_lines,
)
from hov_donate.reconciliation.bank.operations.proposing import match_batch, propose_anew
from hov_donate.reconciliation.bank.rules.kinds import ImportStatus
from hov_donate.reconciliation.statements.faults import UnreadableError
from hov_donate.reconciliation.statements.profiles import Profile, unpacked

# Books are kept six years after the year they are of (gov.uk/keeping-your-pay-tax-records has five
# years after a return; an association's own rules, six): then nobody needs to know who paid.
WORDS_KEPT = timedelta(days=7 * 366)


class Statements:
    """Reads files into the books of one installation."""

    def __init__(self, settings: Settings, database: Database, seal: IdentitySeal) -> None:
        """With the campaign's days, and the seal for what names people."""
        self.settings = settings
        self.database = database
        self.seal = seal

    def look(
        self, content: bytes, *, account_id: int, profile: Profile | None, actor: str
    ) -> BankImport:
        """Look at a file and keep it sealed until a person decides.

        Raises UnreadableError, and then keeps nothing; LookupError for no such account.
        """
        with self.database.reading() as session:
            account = _account(session, account_id)
            read = self._read(content, account, profile)
            seen = look(session, account_id, read)
        with self.database.writing() as work:
            return keep_look(work, account_id=account_id, seen=seen, seal=self.seal, actor=actor)

    def try_out(self, content: bytes, *, account_id: int, profile: Profile) -> Read:
        """What a profile makes of a file; nothing is kept. Raises UnreadableError, LookupError."""
        with self.database.reading() as session:
            return self._read(content, _account(session, account_id), profile)

    def step(self, import_id: int) -> bool:
        """The next step of an import that was confirmed; False when there is none.

        The first brings in every line in one transaction, the others find out what some may be.
        """
        if self._confirmed(import_id):
            try:
                self._bring_in(import_id)
            except UnreadableError:
                with self.database.writing() as work:
                    drop_unreadable(work, import_id=import_id)
            return True
        with self.database.writing() as work:
            return match_batch(work, import_id=import_id, seal=self.seal)

    def _confirmed(self, import_id: int) -> bool:
        with self.database.reading() as session:
            kept = session.get_one(BankImport, import_id)
            return kept.status is ImportStatus.CONFIRMED

    def _bring_in(self, import_id: int) -> None:
        """Read and seal with no transaction open, which takes a while, then bring all in at once.

        Another one that was quicker has taken the file away. Raises UnreadableError.
        """
        with self.database.reading() as session:
            kept, file = session.get_one(BankImport, import_id), session.get(BankFile, import_id)
            if file is None:
                return
            account = session.get_one(BankAccount, kept.account_id)
            read = self._read_again(kept, account, file)
            numbers = look(session, kept.account_id, read).ordinals
        new = {place for place, number in enumerate(numbers) if number}
        sealed = seal_lines(self.seal, read, new)
        with self.database.writing() as work:
            bring_in(work, import_id=import_id, read=read, sealed=sealed)

    def go_on(self, import_id: int, *, seconds: float | None = None) -> bool:
        """Go on with an import to its end, or for so long; whether it has ended."""
        until = None if seconds is None else time.monotonic() + seconds
        while self.step(import_id):
            if until is not None and time.monotonic() > until:
                return False
        return True

    def go_on_with_all(self) -> None:
        """What the worker does: go on with every import that was confirmed."""
        with self.database.reading() as session:
            waiting = session.scalars(
                select(BankImport.id)
                .where(BankImport.status.in_([ImportStatus.CONFIRMED, ImportStatus.MATCHING]))
                .order_by(BankImport.id)
            ).all()
        for import_id in waiting:
            self.go_on(import_id)

    def propose_again(self) -> None:
        """Find out anew what every unsettled line may be: what it is for may have come since."""
        after: int | None = 0
        while after is not None:
            with self.database.writing() as work:
                after = propose_anew(work, after=after, seal=self.seal)

    def forget_words(self) -> None:
        """Forget who paid on lines so old that nobody asks; days and amounts stay."""
        with self.database.writing() as work:
            before = booking_day(work.now, self.settings.campaign.time_zone) - WORDS_KEPT
            work.session.execute(
                update(BankLine)
                .where(BankLine.booked_on < before, BankLine.sealed.is_not(None))
                .values(sealed=None)
            )

    def _read(self, content: bytes, account: BankAccount, profile: Profile | None) -> Read:
        now = self.database.clock.now()
        today = booking_day(now, self.settings.campaign.time_zone)
        return read_file(content, account, profile, today=today, seal=self.seal)

    def _read_again(self, kept: BankImport, account: BankAccount, file: BankFile) -> Read:
        content = self.seal.open_text(file.sealed).encode("latin-1")
        return self._read(content, account, unpacked(kept.profile) if kept.profile else None)


def _account(session: Session, account_id: int) -> BankAccount:
    found = session.get(BankAccount, account_id)
    if found is None:
        raise LookupError(f"no bank account {account_id}")
    return found
