"""Letters that came back: a mail server reports it, or staff have it in their own mailbox.

Whoever reports must know the Message-ID, which is random and was told to nobody but the reader.
"""

import uuid
from collections.abc import Collection, Sequence
from enum import StrEnum

from sqlalchemy import select, update

from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import OutboxMessage, OutboxStatus, Sending
from hov_donate.outbox.operations import begin_sending


class Noted(StrEnum):
    """What a report was good for."""

    NEWS = "news"
    KNOWN = "known"
    NOT_OURS = "not_ours"


def note_report(work: UnitOfWork, *, tokens: Sequence[str], status_code: str | None) -> Noted:
    """A mail server says for good that a letter was not delivered; it counts once.

    `tokens` are what its Message-ID may be, the likeliest first. A mark that staff took back after
    the report was read stays taken back, however often the report is read.
    """
    found = {it.token: it.message_id for it in _sendings(work, tokens)}
    token = next((token for token in tokens if token in found), None)
    if token is None:
        return Noted.NOT_OURS
    letter = _locked(work, found[token])
    sending = work.session.get_one(Sending, token, populate_existing=True)
    if letter is None or sending.reported_at is not None:
        return Noted.KNOWN
    sending.reported_at, sending.status_code = work.now, status_code
    _mark(work, sending, letter)
    return Noted.NEWS


def mark_as_back(work: UnitOfWork, *, message_id: int, actor: str) -> bool:
    """Staff say that a letter came back; False unless it was sent and is not marked yet."""
    letter = _locked(work, message_id)
    if letter is None or letter.status is not OutboxStatus.SENT:
        return False
    token = begin_sending(work, letter=letter)
    work.session.flush()
    sending = work.session.get_one(Sending, token, populate_existing=True)
    sending.noted_by = actor
    _mark(work, sending, letter)
    return True


def take_mark_back(work: UnitOfWork, *, message_id: int, actor: str) -> bool:
    """Staff say that a letter did not come back after all; False when none is marked."""
    letter = _locked(work, message_id)
    if letter is None or letter.status is not OutboxStatus.CAME_BACK or letter.token is None:
        return False
    letter.status = OutboxStatus.SENT
    _take_back(work, [letter.token], actor)
    return True


def take_marks_back(work: UnitOfWork, *, details_ids: Collection[uuid.UUID], actor: str) -> int:
    """Staff say that letters reach these details again; how many marks were taken back."""
    standing = select(Sending.token).where(
        Sending.details_id.in_(details_ids), Sending.came_back_at.is_not(None)
    )
    tokens = work.session.scalars(standing).all()
    work.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.token.in_(tokens), OutboxMessage.status == OutboxStatus.CAME_BACK)
        .values(status=OutboxStatus.SENT)
    )
    _take_back(work, tokens, actor)
    return len(tokens)


def _sendings(work: UnitOfWork, tokens: Sequence[str]) -> Sequence[Sending]:
    return work.session.scalars(select(Sending).where(Sending.token.in_(tokens))).all()


def _locked(work: UnitOfWork, message_id: int) -> OutboxMessage | None:
    """A letter, held until the transaction ends: a worker may be about to note that it was sent."""
    return work.session.get(OutboxMessage, message_id, with_for_update=True, populate_existing=True)


def _mark(work: UnitOfWork, sending: Sending, letter: OutboxMessage) -> None:
    """The sending came back; the letter too, unless it was sent again or is still being sent."""
    sending.came_back_at = work.now
    sending.taken_back_at = sending.taken_back_by = None
    if letter.token == sending.token and letter.status is OutboxStatus.SENT:
        letter.status = OutboxStatus.CAME_BACK
    work.session.flush()


def _take_back(work: UnitOfWork, tokens: Sequence[str], actor: str) -> None:
    work.session.execute(
        update(Sending)
        .where(Sending.token.in_(tokens))
        .values(came_back_at=None, taken_back_at=work.now, taken_back_by=actor)
    )
    work.session.flush()
