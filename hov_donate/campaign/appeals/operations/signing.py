"""Somebody signs, confirms it from their mailbox, and may take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hov_donate.campaign.appeals.domains import owned_domain
from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.operations.knowing import (
    STANDING,
    known_as,
    mailbox_mark,
    signed_by_another_spelling,
)
from hov_donate.campaign.appeals.operations.moving import hold_counts, move
from hov_donate.campaign.appeals.rules import (
    MOST_FROM_ONE_DOMAIN,
    MOST_FROM_ONE_PLACE,
    Capacity,
    Company,
    HoldReason,
    Origin,
    Shown,
    SignatureStatus,
    Told,
    likeness,
    speaks_for_body,
    why_hold,
)
from hov_donate.campaign.appeals.told import opened, sealed
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out


@dataclass(frozen=True)
class Signing:
    """What somebody sent who signs; `form` makes pressing twice one signature.

    `place` is the mark of the neighbourhood it came from that day; None where that tells nothing.
    """

    form: str
    appeal_id: int
    identity: Identity
    country: str
    capacity: Capacity
    told: Told
    decided_on: date | None
    shown: Shown
    consents: Sequence[GivenConsent]
    language: str
    place: str | None


def sign(work: UnitOfWork, *, signing: Signing, seal: IdentitySeal) -> Signature:
    """Write a signature down and send the letter that asks to confirm it; until then it is nothing.

    Whether the address has signed before is told to nobody. The same form is the same signature.
    """
    known = work.session.scalars(select(Signature).where(Signature.form == signing.form)).first()
    if known is not None:
        return known
    signature = _written(work, signing, seal)
    put_out(
        work,
        kind=MailKind.SIGNATURE_TO_CONFIRM,
        object_id=str(signature.id),
        details_id=signature.details_id,
        language=signing.language,
    )
    return signature


def _written(work: UnitOfWork, signing: Signing, seal: IdentitySeal) -> Signature:
    someone = signing.identity
    details = record_details(work, identity=someone, consents=signing.consents, seal=seal)
    signature = Signature(
        appeal_id=signing.appeal_id,
        form=signing.form,
        details_id=details.id,
        person=known_as(work, email=someone.email, seal=seal),
        mailbox=mailbox_mark(someone.email, seal),
        likeness=seal.fingerprints(likeness(someone.name, signing.country))[0],
        status=SignatureStatus.UNCONFIRMED,
        origin=Origin.ONLINE,
        country=signing.country,
        language=signing.language,
        capacity=signing.capacity,
        decided_on=signing.decided_on,
        told=sealed(signing.told, seal),
        place=signing.place,
        domain=_domain(someone.email, work.now.date(), seal),
        signed_at=work.now,
    )
    signature.show(signing.shown)
    work.session.add(signature)
    work.session.flush()
    return signature


def confirm_signature(work: UnitOfWork, *, signature_id: int, seal: IdentitySeal) -> bool:
    """Whoever has the mailbox says that it was they. Whether it stands now, or did already.

    It counts at once, or waits for a person. An earlier signature of theirs gives way to it: one
    person counts once.
    """
    signature = _held_row(work, signature_id)
    if signature is None or signature.status is not SignatureStatus.UNCONFIRMED:
        return signature is not None and signature.status in STANDING
    someone = identity(work.session, seal, signature.details_id)
    if someone is None:
        return False
    signature.held_for = _why(work, signature, someone, seal)
    _give_way(work, signature, seal.digests(someone.email))
    signature.confirmed_at = work.now
    after = SignatureStatus.HELD if signature.held_for else SignatureStatus.CONFIRMED
    return move(work, signature, after)


def _why(
    work: UnitOfWork, signature: Signature, someone: Identity, seal: IdentitySeal
) -> HoldReason | None:
    # First of all: whoever is on paper too is decided about by itself, whatever else is odd.
    if on_paper(work, signature, someone, seal):
        return HoldReason.ON_PAPER
    told, company = opened(signature, seal), _company(work, signature)
    odd = why_hold(someone.name, told, someone.email, company)
    if odd is not None:
        return odd
    if signed_by_another_spelling(work, signature, email=someone.email, seal=seal):
        return HoldReason.ONE_MAILBOX
    for_body = speaks_for_body(signature.capacity, signature.shown)
    return HoldReason.FOR_ORGANISATION if for_body else None


def withdraw_signature(work: UnitOfWork, *, signature_id: int, actor: str | None = None) -> bool:
    """Take a signature back: the name is gone everywhere at once, and it counts no more.

    Whether there was one to take back.
    """
    signature = _held_row(work, signature_id)
    return signature is not None and move(work, signature, SignatureStatus.WITHDRAWN, actor=actor)


def _give_way(work: UnitOfWork, signature: Signature, person: Sequence[str]) -> None:
    """Whatever else stands of this person under the appeal is replaced."""
    others = work.session.scalars(
        select(Signature)
        .where(
            Signature.appeal_id == signature.appeal_id,
            Signature.person.in_(person),
            Signature.status.in_(STANDING),
            Signature.id != signature.id,
        )
        .order_by(Signature.id)
        .with_for_update()
    ).all()
    hold_counts(work, signature.appeal_id, {it.country for it in (signature, *others)})
    for other in others:
        move(work, other, SignatureStatus.REPLACED)


def on_paper(
    work: UnitOfWork, signature: Signature, someone: Identity, seal: IdentitySeal
) -> Signature | None:
    """What stands on paper, without an address, of somebody of this name and country."""
    alike = select(Signature).where(
        Signature.appeal_id == signature.appeal_id,
        Signature.likeness.in_(seal.fingerprints(likeness(someone.name, signature.country))),
        Signature.origin == Origin.PAPER,
        Signature.person.is_(None),
        Signature.status.in_(STANDING),
    )
    return work.session.scalars(alike.order_by(Signature.id).limit(1).with_for_update()).first()


def _held_row(work: UnitOfWork, signature_id: int) -> Signature | None:
    """The signature, with all of its mailbox held: two at once come one after the other."""
    signature = work.session.get(Signature, signature_id)
    if signature is None:
        return None
    # Older signatures have no mark of a mailbox; all of those are not one mailbox.
    marks = ((Signature.person, signature.person), (Signature.mailbox, signature.mailbox))
    own = [column == mark for column, mark in marks if mark is not None]
    if own:
        same = select(Signature.id).where(Signature.appeal_id == signature.appeal_id, or_(*own))
        work.session.execute(same.order_by(Signature.id).with_for_update()).all()
    return work.session.get(Signature, signature_id, with_for_update=True, populate_existing=True)


def _domain(email: str, day: date, seal: IdentitySeal) -> str | None:
    """The mark of an address's domain, good for one day; None where it tells nothing."""
    domain = owned_domain(email)
    return seal.fingerprints(f"signed on {day.isoformat()} from {domain}")[0] if domain else None


def _company(work: UnitOfWork, signature: Signature) -> Company:
    """How many came with it that day, counted no further than matters."""
    return Company(
        place=_alike(work, signature, Signature.place, MOST_FROM_ONE_PLACE),
        domain=_alike(work, signature, Signature.domain, MOST_FROM_ONE_DOMAIN),
    )


def _alike(
    work: UnitOfWork, signature: Signature, mark: InstrumentedAttribute[str | None], most: int
) -> int:
    """How many came to the appeal with its mark, confirmed or not; one more than `most` at most."""
    own = getattr(signature, mark.key)
    if own is None:
        return 0
    some = (
        select(Signature.id)
        .where(mark == own, Signature.appeal_id == signature.appeal_id)
        .limit(most + 1)
        .subquery()
    )
    return work.session.scalar(select(func.count()).select_from(some)) or 0
