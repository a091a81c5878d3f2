"""Objects as callers see them: keys that are ours left out, `expand[]` followed."""

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
    "charge": {"balance_transaction", "customer", "payment_intent", "refunds"},
    "checkout.session": {"customer", "line_items", "payment_intent"},
    "dispute": {"charge", "payment_intent"},
    "payment_intent": {"customer", "latest_charge"},
    "payout": {"balance_transaction", "failure_balance_transaction"},
    "radar.early_fraud_warning": {"charge", "payment_intent"},
    "refund": {"balance_transaction", "charge", "failure_balance_transaction", "payment_intent"},
}

KINDS = {
    "ch": "charge",
    "cus": "customer",
    "pi": "payment_intent",
    "po": "payout",
    "re": "refund",
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

    def shown(self, row: Json, branches: Tree | None = None) -> Json:
        """One object. Raises ApiError when a branch leads nowhere."""
        found = {key: value for key, value in row.items() if key[0] != "_"}
        kind = row.get("object")
        if kind == "balance_transaction":
            found = movements.as_of(found, self._now)
        for field, inner in (branches or {}).items():
            if field not in EXPANDABLE.get(str(kind), ()):
                message = f"This property cannot be expanded ({field})."
                raise ApiError(message, param="expand")
            found[field] = self._expanded(row, field, inner)
        return found

    def listed(self, rows: Sequence[Json], url: str, branches: Tree, *, more: bool) -> Json:
        """A list object; of branches only `data` leads anywhere."""
        if branches.keys() - {"data"}:
            wrong = next(iter(branches.keys() - {"data"}))
            raise ApiError(f"This property cannot be expanded ({wrong}).", param="expand")
        inner = branches.get("data")
        data = [self.shown(row, inner) for row in rows]
        return {"object": "list", "data": data, "has_more": more, "url": url}

    def _expanded(self, row: Json, field: str, inner: Tree) -> Any:
        if field == "line_items":
            url = f"/v1/checkout/sessions/{row['id']}/line_items"
            return self.listed(row["_line_items"], url, inner, more=False)
        if field == "refunds":
            refunds = self._store.table("refund").having("charge", row["id"])
            url = f"/v1/charges/{row['id']}/refunds"
            return self.listed(refunds[::-1][:10], url, inner, more=len(refunds) > 10)
        key = row[field]
        if key is None:
            return None
        return self.shown(self._store.get(KINDS[key.split("_", 1)[0]], key), inner)
