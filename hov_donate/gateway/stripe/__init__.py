"""The adapter: the only modules that speak to Stripe. API version: that of the pinned library."""

from hov_donate.gateway.stripe.balance import Balance
from hov_donate.gateway.stripe.checkouts import Checkouts
from hov_donate.gateway.stripe.lists import Lists
from hov_donate.gateway.stripe.payments import Payments
from hov_donate.gateway.stripe.recurring import Recurring


class StripeGateway(Checkouts, Recurring, Payments, Balance, Lists):
    """Stripe as the port wants it, one class a matter; see `client.Client` for its settings."""


__all__ = ["StripeGateway"]
