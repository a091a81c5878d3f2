"""The port: what a payment provider must do for us. Only `gateway.stripe` knows how Stripe does it.

Reading never changes anything; every write carries an idempotency key or is idempotent by nature.
"""

from hov_donate.gateway.port.asked import EventVerifier, PaymentGateway
from hov_donate.gateway.port.errors import (
    AnswerLostError,
    EventRefusedError,
    GatewayError,
    GatewayRefusedError,
    GatewayUnavailableError,
    NotFoundError,
    NotOneOfOursError,
)
from hov_donate.gateway.port.objects import (
    CheckoutRequest,
    CheckoutStatus,
    Interval,
    Moved,
    Page,
    PaidStatus,
    RemoteBalanceTransaction,
    RemoteCheckout,
    RemoteDispute,
    RemoteEndpoint,
    RemoteFraudWarning,
    RemoteInvoice,
    RemotePayment,
    RemotePayout,
    RemoteRefund,
    RemoteSubscription,
    Sighting,
    SightingPage,
)

__all__ = [
    "AnswerLostError",
    "CheckoutRequest",
    "CheckoutStatus",
    "EventRefusedError",
    "EventVerifier",
    "GatewayError",
    "GatewayRefusedError",
    "GatewayUnavailableError",
    "Interval",
    "Moved",
    "NotFoundError",
    "NotOneOfOursError",
    "Page",
    "PaidStatus",
    "PaymentGateway",
    "RemoteBalanceTransaction",
    "RemoteCheckout",
    "RemoteDispute",
    "RemoteEndpoint",
    "RemoteFraudWarning",
    "RemoteInvoice",
    "RemotePayment",
    "RemotePayout",
    "RemoteRefund",
    "RemoteSubscription",
    "Sighting",
    "SightingPage",
]
