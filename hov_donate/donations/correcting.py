"""Writing a giver down as they are, and sending their receipt once more, however the gift came."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from hov_donate.contacts.operations import correct_details, hold_contact
from hov_donate.contacts.queries import details_alike, identity
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork, not_by_index
from hov_donate.documents.queries import receipt_of
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.donations.offline.operations.writing import tell
from hov_donate.donations.offline.queries import given_by_id
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.outbox.operations import send_again
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentPurpose

# Letters that have not left, or that nobody took, go to the right address.
NOT_GONE = (OutboxStatus.WAITING, OutboxStatus.FAILED)
# In the order in which everybody takes their locks, see docs/decisions/0002.
GIVEN = (Subscription, Payment, StandingOrder, OfflineGift)


def correct_giver(
    work: UnitOfWork, *, details_id: uuid.UUID, identity: Identity, seal: IdentitySeal
) -> None:
    """Correct who gave, for everything that was given with exactly this name and address.

    That is every gift at Stripe and outside it, and what still comes again and again. Documents
    that were issued stay as they are; letters that have not left yet go to the right address. What
    members and organisations pay is not touched: they are corrected as affiliates. Raises
    LookupError where nobody gave with these details, and where they were erased, somebody else
    corrected them or something more was given with them meanwhile.
    """
    held = _hold_given(work.session, details_alike(work.session, seal, details_id))
    hold_contact(work, details_id=details_id)
    standing = details_alike(work.session, seal, details_id)
    if _given_with(work.session, standing) - held:
        raise LookupError(f"more was given with the details {details_id} meanwhile")
    alike = _gave_with(work.session, standing)
    if details_id not in alike:
        raise LookupError(f"nobody gave with the details {details_id}")
    replaced = correct_details(work, details_ids=alike, identity=identity, seal=seal)
    for before, now in replaced.items():
        _put_in_place(work, before, now)


def _hold_given(session: Session, details_ids: Sequence[uuid.UUID]) -> set[tuple[str, int]]:
    """Hold all that was given with these details, before its giver.

    As a gift that has just been paid does, which then asks what else its giver gave.
    """
    return _given_with(session, details_ids, lock=True)


def _given_with(
    session: Session, details_ids: Sequence[uuid.UUID], *, lock: bool = False
) -> set[tuple[str, int]]:
    found = set()
    for table in GIVEN:
        query = select(table.id).where(table.details_id.in_(details_ids)).order_by(table.id)
        if lock:
            query = query.with_for_update(key_share=True)
        found |= {(table.__tablename__, each) for each in session.scalars(query)}
    return found


def _gave_with(session: Session, details_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    return [each for each in details_ids if session.scalar(select(_gave(each)))]


def _gave(details_id: uuid.UUID) -> ColumnElement[bool]:
    """Whether these details are a giver's; payments are members' too."""
    gift = PaymentPurpose.DONATION
    return or_(
        exists().where(Payment.details_id == details_id, not_by_index(Payment.purpose == gift)),
        exists().where(
            Subscription.details_id == details_id, not_by_index(Subscription.purpose == gift)
        ),
        exists().where(OfflineGift.details_id == details_id),
        exists().where(StandingOrder.details_id == details_id),
    )


def _put_in_place(work: UnitOfWork, before: uuid.UUID, now: uuid.UUID) -> None:
    for table in GIVEN:
        work.session.execute(update(table).where(table.details_id == before).values(details_id=now))
    work.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.details_id == before, OutboxMessage.status.in_(NOT_GONE))
        .values(details_id=now)
    )


def send_receipt_again(work: UnitOfWork, *, reference: str) -> bool:
    """Send the receipt of a gift at Stripe once more, to its giver as they are known now.

    False while it waits to be sent anyway, or was never to be sent. Raises LookupError.
    """
    payment = payment_by_reference(work.session, reference)
    if payment is None:
        raise LookupError(f"no payment {reference}")
    return _send_again(work, MailKind.RECEIPT, reference, payment.details_id)


def send_offline_receipt_again(work: UnitOfWork, *, gift_id: int, seal: IdentitySeal) -> bool:
    """Send the receipt of a gift outside Stripe once more, or for the first time.

    The first time is when an address became known after it was recorded. False while it waits to be
    sent anyway, where there is none or no address to send it to, and for a gift that was taken
    back: its correction went with the receipt. Raises LookupError.
    """
    given = given_by_id(work.session, gift_id)
    if given is None:
        raise LookupError(f"no gift {gift_id}")
    gift, details_id = given.gift, given.gift.details_id
    if details_id is None or given.reversal is not None:
        return False
    someone = identity(work.session, seal, details_id)
    if someone is None or not someone.email or receipt_of(work.session, gift.reference) is None:
        return False
    kind = MailKind.OFFLINE_RECEIPT
    if _letter(work.session, kind, gift.reference) is None:
        tell(work, gift, kind, seal=seal)
        return True
    return _send_again(work, kind, gift.reference, details_id)


def _send_again(work: UnitOfWork, kind: MailKind, reference: str, details_id: uuid.UUID) -> bool:
    letter = _letter(work.session, kind, reference)
    return letter is not None and send_again(work, message_id=letter, details_id=details_id)


def _letter(session: Session, kind: MailKind, about: str) -> int | None:
    return session.scalars(
        select(OutboxMessage.id).where(OutboxMessage.kind == kind, OutboxMessage.object_id == about)
    ).one_or_none()
