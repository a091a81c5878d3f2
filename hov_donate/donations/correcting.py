"""Writing a giver down as they are, and sending their receipt once more."""

import uuid

from sqlalchemy import select, update

from hov_donate.contacts.operations import correct_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.outbox.operations import send_again
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.queries import payment_by_reference

# Letters that have not left, or that nobody took, go to the right address.
NOT_GONE = (OutboxStatus.WAITING, OutboxStatus.FAILED)


def correct_giver(
    work: UnitOfWork, *, reference: str, identity: Identity, seal: IdentitySeal
) -> uuid.UUID:
    """Correct who gave, for every payment and recurring gift that was made with these details.

    Documents that were issued stay as they are; letters that have not left yet go to the right
    address. The id of the new details. Raises LookupError.
    """
    payment = payment_by_reference(work.session, reference, lock=True)
    if payment is None:
        raise LookupError(f"no payment {reference}")
    before = payment.details_id
    details = correct_details(work, details_id=before, identity=identity, seal=seal)
    for model in (Payment, Subscription):
        work.session.execute(
            update(model).where(model.details_id == before).values(details_id=details.id)
        )
    work.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.details_id == before, OutboxMessage.status.in_(NOT_GONE))
        .values(details_id=details.id)
    )
    return details.id


def send_receipt_again(work: UnitOfWork, *, reference: str) -> bool:
    """Send a gift's receipt once more, to its giver as they are known now.

    False while it waits to be sent anyway, or was never to be sent. Raises LookupError.
    """
    payment = payment_by_reference(work.session, reference)
    if payment is None:
        raise LookupError(f"no payment {reference}")
    letter = work.session.scalars(
        select(OutboxMessage.id).where(
            OutboxMessage.kind == MailKind.RECEIPT, OutboxMessage.object_id == reference
        )
    ).one_or_none()
    if letter is None:
        return False
    return send_again(work, message_id=letter, details_id=payment.details_id)
