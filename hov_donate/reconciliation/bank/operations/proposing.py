"""Finding out what lines may be. Proposals are kept for lists; what is confirmed is found anew."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.reconciliation.bank.models import BankImport, BankLine, BankProposal
from hov_donate.reconciliation.bank.queries.around import around
from hov_donate.reconciliation.bank.queries.lines import words_in
from hov_donate.reconciliation.bank.rules.kinds import ImportStatus, LineStatus
from hov_donate.reconciliation.bank.rules.matching import Proposal, Seen, propose
from hov_donate.reconciliation.bank.texts import opened

BATCH = 500
UNSETTLED = (LineStatus.OPEN, LineStatus.PROPOSED)


def found_for(
    session: Session, lines: Sequence[BankLine], seal: IdentitySeal
) -> dict[int, list[Proposal]]:
    """What each line may be as everything stands now, by its key."""
    if not lines:
        return {}
    texts = {key: words.together for key, words in opened(seal, lines).items()}
    there = around(session, lines, texts, seal)
    return {line.id: propose(_seen(line, texts), there[line.id]) for line in lines}


def _seen(line: BankLine, texts: Mapping[int, str]) -> Seen:
    words = words_in(texts[line.id])
    return Seen(line.booked_on, line.amount_minor, words, twin=line.ordinal > 1)


def propose_for(work: UnitOfWork, *, lines: Sequence[BankLine], seal: IdentitySeal) -> None:
    """Keep what lines that are not settled may be, in the place of what was kept before."""
    waiting = [line for line in lines if line.status in UNSETTLED]
    found = found_for(work.session, waiting, seal)
    keys = list(found)
    work.session.execute(delete(BankProposal).where(BankProposal.line_id.in_(keys)))
    rows = [
        {
            "line_id": key,
            "place": place,
            "kind": each.kind,
            "surety": each.surety,
            "reasons": " ".join(each.reasons),
            "target": each.target,
            "shares": [list(share) for share in each.shares],
            "due_on": each.due_on,
        }
        for key, proposals in found.items()
        for place, each in enumerate(proposals, 1)
    ]
    if rows:
        work.session.execute(insert(BankProposal), rows)
    for line in waiting:
        line.status = LineStatus.PROPOSED if found[line.id] else LineStatus.OPEN
    work.session.flush()


def match_batch(work: UnitOfWork, *, import_id: int, seal: IdentitySeal) -> bool:
    """Find out about the next lines of an import; False when it is done."""
    kept = work.session.get_one(BankImport, import_id, with_for_update=True)
    if kept.status is not ImportStatus.MATCHING:
        return False
    lines = work.session.scalars(
        select(BankLine)
        .where(BankLine.import_id == import_id, BankLine.id > kept.cursor)
        .order_by(BankLine.id)
        .limit(BATCH)
    ).all()
    if not lines:
        kept.status, kept.finished_at = ImportStatus.DONE, work.now
        return False
    propose_for(work, lines=lines, seal=seal)
    kept.cursor = lines[-1].id
    kept.matched += len(lines)
    return True


def propose_anew(work: UnitOfWork, *, after: int, seal: IdentitySeal) -> int | None:
    """Find out anew about the next unsettled lines behind a key; the key to go on from, or None."""
    lines = work.session.scalars(
        select(BankLine)
        .where(BankLine.status.in_(UNSETTLED), BankLine.id > after)
        .order_by(BankLine.id)
        .limit(BATCH)
        .with_for_update()
    ).all()
    propose_for(work, lines=lines, seal=seal)
    return lines[-1].id if lines else None
