"""Signatures of the demo are written down: many at once, and one by one where there is a story."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from hov_donate.campaign.appeals.consents import ticked
from hov_donate.campaign.appeals.models import Appeal, Signature
from hov_donate.campaign.appeals.operations import (
    PaperDesk,
    Signing,
    confirm_signature,
    look_at_paper,
    reject_signatures,
    sign,
    take_paper,
    withdraw_signature,
)
from hov_donate.campaign.appeals.operations.knowing import mailbox_mark
from hov_donate.campaign.appeals.operations.moving import move
from hov_donate.campaign.appeals.rules import (
    Capacity,
    Origin,
    Shown,
    SignatureStatus,
    likeness,
)
from hov_donate.campaign.appeals.sheets import read_sheet
from hov_donate.campaign.appeals.told import sealed
from hov_donate.cli.demo.campaign.signers import End, Signer
from hov_donate.contacts.models import Consent, Contact, ContactDetails
from hov_donate.contacts.operations import GivenConsent
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import translator
from hov_donate.ledger.rules import booking_day
from hov_donate.web.parts import Parts

STAFF = "demo"
Row = TypeVar("Row")


def sign_all(work: UnitOfWork, appeal: Appeal, people: Sequence[Signer], parts: Parts) -> None:
    """Let all of these sign and confirm: what the page does for one, in few statements."""
    contacts = _kept(work, [Contact(created_at=work.now) for _ in people])
    details = _kept(
        work,
        [
            ContactDetails(
                contact_id=contact.id,
                sealed=parts.seal.seal(it.identity),
                email_digest=parts.seal.digest(it.identity.email),
                recorded_at=work.now,
            )
            for contact, it in zip(contacts, people, strict=True)
        ],
    )
    signed = list(zip(people, details, strict=True))
    _kept(work, [row for it, theirs in signed for row in _consents(work, it, theirs, parts)])
    rows = _kept(work, [_signature(work, appeal, it, theirs, parts) for it, theirs in signed])
    for row in sorted(rows, key=lambda it: it.country):
        # What signs for an organisation has been looked at.
        actor = STAFF if row.capacity is Capacity.ORGANISATION else None
        move(work, row, SignatureStatus.CONFIRMED, actor=actor)


def _kept(work: UnitOfWork, rows: list[Row]) -> list[Row]:
    work.session.add_all(rows)
    work.session.flush()
    return rows


def _agreed(it: Signer, parts: Parts) -> Sequence[GivenConsent]:
    return ticked(
        it.shown or Shown(),
        keep=it.shown is not None,
        news=it.shown is not None and it.shown.name,
        speak=translator(it.language),
        campaign=parts.settings.campaign.name,
    )


def _consents(
    work: UnitOfWork, it: Signer, details: ContactDetails, parts: Parts
) -> Iterable[Consent]:
    for given in _agreed(it, parts):
        yield Consent(
            contact_id=details.contact_id, details_id=details.id, given_at=work.now, **vars(given)
        )


def _signature(
    work: UnitOfWork, appeal: Appeal, it: Signer, details: ContactDetails, parts: Parts
) -> Signature:
    row = Signature(
        appeal_id=appeal.id,
        form=_form(appeal, it),
        details_id=details.id,
        person=parts.seal.digest(it.identity.email),
        mailbox=mailbox_mark(it.identity.email, parts.seal),
        likeness=parts.seal.fingerprints(likeness(it.identity.name, it.country))[0],
        status=SignatureStatus.UNCONFIRMED,
        origin=Origin.ONLINE,
        country=it.country,
        language=it.language,
        capacity=it.capacity,
        told=sealed(it.told, parts.seal),
        signed_at=work.now,
        confirmed_at=work.now,
    )
    row.show(it.shown or Shown())
    return row


def sign_one(work: UnitOfWork, appeal: Appeal, it: Signer, parts: Parts) -> None:
    """Let one sign by the page, and what follows from their story."""
    signing = Signing(
        form=_form(appeal, it),
        appeal_id=appeal.id,
        identity=it.identity,
        country=it.country,
        capacity=it.capacity,
        told=it.told,
        decided_on=_decided(work, it, parts),
        shown=it.shown or Shown(),
        consents=_agreed(it, parts),
        language=it.language,
        place=None,
    )
    number = sign(work, signing=signing, seal=parts.seal).id
    if it.end is End.NEVER_CONFIRMED:
        return
    confirm_signature(work, signature_id=number, seal=parts.seal)
    if it.end is End.WITHDRAWN:
        withdraw_signature(work, signature_id=number)
    if it.end is End.REJECTED:
        reject_signatures(work, ids=[number], actor=STAFF)


def bring_sheet(work: UnitOfWork, appeal: Appeal, text: str, parts: Parts, *, take: bool) -> None:
    """Type a sheet of paper in; unless it is taken, it waits to be looked at."""
    campaign, content = parts.settings.campaign, text.encode()
    speak = translator(campaign.default_language)
    desk = PaperDesk(STAFF, parts.seal, speak, campaign.name)
    batch = look_at_paper(
        work, appeal_id=appeal.id, content=content, rows=read_sheet(content), desk=desk
    )
    if take:
        take_paper(work, batch_id=batch.id, decided={}, desk=desk)


def _form(appeal: Appeal, it: Signer) -> str:
    return hashlib.sha256(f"demo {appeal.id} {it.identity.email}".encode()).hexdigest()


def _decided(work: UnitOfWork, it: Signer, parts: Parts) -> date | None:
    if it.capacity is Capacity.PERSONAL:
        return None
    return booking_day(work.now, parts.settings.campaign.time_zone) - timedelta(days=9)
