"""Memberships that a card renews every year: it begins, fails, and ends; see `instalments` too."""

from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, InvoicePayment
from hov_donate.affiliations.operations.letters import tell_of_invoice
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.standing import stand_anew
from hov_donate.affiliations.queries.money import owed
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments import operations as payments
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.queries import subscription_by_reference
from hov_donate.payments.rules import PaymentPurpose

# Who ended a renewal by card and why; the office reads it.
THE_MEMBER, ANOTHER_BEGAN = "member", "another renewal by card began"
THE_END, RESIGNED = "membership", "the membership has ended"


def begin_renewing(work: UnitOfWork, *, payment_id: int) -> None:
    """The card that paid renews the membership every year from now on, where that was wished.

    One that did so before does no more.
    """
    asked = work.session.get(InvoicePayment, payment_id)
    payment = work.session.get(Payment, payment_id)
    if asked is None or payment is None or payment.interval is None:
        return
    affiliation = lock_affiliation(work, asked.affiliation_id)
    replace_card(work, affiliation=affiliation, subscription_id=payment.subscription_id)


def replace_card(
    work: UnitOfWork, *, affiliation: Affiliation, subscription_id: int | None
) -> None:
    """Let another card renew a membership; the one that did before is to end at Stripe.

    None leaves it as it was.
    """
    before = affiliation.subscription_id
    if subscription_id is None or subscription_id == before:
        return
    if before is not None:
        old = work.session.get_one(Subscription, before)
        payments.ask_for_end(work, reference=old.reference, actor=THE_MEMBER, reason=ANOTHER_BEGAN)
    affiliation.subscription_id = subscription_id
    work.session.flush()


def stop_with_membership(work: UnitOfWork, *, affiliation_id: int) -> None:
    """Whose membership has ended pays nothing more; Stripe hears of it within minutes."""
    affiliation = work.session.get_one(Affiliation, affiliation_id)
    if affiliation.subscription_id is None:
        return
    card = work.session.get_one(Subscription, affiliation.subscription_id)
    payments.ask_for_end(work, reference=card.reference, actor=THE_END, reason=RESIGNED)


def tell_not_taken(work: UnitOfWork, *, payment_id: int) -> None:
    """An instalment could not be taken: its member can confirm it, or pay in another way."""
    asked = work.session.get(InvoicePayment, payment_id)
    payment = work.session.get(Payment, payment_id)
    if asked is None or payment is None:
        return
    affiliation = work.session.get_one(Affiliation, asked.affiliation_id)
    put_out(
        work,
        kind=MailKind.MEMBERSHIP_NOT_TAKEN,
        object_id=f"{affiliation.id}/{payment.stripe_invoice_id}",
        details_id=affiliation.details_id or payment.details_id,
        language=affiliation.language,
    )


def end_renewing(work: UnitOfWork, *, reference: str, settings: Settings) -> None:
    """A card renews nothing any more: what it did not pay is asked for by invoice, as of others."""
    subscription = subscription_by_reference(work.session, reference)
    if subscription is None or subscription.purpose is not PaymentPurpose.AFFILIATION:
        return
    whose = work.session.scalars(
        select(Affiliation).where(Affiliation.subscription_id == subscription.id)
    ).one_or_none()
    if whose is None:
        return
    for waiting in owed(work.session, whose.id):
        tell_of_invoice(work, invoice=waiting.invoice, kind=MailKind.INVOICE_ISSUED)
    today = booking_day(work.now, settings.campaign.time_zone)
    stand_anew(work, affiliation_id=whose.id, today=today)
