"""A file of signatures on paper: looked at, decided about row by row where needed, taken once."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from hov_donate.campaign.appeals.consents import ticked
from hov_donate.campaign.appeals.models import PaperBatch, Signature
from hov_donate.campaign.appeals.operations.knowing import known_as, mailbox_mark
from hov_donate.campaign.appeals.operations.moving import move
from hov_donate.campaign.appeals.queries.twins import Marks, TwinKind, twins
from hov_donate.campaign.appeals.rules import (
    Capacity,
    Origin,
    PaperStatus,
    Shown,
    SignatureStatus,
    Told,
)
from hov_donate.campaign.appeals.sheets import SheetRow
from hov_donate.campaign.appeals.told import sealed
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.core.i18n import Translator

# Beside the boxes of a printed sheet stand the same words as on the page.
ON_PAPER = "paper-1"


class PaperFault(StrEnum):
    """Why a file cannot be taken now."""

    SETTLED = "settled"
    UNDECIDED = "undecided"


class PaperRefusedError(UserError):
    """A file cannot be taken now; `fault` says why."""

    def __init__(self, fault: PaperFault) -> None:
        """The fault is the message too."""
        super().__init__(f"the file cannot be taken: {fault}")
        self.fault = fault


@dataclass(frozen=True)
class PaperDesk:
    """Who takes a file, with what it is sealed, and in whose words the sheets were printed."""

    actor: str
    seal: IdentitySeal
    speak: Translator
    campaign: str


def look_at_paper(
    work: UnitOfWork,
    *,
    appeal_id: int,
    content: bytes,
    rows: Sequence[SheetRow],
    desk: PaperDesk,
) -> PaperBatch:
    """Keep a file that was read, sealed, until a person decides. The same file is kept once.

    One that was dropped can be looked at again; one that was taken stays taken.
    """
    fingerprint = hashlib.sha256(content).hexdigest()
    batch = work.session.scalars(
        select(PaperBatch)
        .where(PaperBatch.appeal_id == appeal_id, PaperBatch.fingerprint == fingerprint)
        .with_for_update()
    ).one_or_none()
    if batch is None:
        batch = PaperBatch(appeal_id=appeal_id, fingerprint=fingerprint)
        work.session.add(batch)
    elif batch.status is not PaperStatus.DROPPED:
        return batch
    batch.status, batch.rows, batch.taken = PaperStatus.LOOKED_AT, len(rows), 0
    batch.sealed_rows = desk.seal.seal_text(json.dumps([asdict(row) for row in rows]))
    batch.looked_at, batch.looked_by = work.now, desk.actor
    batch.settled_at = batch.settled_by = None
    work.session.flush()
    return batch


def rows_of(batch: PaperBatch, seal: IdentitySeal) -> list[SheetRow]:
    """The rows of a file that waits; none once it is decided about."""
    if batch.sealed_rows is None:
        return []
    return [_row(each) for each in json.loads(seal.open_text(batch.sealed_rows))]


def _row(kept: dict[str, Any]) -> SheetRow:
    told, shown = Told(**kept["told"]), Shown(**kept["shown"])
    return SheetRow(**kept | {"told": told, "shown": shown})


def take_paper(
    work: UnitOfWork, *, batch_id: int, decided: Mapping[int, bool], desk: PaperDesk
) -> PaperBatch:
    """Count the signatures of a file; `decided` says of twins by name whether they are another.

    Those with an address that signed already are passed over. Raises PaperRefusedError while a
    twin is undecided; a file that was taken or dropped is left as it is.
    """
    batch = work.session.get_one(PaperBatch, batch_id, with_for_update=True)
    if batch.status is not PaperStatus.LOOKED_AT:
        raise PaperRefusedError(PaperFault.SETTLED)
    rows = rows_of(batch, desk.seal)
    kinds = twins(work.session, desk.seal, batch.appeal_id, rows)
    if any(not kind.certain and number not in decided for number, kind in kinds.items()):
        raise PaperRefusedError(PaperFault.UNDECIDED)
    passed = _passed_over(kinds, decided)
    taken = sorted((row for row in rows if row.number not in passed), key=lambda it: it.country)
    for row in taken:
        _take(work, batch, row, desk)
    batch.taken = len(taken)
    _settle(work, batch, PaperStatus.TAKEN, desk.actor)
    return batch


def drop_paper(work: UnitOfWork, *, batch_id: int, actor: str) -> None:
    """Forget a file that is not to be taken. Raises PaperRefusedError for one that was decided."""
    batch = work.session.get_one(PaperBatch, batch_id, with_for_update=True)
    if batch.status is not PaperStatus.LOOKED_AT:
        raise PaperRefusedError(PaperFault.SETTLED)
    _settle(work, batch, PaperStatus.DROPPED, actor)


def _passed_over(kinds: Mapping[int, TwinKind], decided: Mapping[int, bool]) -> Collection[int]:
    return {
        number for number, kind in kinds.items() if kind.certain or not decided.get(number, False)
    }


def _settle(work: UnitOfWork, batch: PaperBatch, status: PaperStatus, actor: str) -> None:
    batch.status, batch.sealed_rows = status, None
    batch.settled_at, batch.settled_by = work.now, actor
    work.session.flush()


def _on_paper(row: SheetRow, desk: PaperDesk) -> list[GivenConsent]:
    given = ticked(row.shown, keep=row.keep, news=False, speak=desk.speak, campaign=desk.campaign)
    return [GivenConsent(each.purpose, each.wording, ON_PAPER, each.language) for each in given]


def _take(work: UnitOfWork, batch: PaperBatch, row: SheetRow, desk: PaperDesk) -> None:
    marks = Marks.of(row, desk.seal)
    details = record_details(
        work,
        identity=Identity(row.name, row.email),
        consents=_on_paper(row, desk),
        seal=desk.seal,
    )
    signature = Signature(
        appeal_id=batch.appeal_id,
        form=hashlib.sha256(f"paper {batch.id} {row.number}".encode()).hexdigest(),
        details_id=details.id,
        person=known_as(work, email=row.email, seal=desk.seal) if row.email else None,
        mailbox=mailbox_mark(row.email, desk.seal) if row.email else None,
        likeness=marks.names[0],
        status=SignatureStatus.UNCONFIRMED,
        origin=Origin.PAPER,
        country=row.country,
        language=desk.speak.language,
        capacity=Capacity.PERSONAL,
        told=sealed(row.told, desk.seal),
        signed_at=work.now,
        confirmed_at=work.now,
        batch_id=batch.id,
        row=row.number,
    )
    signature.show(row.shown)
    work.session.add(signature)
    work.session.flush()
    move(work, signature, SignatureStatus.CONFIRMED, actor=desk.actor)
