"""Facts about the reconciliation."""

from dataclasses import dataclass

from hov_donate.core.events import Event


@dataclass(frozen=True)
class UnknownCategoryPosted(Event):
    """Stripe moved money for a reason that the books have no place for; it stands in suspense."""

    balance_transaction_id: str
    reporting_category: str


@dataclass(frozen=True)
class PayoutFailed(Event):
    """The bank did not take what Stripe sent; the money is in Stripe's balance again."""

    stripe_payout_id: str
