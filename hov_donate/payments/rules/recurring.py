"""How recurring payments stand."""

from enum import StrEnum


class SubscriptionStatus(StrEnum):
    """How a recurring payment stands; `SUBSCRIPTION_STATUSES` translates Stripe's words."""

    STARTING = "starting"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    PAUSED = "paused"
    ENDED = "ended"
    NEVER_STARTED = "never_started"

    @property
    def alive(self) -> bool:
        """Whether Stripe may still take money for it."""
        return self not in {SubscriptionStatus.ENDED, SubscriptionStatus.NEVER_STARTED}


# docs.stripe.com/api/subscriptions/object#subscription_object-status. An `unpaid` one takes nothing
# any more but is not ended: the treasurer or the donor decides.
SUBSCRIPTION_STATUSES = {
    "incomplete": SubscriptionStatus.STARTING,
    "trialing": SubscriptionStatus.ACTIVE,
    "active": SubscriptionStatus.ACTIVE,
    "past_due": SubscriptionStatus.PAST_DUE,
    "unpaid": SubscriptionStatus.PAST_DUE,
    "paused": SubscriptionStatus.PAUSED,
    "canceled": SubscriptionStatus.ENDED,
    "incomplete_expired": SubscriptionStatus.NEVER_STARTED,
}


def subscription_status(word: str, *, paused: bool) -> SubscriptionStatus:
    """Stripe's word in ours. A word not known yet counts as alive, so that it is looked at."""
    status = SUBSCRIPTION_STATUSES.get(word, SubscriptionStatus.ACTIVE)
    is_pause = paused and status is SubscriptionStatus.ACTIVE
    return SubscriptionStatus.PAUSED if is_pause else status
