"""Hosted pages."""

from typing import Any

import stripe
from stripe.params.checkout import SessionCreateParams

from hov_donate.gateway.locales import checkout_locale
from hov_donate.gateway.port import CheckoutRequest, RemoteCheckout
from hov_donate.gateway.reading import recurring as reading
from hov_donate.gateway.reading.basics import ATTEMPT, INSTALLATION, REFERENCE, id_of
from hov_donate.gateway.stripe.payments import CHARGE
from hov_donate.gateway.stripe.recurring import Recurring

# Four levels are the most that Stripe expands, so a session's refunds are not reached from it.
EXPAND_CHECKOUT = [f"payment_intent.{CHARGE}.balance_transaction", "subscription"]
# Debits that Stripe takes in a currency (docs.stripe.com/payments/bank-debits).
DEBITS = {"EUR": "sepa_debit", "GBP": "bacs_debit"}


class Checkouts(Recurring):
    """See the port."""

    def open_checkout(self, request: CheckoutRequest) -> RemoteCheckout:
        """See the port. docs.stripe.com/api/checkout/sessions/create."""
        with self.calling() as client:
            session = client.v1.checkout.sessions.create(
                _session_params(request), {"idempotency_key": request.idempotency_key}
            )
        return reading.checkout(_plain(session))

    def read_checkout(self, session_id: str) -> RemoteCheckout:
        """See the port."""
        data = self.get(f"checkout/sessions/{session_id}", expand=EXPAND_CHECKOUT)
        invoice_id = id_of(data.get("invoice"))
        if invoice_id:
            return reading.checkout(data, invoice=self.read_invoice(invoice_id))
        intent = data.get("payment_intent")
        paid = self.read_payment(intent["id"]) if intent and _has_more_to_tell(intent) else None
        return reading.checkout(data, paid=paid)

    def expire_checkout(self, session_id: str) -> RemoteCheckout:
        """See the port. docs.stripe.com/api/checkout/sessions/expire."""
        with self.calling() as client:
            session = client.v1.checkout.sessions.expire(session_id)
        return reading.checkout(_plain(session))


def _session_params(request: CheckoutRequest) -> SessionCreateParams:
    """What is sent to open a page; the stamp is opaque and the description tells nothing.

    Metadata does not travel from a session to its PaymentIntent or subscription, so both get it.
    Adaptive pricing would change the sum that was asked.
    """
    # Who was forgotten meanwhile types an address at Stripe.
    payer: SessionCreateParams = {"customer_email": request.email} if request.email else {}
    stamp = {REFERENCE: request.reference, INSTALLATION: request.installation}
    return {
        **payer,
        **_once_or_again(request, stamp),
        "allowed_payment_method_types": _methods(request.amount.currency),
        "client_reference_id": request.reference,
        "metadata": {**stamp, ATTEMPT: str(request.attempt)},
        "adaptive_pricing": {"enabled": False},
        "locale": checkout_locale(request.language),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
    }


def _once_or_again(request: CheckoutRequest, stamp: dict[str, str]) -> SessionCreateParams:
    """What differs: a subscription takes neither words for its button nor settings of its payment.

    docs.stripe.com/api/checkout/sessions/create#create_checkout_session-submit_type
    """
    price: Any = {
        "currency": request.amount.currency.lower(),
        "unit_amount": request.amount.minor,
        "product_data": {"name": request.description},
    }
    if request.interval is None:
        return {
            "mode": "payment",
            "submit_type": "donate" if request.gift else "pay",
            "line_items": [{"quantity": 1, "price_data": price}],
            "customer_creation": "if_required",
            "payment_intent_data": {"metadata": stamp, "description": request.description},
        }
    price["recurring"] = {"interval": request.interval.value}
    return {
        "mode": "subscription",
        "line_items": [{"quantity": 1, "price_data": price}],
        "subscription_data": {"metadata": stamp, "description": request.description},
    }


def _methods(currency: str) -> list[Any]:
    debit = DEBITS.get(currency)
    return ["card", debit] if debit else ["card"]


def _has_more_to_tell(intent: dict[str, Any]) -> bool:
    """Whether a payment has refunds, disputes or a reversal, which four levels do not reach."""
    charge = intent.get(CHARGE) or {}
    told = ("amount_refunded", "disputed", "failure_balance_transaction")
    return any(charge.get(name) for name in told)


def _plain(session: stripe.checkout.Session) -> dict[str, Any]:
    data: dict[str, Any] = session.to_dict()
    return data
