"""Looking gifts up."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import Session, aliased

from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails
from hov_donate.core.money import Money
from hov_donate.donations.models import Donation
from hov_donate.donations.offline.queries import held_for_gifts
from hov_donate.donations.review.models import GiftBesideFee
from hov_donate.gateway.port import Interval
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.payments.models import CheckoutAttempt, Payment, Subscription
from hov_donate.payments.queries import is_unmatched
from hov_donate.payments.rules import RECEIVED, PaymentStatus, SubscriptionStatus


def reference_of_form(session: Session, form: str) -> str | None:
    """The reference of the gift that was made with a form, if one was."""
    return session.scalars(
        select(Payment.reference)
        .join(Donation, Donation.payment_id == Payment.id)
        .where(Donation.form == form)
    ).one_or_none()


@dataclass(frozen=True)
class Gift:
    """A gift as its donor sees it."""

    reference: str
    amount: Money
    interval: Interval | None
    status: PaymentStatus
    paid_at: datetime | None
    language: str
    details_id: uuid.UUID
    unmatched: bool
    # Once it comes again and again: whose instalment it is, and where it can be settled by hand.
    subscription_id: int | None
    settle_url: str | None
    fund: str
    # Here, and looked at before it is accepted.
    held: bool

    @property
    def again(self) -> bool:
        """Whether it is, or is to be, one of many."""
        return self.interval is not None or self.subscription_id is not None


def donation_of(session: Session, payment_id: int) -> Donation | None:
    """The gift that a payment is for, if it is for one."""
    return session.scalars(select(Donation).where(Donation.payment_id == payment_id)).one_or_none()


def donation_by_reference(session: Session, reference: str) -> Donation | None:
    """The gift with this reference, if it is one."""
    return session.scalars(
        select(Donation)
        .join(Payment, Payment.id == Donation.payment_id)
        .where(Payment.reference == reference)
    ).one_or_none()


def gift(session: Session, reference: str) -> Gift | None:
    """The gift with this reference."""
    found = session.execute(
        select(Payment, Donation)
        .join(Donation, Donation.payment_id == Payment.id)
        .where(Payment.reference == reference)
    ).one_or_none()
    if found is None:
        return None
    payment, donation = found
    return Gift(
        reference=reference,
        amount=payment.amount,
        interval=payment.interval,
        status=payment.status,
        paid_at=payment.paid_at,
        language=donation.language,
        details_id=payment.details_id,
        unmatched=is_unmatched(session, reference),
        subscription_id=payment.subscription_id,
        settle_url=payment.hosted_url,
        fund=payment.fund,
        held=payment.held,
    )


def details_to_forget(
    session: Session,
    before: datetime,
    held: ColumnElement[bool] | None = None,
    limit: int = 200,
) -> list[uuid.UUID]:
    """Details older than `before` that we have no leave to remember and no more use for.

    `held` says which of them others need. Leave is given for a gift, with the form that brought it:
    neither another form of the same address nor a tick that was taken away before paying counts.
    What is still being paid or written to is waited for. What staff corrected stays for as long as
    what stands in its place: the documents of that time are drawn with it.
    """
    of_these = Payment.details_id == ContactDetails.id
    leave = exists().where(
        of_these,
        Payment.status.in_(RECEIVED),
        Consent.details_id == ContactDetails.id,
        Consent.purpose == ConsentPurpose.KEEP_DETAILS,
        Consent.withdrawn_at.is_(None),
    )
    paid_lately = exists().where(of_these, Payment.paid_at > before)
    tried_lately = exists().where(
        of_these, CheckoutAttempt.payment_id == Payment.id, CheckoutAttempt.expires_at > before
    )
    to_be_written_to = exists().where(
        OutboxMessage.details_id == ContactDetails.id, OutboxMessage.status == OutboxStatus.WAITING
    )
    # Whoever gives every month is written to when a card fails, and before a yearly charge.
    still_giving = exists().where(
        Subscription.details_id == ContactDetails.id,
        Subscription.status.in_([each for each in SubscriptionStatus if each.alive]),
    )
    on_its_way = exists().where(of_these, Payment.status == PaymentStatus.PROCESSING)
    # Whoever's gift is held hears what becomes of it, and may yet get a receipt.
    is_held = exists().where(
        of_these, Payment.held, Payment.refunded_minor + Payment.lost_minor < Payment.amount_minor
    )
    beside_fee_held = exists().where(
        GiftBesideFee.details_id == ContactDetails.id, GiftBesideFee.held_minor > 0
    )
    in_its_place = aliased(ContactDetails)
    corrected = exists().where(
        in_its_place.id == ContactDetails.replaced_by_id, in_its_place.sealed.is_not(None)
    )
    return list(
        session.scalars(
            select(ContactDetails.id)
            .where(ContactDetails.sealed.is_not(None), ContactDetails.recorded_at <= before)
            .where(~leave, ~paid_lately, ~tried_lately, ~to_be_written_to)
            .where(~still_giving, ~on_its_way, ~is_held, true() if held is None else ~held)
            .where(~held_for_gifts(before), ~beside_fee_held, ~corrected)
            .limit(limit)
            .with_for_update(of=ContactDetails, skip_locked=True)
        )
    )


def paid_donation(session: Session, payment_id: int) -> tuple[Donation, Payment] | None:
    """The donation of a payment, with the payment; None when it is not one."""
    row = session.execute(
        select(Donation, Payment)
        .join(Payment, Payment.id == Donation.payment_id)
        .where(Payment.id == payment_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])
