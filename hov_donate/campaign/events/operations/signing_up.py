"""Somebody signs up for an event, confirms it from their mailbox, and may take it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hov_donate.campaign.events.models import EventSignUp
from hov_donate.campaign.events.operations.moving import forget_people, held_row
from hov_donate.campaign.events.rules import EventStatus, SignUpStatus, is_over
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out


@dataclass(frozen=True)
class SigningUp:
    """What somebody sent who wants to come; `form` makes pressing twice one sign-up."""

    form: str
    event_id: int
    identity: Identity
    consents: Sequence[GivenConsent]
    language: str


def sign_up(work: UnitOfWork, *, signing: SigningUp, seal: IdentitySeal) -> EventSignUp:
    """Write a sign-up down and send the letter that asks to confirm it; it is nothing before.

    Whether the address is known is told to nobody.
    """
    known = work.session.scalars(
        select(EventSignUp).where(EventSignUp.form == signing.form)
    ).first()
    if known is not None:
        return known
    someone = signing.identity
    details = record_details(work, identity=someone, consents=signing.consents, seal=seal)
    row = EventSignUp(
        event_id=signing.event_id,
        form=signing.form,
        details_id=details.id,
        person=seal.digest(someone.email),
        status=SignUpStatus.UNCONFIRMED,
        language=signing.language,
        signed_up_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    put_out(
        work,
        kind=MailKind.EVENT_SIGN_UP_TO_CONFIRM,
        object_id=str(row.id),
        details_id=details.id,
        language=signing.language,
    )
    return row


def confirm_sign_up(work: UnitOfWork, *, sign_up_id: int) -> bool:
    """Whoever has the mailbox says that it was they. Whether they are counted, once each."""
    row = _held(work, sign_up_id)
    if row is None or row.status is not SignUpStatus.UNCONFIRMED:
        return row is not None and row.status is SignUpStatus.CONFIRMED
    event = held_row(work, row.event_id)
    if event is None or event.status is not EventStatus.PUBLISHED:
        return False
    if is_over(event.starts_at, event.ends_at, work.now):
        return False
    if _counted_already(work, row):
        _empty(work, row)
        return True
    row.status, row.confirmed_at = SignUpStatus.CONFIRMED, work.now
    event.signed_up += 1
    work.session.flush()
    return True


def withdraw_sign_up(work: UnitOfWork, *, sign_up_id: int) -> bool:
    """Take a sign-up back, and forget whose it was. Whether there was one."""
    row = _held(work, sign_up_id)
    if row is None or row.status is SignUpStatus.WITHDRAWN:
        return False
    event = held_row(work, row.event_id)
    if row.status is SignUpStatus.CONFIRMED and event is not None:
        event.signed_up -= 1
    _empty(work, row)
    return True


def _held(work: UnitOfWork, sign_up_id: int) -> EventSignUp | None:
    """A sign-up, its event held first: two of one person come one after the other."""
    row = work.session.get(EventSignUp, sign_up_id)
    if row is None:
        return None
    held_row(work, row.event_id)
    return work.session.get(EventSignUp, sign_up_id, with_for_update=True, populate_existing=True)


def _counted_already(work: UnitOfWork, row: EventSignUp) -> bool:
    same = select(EventSignUp.id).where(
        EventSignUp.event_id == row.event_id,
        EventSignUp.person == row.person,
        EventSignUp.status == SignUpStatus.CONFIRMED,
    )
    return work.session.scalar(same) is not None


def _empty(work: UnitOfWork, row: EventSignUp) -> None:
    row.status, row.person = SignUpStatus.WITHDRAWN, None
    forget_people(work, [row.details_id])
    work.session.flush()
