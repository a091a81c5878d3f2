"""Which events Stripe is asked for, and what brings the objects that they name up to date."""

from collections.abc import Callable
from functools import partial

from hov_donate.core.db import Database
from hov_donate.gateway.port import PaymentGateway
from hov_donate.payments import processes as payments
from hov_donate.payments.rules import Outcome
from hov_donate.reconciliation.processes import sync_payout

# The object that an event names → how it is brought up to date.
SYNCS: dict[str, Callable[[Database, PaymentGateway, str], Outcome]] = {
    "checkout.session": payments.sync_checkout,
    "payment_intent": payments.sync_payment,
    "charge": payments.sync_charge,
    "refund": payments.sync_refund,
    "dispute": payments.sync_dispute,
    "radar.early_fraud_warning": payments.sync_fraud_warning,
    "invoice": payments.sync_invoice,
    "invoice_payment": payments.sync_invoice_payment,
    "subscription": payments.sync_subscription,
    "payout": sync_payout,
}

# The events that Stripe is asked to send; docs/stripe.md says what each is for.
EVENT_TYPES = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.processing",
        "payment_intent.payment_failed",
        "charge.failed",
        "charge.updated",
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "radar.early_fraud_warning.created",
        "radar.early_fraud_warning.updated",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "customer.subscription.paused",
        "customer.subscription.resumed",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_failed",
        "invoice.payment_action_required",
        "invoice.voided",
        "invoice.marked_uncollectible",
        "invoice_payment.paid",
        "payout.created",
        "payout.updated",
        "payout.paid",
        "payout.failed",
        "payout.canceled",
        "payout.reconciliation_completed",
    }
)


def syncs(database: Database, gateway: PaymentGateway) -> dict[str, Callable[[str], str]]:
    """The syncs, ready to be called with an object's id."""
    return {kind: partial(sync, database, gateway) for kind, sync in SYNCS.items()}
