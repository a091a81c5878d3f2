"""The simulator takes no parameter that Stripe would refuse."""

import pytest
import stripe.params as known
from stripe.params import billing_portal, checkout, radar

from hov_donate.simulator.api import ROUTES

# What the library itself adds to some of its dicts is not sent.
DECLARED = {
    ("POST", "/v1/billing_portal/sessions"): billing_portal.SessionCreateParams,
    ("POST", "/v1/checkout/sessions"): checkout.SessionCreateParams,
    ("GET", "/v1/checkout/sessions"): checkout.SessionListParams,
    ("GET", "/v1/checkout/sessions/<key>/line_items"): checkout.SessionListLineItemsParams,
    ("POST", "/v1/customers"): known.CustomerCreateParams,
    ("POST", "/v1/customers/<key>"): known.CustomerUpdateParams,
    ("GET", "/v1/customers"): known.CustomerListParams,
    ("GET", "/v1/charges"): known.ChargeListParams,
    ("GET", "/v1/disputes"): known.DisputeListParams,
    ("GET", "/v1/balance_transactions"): known.BalanceTransactionListParams,
    ("GET", "/v1/events"): known.EventListParams,
    ("GET", "/v1/invoices"): known.InvoiceListParams,
    ("GET", "/v1/invoice_payments"): known.InvoicePaymentListParams,
    ("GET", "/v1/payouts"): known.PayoutListParams,
    ("GET", "/v1/radar/early_fraud_warnings"): radar.EarlyFraudWarningListParams,
    ("POST", "/v1/refunds"): known.RefundCreateParams,
    ("GET", "/v1/refunds"): known.RefundListParams,
    ("GET", "/v1/subscriptions"): known.SubscriptionListParams,
    ("POST", "/v1/subscriptions/<key>"): known.SubscriptionUpdateParams,
    ("DELETE", "/v1/subscriptions/<key>"): known.SubscriptionCancelParams,
    ("POST", "/v1/webhook_endpoints"): known.WebhookEndpointCreateParams,
    ("POST", "/v1/webhook_endpoints/<key>"): known.WebhookEndpointUpdateParams,
}


@pytest.mark.parametrize(("method", "path"), DECLARED)
def test_what_an_address_takes_is_known_to_the_library(method: str, path: str) -> None:
    (route,) = [each for each in ROUTES if (each.method, each.path) == (method, path)]
    assert not route.schema.keys() - DECLARED[method, path].__annotations__.keys()
