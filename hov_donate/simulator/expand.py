"""Objects as callers see them: keys that are ours left out, `expand[]` followed."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.objects import movements
from hov_donate.simulator.store import Store

Json = dict[str, Any]
Tree = dict[str, "Tree"]

DEEPEST = 4

EXPANDABLE = {
    "balance_transaction": {"source"},
    "invoice": {"customer", "default_payment_method", "parent", "payments"},
    "invoice.parent": {"subscription_details"},
    "invoice.parent.subscription_details": {"subscription"},
    "invoice_payment": {"invoice", "payment"},
    "invoice_payment.payment": {"charge", "payment_intent"},
    "charge": {
        "balance_transaction",
        "customer",
        "failure_balance_transaction",
        "payment_intent",
        "refunds",
    },
    "checkout.session": {"customer", "invoice", "line_items", "payment_intent", "subscription"},
    "dispute": {"charge", "payment_intent"},
    "payment_intent": {"customer", "latest_charge", "payment_method"},
    "payment_method": {"customer"},
    "payout": {"balance_transaction", "failure_balance_transaction"},
    "radar.early_fraud_warning": {"charge", "payment_intent"},
    "refund": {"balance_transaction", "charge", "failure_balance_transaction", "payment_intent"},
    "price": {"product"},
    "subscription": {"customer", "default_payment_method", "items", "latest_invoice"},
    "subscription_item": {"price"},
}

KINDS = {
    "ch": "charge",
    "cus": "customer",
    "in": "invoice",
    "pi": "payment_intent",
    "pm": "payment_method",
    "dp": "dispute",
    "du": "dispute",
    "po": "payout",
    "py": "charge",
    "pyr": "refund",
    "prod": "product",
    "re": "refund",
    "sub": "subscription",
    "txn": "balance_transaction",
}


def tree(paths: Iterable[str]) -> Tree:
    """Paths as nested dicts. Raises ApiError for one that goes too deep."""
    found: Tree = {}
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST:
            message = f"You cannot expand more than {DEEPEST} levels of a property: {path}"
            raise ApiError(message, param="expand")
        branch = found
        for part in parts:
            branch = branch.setdefault(part, {})
    return found


class Renderer:
    """Shows objects as they are at one moment."""

    def __init__(self, store: Store, now: int) -> None:
        """A balance transaction is pending or available depending on `now`."""
        self._store = store
        self._now = now

    def shown(self, row: Json, branches: Tree | None = None, within: str = "") -> Json:
        """One object, or a part of one. Raises ApiError when a branch leads nowhere."""
        if "_deleted" in row:
            return {"id": row["id"], "object": row["object"], "deleted": True}
        found = {key: value for key, value in row.items() if key[0] != "_"}
        if "_data" in row:
            found["data"] = json.loads(row["_data"])
        kind = row.get("object", within)
        if kind == "balance_transaction":
            found = movements.as_of(found, self._now)
        elif kind == "dispute":
            rows = self._store.table("balance_transaction").rows
            moved = [self.shown(rows[key]) for key in row["balance_transactions"]]
            found["balance_transactions"] = moved
        for field, inner in (branches or {}).items():
            if field not in EXPANDABLE.get(str(kind), ()):
                message = f"This property cannot be expanded ({field})."
                raise ApiError(message, param="expand")
            found[field] = self._expanded(row, field, inner, f"{kind}.{field}")
        return found

    def listed(self, rows: Sequence[Json], url: str, branches: Tree, *, more: bool) -> Json:
        """A list object; of branches only `data` leads anywhere."""
        if branches.keys() - {"data"}:
            wrong = next(iter(branches.keys() - {"data"}))
            raise ApiError(f"This property cannot be expanded ({wrong}).", param="expand")
        inner = branches.get("data")
        data = [self.shown(row, inner) for row in rows]
        return {"object": "list", "data": data, "has_more": more, "url": url}

    def _expanded(self, row: Json, field: str, inner: Tree, within: str) -> Any:
        if field == "line_items":
            url = f"/v1/checkout/sessions/{row['id']}/line_items"
            return self.listed(row["_line_items"], url, inner, more=False)
        if field == "refunds":
            refunds = self._store.table("refund").having("charge", row["id"])
            url = f"/v1/charges/{row['id']}/refunds"
            return self.listed(refunds[::-1][:10], url, inner, more=len(refunds) > 10)
        if field == "payments":
            payments = self._store.table("invoice_payment").having("invoice", row["id"])
            url = f"/v1/invoices/{row['id']}/payments"
            return self.listed(payments, url, inner, more=False)
        key = row.get(field)
        if key is None:
            return None
        if isinstance(key, dict):
            return self._inside(key, inner, within)
        return self.shown(self._store.get(KINDS[key.split("_", 1)[0]], key), inner)

    def _inside(self, value: Json, inner: Tree, within: str) -> Json:
        """What is shown in full anyway, with something further in it expanded."""
        if value.get("object") == "list":
            return value | self.listed(value["data"], value["url"], inner, more=value["has_more"])
        return self.shown(value, inner, within)
