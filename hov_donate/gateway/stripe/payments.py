"""Payments, their refunds and disputes."""

from collections.abc import Mapping
from typing import Any

from stripe.params import RefundCreateParams

from hov_donate.core.money import Money
from hov_donate.gateway.port import RemoteFraudWarning, RemotePayment
from hov_donate.gateway.reading import payments as reading
from hov_donate.gateway.reading.basics import REFERENCE, REQUEST, id_of
from hov_donate.gateway.stripe.client import Client, Json

CHARGE = "latest_charge"
EXPAND_PAYMENT = [
    f"{CHARGE}.balance_transaction",
    f"{CHARGE}.failure_balance_transaction",
    f"{CHARGE}.refunds.data.balance_transaction",
    f"{CHARGE}.refunds.data.failure_balance_transaction",
]
EXPAND_REFUNDS = ["data.balance_transaction", "data.failure_balance_transaction"]


class Payments(Client):
    """See the port."""

    def read_payment(self, payment_id: str) -> RemotePayment:
        """See the port. Who gave no stamp may be an instalment: `invoice_payments` tells."""
        data = self._payment_data(payment_id)
        stamped = REFERENCE in (data.get("metadata") or {})
        invoice = None if stamped else self._invoice_of(payment_id)
        return reading.payment(data, disputes=self._disputes(data), invoice_id=invoice)

    def _payment_data(self, payment_id: str) -> Json:
        data = self.get(f"payment_intents/{payment_id}", expand=EXPAND_PAYMENT)
        charge = data.get(CHARGE) or {}
        refunds = charge.get("refunds") or {}
        if refunds.get("has_more"):
            # The charge itself lists only the newest ten.
            refunds["data"] = self.get_all("refunds", charge=charge["id"], expand=EXPAND_REFUNDS)
        return data

    def _disputes(self, payment: Json) -> list[Json]:
        disputed = (payment.get(CHARGE) or {}).get("disputed")
        return self.get_all("disputes", payment_intent=payment["id"]) if disputed else []

    def _invoice_of(self, payment_id: str) -> str | None:
        asked = {"type": "payment_intent", "payment_intent": payment_id}
        rows = self.get("invoice_payments", payment=asked, limit=1)["data"]
        return id_of(rows[0]["invoice"]) if rows else None

    def refund(
        self, payment_id: str, amount: Money | None, *, idempotency_key: str, request: str = ""
    ) -> None:
        """See the port. docs.stripe.com/api/refunds/create."""
        asked: RefundCreateParams = {"payment_intent": payment_id}
        if amount is not None:
            asked["amount"] = amount.minor
        if request:
            asked["metadata"] = {REQUEST: request}
        with self.calling() as client:
            client.v1.refunds.create(asked, {"idempotency_key": idempotency_key})

    def answer_dispute(
        self, dispute_id: str, evidence: Mapping[str, str], *, idempotency_key: str
    ) -> None:
        """See the port. docs.stripe.com/api/disputes/update, docs.stripe.com/disputes/api."""
        asked: Any = {"evidence": dict(evidence), "submit": True}
        with self.calling() as client:
            client.v1.disputes.update(dispute_id, asked, {"idempotency_key": idempotency_key})

    def payment_of_charge(self, charge_id: str) -> str | None:
        """See the port."""
        return self._payment_of("charges", charge_id)

    def payment_of_refund(self, refund_id: str) -> str | None:
        """See the port."""
        return self._payment_of("refunds", refund_id)

    def payment_of_dispute(self, dispute_id: str) -> str | None:
        """See the port."""
        return self._payment_of("disputes", dispute_id)

    def _payment_of(self, path: str, object_id: str) -> str | None:
        found: Any = self.get(f"{path}/{object_id}")["payment_intent"]
        return id_of(found)

    def read_fraud_warning(self, warning_id: str) -> RemoteFraudWarning:
        """See the port."""
        return reading.fraud_warning(self.get(f"radar/early_fraud_warnings/{warning_id}"))
