"""What a payer or a member of staff does to a recurring payment: told to Stripe, then read back."""

from datetime import datetime, timedelta

from hov_donate.core.db import Database
from hov_donate.core.money import CurrencyMismatchError, Money
from hov_donate.gateway.port import GatewayError, PaymentGateway
from hov_donate.payments import operations, queries
from hov_donate.payments.models import Subscription
from hov_donate.payments.processes.syncing import sync_subscription

# Long enough for the charge of the skipped day to be dropped, too short to reach the next one.
SKIP_ENDS_AFTER = timedelta(days=2)


def cancel(
    database: Database, gateway: PaymentGateway, *, reference: str, actor: str, reason: str
) -> None:
    """End a recurring payment, here and at Stripe.

    The wish is written down first: should Stripe be silent or this process die, `finish_cancelling`
    tells Stripe later. Raises GatewayError, then the wish stands; LookupError.
    """
    with database.writing() as work:
        operations.ask_for_end(work, reference=reference, actor=actor, reason=reason)
    _end(database, gateway, _existing(database, reference))


def finish_cancelling(database: Database, gateway: PaymentGateway) -> None:
    """Tell Stripe of every end that was asked for and of which it has not heard.

    One that cannot be ended holds up no other. Raises the last GatewayError, for the job to keep.
    """
    with database.reading() as session:
        waiting = queries.ends_asked_for(session)
    failed: GatewayError | None = None
    for subscription in waiting:
        try:
            _end(database, gateway, subscription)
        except GatewayError as error:
            failed = error
    if failed is not None:
        raise failed


def _end(database: Database, gateway: PaymentGateway, subscription: Subscription) -> None:
    gateway.cancel_subscription(subscription.stripe_subscription_id)
    sync_subscription(database, gateway, subscription.stripe_subscription_id)


def change_amount(
    database: Database, gateway: PaymentGateway, *, reference: str, amount: Money, key: str
) -> None:
    """Take another amount from the next instalment on. `key` makes pressing twice one change.

    Raises GatewayError, LookupError, and CurrencyMismatchError for an amount in another currency.
    """
    subscription = _existing(database, reference)
    if amount.currency != subscription.currency:
        raise CurrencyMismatchError(f"{reference} is taken in {subscription.currency}")
    remote = gateway.read_subscription(subscription.stripe_subscription_id)
    if remote.amount != amount:
        # An old form that is sent again asks anew: Stripe would only repeat its old answer.
        asked = f"{key}:{subscription.version}"
        gateway.change_subscription_amount(
            remote, amount, idempotency_key=f"subscription:{reference}:amount:{asked}:v1"
        )
    sync_subscription(database, gateway, remote.id)


def skip_next(database: Database, gateway: PaymentGateway, *, reference: str) -> datetime | None:
    """Leave out the next instalment; the day that is left out. Raises GatewayError, LookupError."""
    subscription = _existing(database, reference)
    remote = gateway.read_subscription(subscription.stripe_subscription_id)
    if remote.next_charge_at is not None:
        gateway.pause_subscription(remote.id, remote.next_charge_at + SKIP_ENDS_AFTER)
    sync_subscription(database, gateway, remote.id)
    return remote.next_charge_at


def skip_none(database: Database, gateway: PaymentGateway, *, reference: str) -> None:
    """Take the next instalment after all. Raises GatewayError, LookupError."""
    subscription = _existing(database, reference)
    gateway.pause_subscription(subscription.stripe_subscription_id, None)
    sync_subscription(database, gateway, subscription.stripe_subscription_id)


def card_page(
    database: Database, gateway: PaymentGateway, *, reference: str, return_url: str
) -> str:
    """Where the payer can give another card; good for one visit.

    Raises GatewayError, LookupError.
    """
    subscription = _existing(database, reference)
    return gateway.open_portal(subscription.stripe_customer_id, return_url=return_url)


def _existing(database: Database, reference: str) -> Subscription:
    with database.reading() as session:
        found = queries.subscription_by_reference(session, reference)
    if found is None:
        raise LookupError(f"no recurring payment {reference}")
    return found
