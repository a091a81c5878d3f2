"""The adapter: the only module that speaks to Stripe. API version: that of the pinned library."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import stripe
from stripe.params.checkout import SessionCreateParams

from hov_donate.core.money import Money
from hov_donate.gateway import reading
from hov_donate.gateway.locales import checkout_locale
from hov_donate.gateway.port import (
    AnswerLostError,
    CheckoutRequest,
    GatewayRefusedError,
    GatewayUnavailableError,
    NotFoundError,
    Page,
    RemoteBalanceTransaction,
    RemoteCheckout,
    RemoteEndpoint,
    RemotePayment,
    RemotePayout,
)

# Telemetry would write to the home folder and tell Stripe about the machine.
stripe.enable_telemetry = False

PAGE_SIZE = 100
CHARGE = "latest_charge"
EXPAND_PAYMENT = [
    f"{CHARGE}.balance_transaction",
    f"{CHARGE}.refunds.data.balance_transaction",
    f"{CHARGE}.refunds.data.failure_balance_transaction",
]
# Four levels are the most that Stripe expands, so a session's refunds are not reached from it.
EXPAND_CHECKOUT = [f"payment_intent.{CHARGE}.balance_transaction"]

EXPAND_PAYOUT = ["balance_transaction", "failure_balance_transaction"]


class StripeGateway:
    """Stripe, or whatever speaks its API at `api_base`."""

    def __init__(
        self,
        *,
        secret_key: str,
        api_base: str,
        timeout_seconds: tuple[float, float] = (5, 20),
        retries: int = 2,
    ) -> None:
        """A connection is made at the first call, so that this survives a fork."""
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=timeout_seconds),
        )

    def open_checkout(self, request: CheckoutRequest) -> RemoteCheckout:
        """See the port. docs.stripe.com/api/checkout/sessions/create."""
        with _translated():
            session = self._client.v1.checkout.sessions.create(
                _session_params(request), {"idempotency_key": request.idempotency_key}
            )
        return reading.checkout(_plain(session))

    def read_checkout(self, session_id: str) -> RemoteCheckout:
        """See the port."""
        data = self._get(f"checkout/sessions/{session_id}", expand=EXPAND_CHECKOUT)
        checkout = reading.checkout(data)
        if checkout.payment is None or not _has_refunds(data):
            return checkout
        payment = self.read_payment(checkout.payment.id)
        return RemoteCheckout(**{**vars(checkout), "payment": payment})

    def expire_checkout(self, session_id: str) -> RemoteCheckout:
        """See the port. docs.stripe.com/api/checkout/sessions/expire."""
        with _translated():
            session = self._client.v1.checkout.sessions.expire(session_id)
        return reading.checkout(_plain(session))

    def read_payment(self, payment_id: str) -> RemotePayment:
        """See the port."""
        data = self._get(f"payment_intents/{payment_id}", expand=EXPAND_PAYMENT)
        charge = data.get("latest_charge") or {}
        refunds = charge.get("refunds") or {}
        if refunds.get("has_more"):
            refunds["data"] = self._all_refunds(charge["id"])
        return reading.payment(data)

    def _all_refunds(self, charge_id: str) -> list[dict[str, Any]]:
        """Every refund of a charge; the charge itself lists only the newest ten."""
        expand = ["data.balance_transaction", "data.failure_balance_transaction"]
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = self._get("refunds", charge=charge_id, limit=PAGE_SIZE, expand=expand, **cursor)
            found += page["data"]
            if not page["has_more"]:
                return found
            cursor = {"starting_after": found[-1]["id"]}

    def payment_of_charge(self, charge_id: str) -> str | None:
        """See the port."""
        found: str | None = self._get(f"charges/{charge_id}")["payment_intent"]
        return found

    def payment_of_refund(self, refund_id: str) -> str | None:
        """See the port."""
        found: str | None = self._get(f"refunds/{refund_id}")["payment_intent"]
        return found

    def read_payout(self, payout_id: str) -> RemotePayout:
        """See the port."""
        return reading.payout(self._get(f"payouts/{payout_id}", expand=EXPAND_PAYOUT))

    def payout_items(self, payout_id: str) -> Sequence[RemoteBalanceTransaction]:
        """See the port. docs.stripe.com/payouts/reconciliation."""
        items: list[RemoteBalanceTransaction] = []
        after: str | None = None
        while True:
            page = self._list_movements(after, payout=payout_id)
            items += [item for item in page.items if item.source_id != payout_id]
            after = page.next_after
            if after is None:
                return items

    def balance_transactions(self, *, since: datetime, after: str | None) -> Page:
        """See the port. Sources are expanded: they say what was given, and for which payment."""
        created = {"gte": int(since.timestamp())}
        return self._list_movements(after, created=created, expand=["data.source"])

    def _list_movements(self, after: str | None, **filters: object) -> Page:
        cursor = {"starting_after": after} if after else {}
        data = self._get("balance_transactions", limit=PAGE_SIZE, **filters, **cursor)
        items = [reading.listed_balance_transaction(each) for each in data["data"]]
        return Page(items, items[-1].id if data["has_more"] and items else None)

    def balances(self) -> dict[str, Money]:
        """See the port."""
        return reading.balances(self._get("balance"))

    def webhook_endpoints(self) -> Sequence[RemoteEndpoint]:
        """See the port."""
        data = self._get("webhook_endpoints", limit=PAGE_SIZE)
        return [reading.endpoint(each) for each in data["data"]]

    def account_name(self) -> str:
        """See the port."""
        account = self._get("account")
        settings = account.get("settings") or {}
        shown = (settings.get("dashboard") or {}).get("display_name")
        return str(shown or account["id"])

    def _get(self, path: str, **params: object) -> dict[str, Any]:
        """Read plain JSON: building the library's typed objects takes longer than the call."""
        with _translated():
            response = self._client.raw_request("get", f"/v1/{path}", **params)
        data: dict[str, Any] = response.data
        return data


def _session_params(request: CheckoutRequest) -> SessionCreateParams:
    """What is sent to open a page; the stamp is opaque and the description tells nothing.

    Metadata does not travel from a session to its PaymentIntent, so both get it. Only cards, until
    delayed methods are handled. Adaptive pricing would change the sum that was asked.
    """
    # Who was forgotten meanwhile types an address at Stripe.
    payer: SessionCreateParams = {"customer_email": request.email} if request.email else {}
    stamp = {reading.REFERENCE: request.reference, reading.INSTALLATION: request.installation}
    return {
        **payer,
        "mode": "payment",
        "submit_type": "donate",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.amount.currency.lower(),
                    "unit_amount": request.amount.minor,
                    "product_data": {"name": request.description},
                },
            }
        ],
        "allowed_payment_method_types": ["card"],
        "customer_creation": "if_required",
        "client_reference_id": request.reference,
        "metadata": {**stamp, reading.ATTEMPT: str(request.attempt)},
        "payment_intent_data": {"metadata": stamp, "description": request.description},
        "adaptive_pricing": {"enabled": False},
        "locale": checkout_locale(request.language),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
    }


def _has_refunds(session: dict[str, Any]) -> bool:
    charge = session["payment_intent"].get("latest_charge") or {}
    return bool(charge.get("amount_refunded"))


def _plain(session: stripe.checkout.Session) -> dict[str, Any]:
    data: dict[str, Any] = session.to_dict()
    return data


@contextmanager
def _translated() -> Iterator[None]:
    """Stripe's errors in our words; see the retry rules in docs/stripe.md."""
    try:
        yield
    except stripe.APIConnectionError as error:
        raise AnswerLostError(f"Stripe cannot be reached: {error}") from error
    except (stripe.RateLimitError, stripe.APIError) as error:
        raise GatewayUnavailableError(f"Stripe answers {error.http_status}: {error}") from error
    except stripe.InvalidRequestError as error:
        kind = NotFoundError if error.code == "resource_missing" else GatewayRefusedError
        raise kind(f"Stripe refuses: {error}", error.code or "") from error
    except stripe.StripeError as error:
        raise GatewayRefusedError(f"Stripe refuses: {error}", error.code or "") from error
