"""Files: looked at, confirmed by a person, brought in whole or not at all."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.reconciliation.bank.looking import Look, Read, look
from hov_donate.reconciliation.bank.models import BankAccount, BankFile, BankImport, BankLine
from hov_donate.reconciliation.bank.rules.kinds import ImportStatus, LineStatus
from hov_donate.reconciliation.bank.texts import sealed_words
from hov_donate.reconciliation.statements.lines import Doubt, StatementLine

# Nobody decides about a file that was looked at yesterday.
KEPT_FOR = timedelta(days=1)
LONGEST_ID = 80
AT_ONCE = 1000
# A line of the file with its words sealed, made outside the transaction because sealing is slow.
Sealed = dict[int, bytes | None]


class ImportRefusedError(UserError):
    """A file that was decided about already."""


class AskedAnewError(UserError):
    """What speaks against a file is not what its person was shown: they are asked again."""


def keep_look(
    work: UnitOfWork, *, account_id: int, seen: Look, seal: IdentitySeal, actor: str
) -> BankImport:
    """Keep a file, sealed, until a person has decided about it; nothing of it is in the books."""
    _forget_old(work)
    read = seen.read
    opening, closing = read.statement.opening, read.statement.closing
    days = read.days
    kept = BankImport(
        account_id=account_id,
        sha256=read.sha256,
        form=read.form,
        profile=read.profile.packed() if read.profile else None,
        status=ImportStatus.LOOKED_AT,
        **_told(seen),
        swapped=Doubt.DAYS_MAY_BE_SWAPPED in read.statement.doubts,
        first_on=days[0] if days else None,
        last_on=days[1] if days else None,
        opening_minor=opening.amount.minor if opening else None,
        closing_minor=closing.amount.minor if closing else None,
        closing_on=closing.on or (days[1] if days else None) if closing else None,
        looked_at=work.now,
        looked_by=actor,
    )
    work.session.add(kept)
    work.session.flush()
    sealed = seal.seal_text(read.content.decode("latin-1"))
    work.session.add(BankFile(import_id=kept.id, sealed=sealed))
    work.session.flush()
    return kept


def _told(seen: Look) -> dict[str, int]:
    """What a person is told that a file would do."""
    new = [line.amount.minor for line, _, _ in seen.fresh]
    return {
        "fresh": len(new),
        "known": len(seen.read.statement.lines) - len(new),
        "alike": seen.alike,
        "came_minor": sum(minor for minor in new if minor > 0),
        "went_minor": sum(minor for minor in new if minor < 0),
    }


def _forget_old(work: UnitOfWork) -> None:
    old = select(BankImport).where(
        BankImport.status == ImportStatus.LOOKED_AT, BankImport.looked_at < work.now - KEPT_FOR
    )
    for kept in work.session.scalars(old).all():
        _drop(work, kept)


def confirm_import(work: UnitOfWork, *, import_id: int, actor: str, seen: int = 0) -> BankImport:
    """A person has looked at what a file would do: bring it in. A second time changes nothing.

    `seen` is how many lines their page said to be known in other words. Raises AskedAnewError when
    that is not so any more, ImportRefusedError when the file was dropped; LookupError.
    """
    kept = _locked(work, import_id)
    if kept.status is ImportStatus.DROPPED:
        raise ImportRefusedError("the file was dropped")
    if kept.status is ImportStatus.LOOKED_AT:
        # The first press of a button pressed twice may have been what found more of them.
        if kept.alike != seen:
            raise AskedAnewError(f"{kept.alike} lines are known in other words, not {seen}")
        kept.status = ImportStatus.CONFIRMED
        kept.confirmed_at, kept.confirmed_by = work.now, actor
        work.session.flush()
    return kept


def drop_import(work: UnitOfWork, *, import_id: int) -> None:
    """Forget a file that is not to be brought in. Raises ImportRefusedError, LookupError."""
    kept = _locked(work, import_id)
    if kept.status not in {ImportStatus.LOOKED_AT, ImportStatus.DROPPED}:
        raise ImportRefusedError("the file is brought in already")
    _drop(work, kept)


def drop_unreadable(work: UnitOfWork, *, import_id: int) -> None:
    """Forget a confirmed file that a newer programme refuses; it is told why when it is sent anew.

    Raises LookupError.
    """
    kept = _locked(work, import_id)
    if kept.status is ImportStatus.CONFIRMED:
        _drop(work, kept)


def _drop(work: UnitOfWork, kept: BankImport) -> None:
    kept.status, kept.finished_at = ImportStatus.DROPPED, work.now
    _forget_file(work, kept.id)


def bring_in(work: UnitOfWork, *, import_id: int, read: Read, sealed: Sealed) -> BankImport:
    """Bring in a confirmed file's new lines, all of them; a second time changes nothing.

    `sealed` are the words of its lines, by their place. Two imports of an account take turns: if
    more lines of this one are like known ones than the person was told who confirmed it, none comes
    in, and it waits for a person again.
    """
    kept = _locked(work, import_id)
    if kept.status is not ImportStatus.CONFIRMED:
        return kept
    work.session.get_one(BankAccount, kept.account_id, with_for_update=True)
    seen = look(work.session, kept.account_id, read)
    if seen.alike > kept.alike:
        _ask_again(work, kept, seen)
        return kept
    rows = [
        _row(kept, line, prints[0], number, sealed[place])
        for place, (line, prints, number) in enumerate(
            zip(read.statement.lines, read.prints, seen.ordinals, strict=True)
        )
        if number
    ]
    for start in range(0, len(rows), AT_ONCE):
        work.session.execute(insert(BankLine), rows[start : start + AT_ONCE])
    kept.fresh, kept.known = len(rows), len(read.statement.lines) - len(rows)
    kept.status = ImportStatus.MATCHING
    _forget_file(work, kept.id)
    return kept


def _ask_again(work: UnitOfWork, kept: BankImport, seen: Look) -> None:
    """Another file came in since a person looked: what they confirmed is not what would happen."""
    kept.status, kept.looked_at = ImportStatus.LOOKED_AT, work.now
    kept.confirmed_at = kept.confirmed_by = None
    for name, count in _told(seen).items():
        setattr(kept, name, count)
    work.session.flush()


def _row(
    kept: BankImport, line: StatementLine, fingerprint: str, ordinal: int, sealed: bytes | None
) -> dict[str, Any]:
    return {
        "account_id": kept.account_id,
        "import_id": kept.id,
        "booked_on": line.booked_on,
        "value_on": line.value_on,
        "amount_minor": line.amount.minor,
        "currency": line.amount.currency,
        "fingerprint": fingerprint,
        "ordinal": ordinal,
        "bank_id": line.bank_id[:LONGEST_ID],
        "sealed": sealed,
        "status": LineStatus.OPEN,
    }


def seal_lines(seal: IdentitySeal, read: Read, places: set[int]) -> Sealed:
    """The words of a file's lines, sealed, by their place."""
    lines = read.statement.lines
    return {place: sealed_words(seal, lines[place]) for place in places}


def _forget_file(work: UnitOfWork, import_id: int) -> None:
    kept = work.session.get(BankFile, import_id)
    if kept is not None:
        work.session.delete(kept)
    work.session.flush()


def _locked(work: UnitOfWork, import_id: int) -> BankImport:
    kept = work.session.get(BankImport, import_id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise LookupError(f"no import {import_id}")
    return kept
