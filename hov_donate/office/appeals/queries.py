"""Appeals and signatures as the office reads them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.models import Appeal, PaperBatch, Signature, SignatureCount
from hov_donate.campaign.appeals.rules import HoldReason, SignatureStatus, Told
from hov_donate.campaign.appeals.told import opened
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.office.queries.paging import Page, Place, counted, page_of


@dataclass(frozen=True)
class Row:
    """An appeal in the list: how many signed, and how many signatures wait for a person."""

    appeal: Appeal
    signed: int
    waiting: int


@dataclass(frozen=True)
class Search:
    """Which signatures: of a state, of one e-mail address, or those that wait for one reason."""

    status: SignatureStatus | None = None
    text: str = ""
    reason: HoldReason | None = None


@dataclass(frozen=True)
class Signer:
    """A signature with who it is; None and nothing told where that is not for the reader's eyes."""

    signature: Signature
    someone: Identity | None
    told: Told


def appeals(session: Session, place: Place) -> Page[Row]:
    """Every appeal, the newest first."""
    page = page_of(session, select(Appeal), Appeal.id, place)
    signed = _signed(session, [it.id for it in page.rows])
    rows = [Row(it, signed.get(it.id, 0), waiting(session, it.id)) for it in page.rows]
    return Page(rows, page.older, page.newer)


def waiting(session: Session, appeal_id: int, reason: HoldReason | None = None) -> int:
    """How many signatures wait for a person, of all or for one reason.

    They are counted no further than a list shows.
    """
    held = [Signature.appeal_id == appeal_id, Signature.status == SignatureStatus.HELD]
    if reason is not None:
        held.append(Signature.held_for == reason)
    return counted(session, select(Signature.id).where(*held))


def signatures(
    session: Session, seal: IdentitySeal | None, appeal_id: int, search: Search, place: Place
) -> Page[Signer]:
    """Signatures of an appeal, the newest first. Without a seal nobody is named, and none found."""
    page = page_of(session, _wanted(seal, appeal_id, search), Signature.id, place)
    return Page(signers(session, seal, page.rows), page.older, page.newer)


def _wanted(seal: IdentitySeal | None, appeal_id: int, search: Search) -> Select[Signature]:
    query = select(Signature).where(Signature.appeal_id == appeal_id)
    if search.status is not None:
        query = query.where(Signature.status == search.status)
    if search.reason is not None:
        query = query.where(
            Signature.status == SignatureStatus.HELD, Signature.held_for == search.reason
        )
    if search.text:
        query = query.where(Signature.person.in_(seal.digests(search.text) if seal else ()))
    return query


def signers(session: Session, seal: IdentitySeal | None, rows: Sequence[Signature]) -> list[Signer]:
    """Some signatures with who they are."""
    if seal is None:
        return [Signer(it, None, Told()) for it in rows]
    known: Mapping[uuid.UUID, Identity] = identities(session, seal, [it.details_id for it in rows])
    return [_signer(it, known.get(it.details_id), seal) for it in rows]


def _signer(signature: Signature, someone: Identity | None, seal: IdentitySeal) -> Signer:
    """Of who was erased nothing is told either, though their row may still have it."""
    return Signer(signature, someone, opened(signature, seal) if someone else Told())


def standing(session: Session, appeal_id: int, place: Place) -> Page[Signature]:
    """The signatures that count, the newest first; nobody is named."""
    counts = (Signature.appeal_id == appeal_id, Signature.status == SignatureStatus.CONFIRMED)
    return page_of(session, select(Signature).where(*counts), Signature.id, place)


def sheets(session: Session, appeal_id: int) -> Sequence[PaperBatch]:
    """The files of signatures on paper, the newest first; a campaign has a few."""
    query = select(PaperBatch).where(PaperBatch.appeal_id == appeal_id)
    return session.scalars(query.order_by(PaperBatch.id.desc()).limit(100)).all()


def _signed(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(SignatureCount.appeal_id, func.sum(SignatureCount.confirmed))
        .where(SignatureCount.appeal_id.in_(ids))
        .group_by(SignatureCount.appeal_id)
    )
    return {appeal_id: int(signed) for appeal_id, signed in rows}
