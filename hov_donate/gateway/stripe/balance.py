"""The balance, its movements and payouts; the account itself."""

from collections.abc import Sequence
from datetime import datetime

from hov_donate.core.money import Money
from hov_donate.gateway.port import (
    Page,
    RemoteBalanceTransaction,
    RemoteEndpoint,
    RemotePayout,
)
from hov_donate.gateway.reading import balance as reading
from hov_donate.gateway.stripe.client import PAGE_SIZE, Client

EXPAND_PAYOUT = ["balance_transaction", "failure_balance_transaction"]


class Balance(Client):
    """See the port."""

    def read_payout(self, payout_id: str) -> RemotePayout:
        """See the port."""
        return reading.payout(self.get(f"payouts/{payout_id}", expand=EXPAND_PAYOUT))

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
        data = self.get("balance_transactions", limit=PAGE_SIZE, **filters, **cursor)
        items = [reading.listed_balance_transaction(each) for each in data["data"]]
        return Page(items, items[-1].id if data["has_more"] and items else None)

    def balances(self) -> dict[str, Money]:
        """See the port."""
        return reading.balances(self.get("balance"))

    def webhook_endpoints(self) -> Sequence[RemoteEndpoint]:
        """See the port."""
        data = self.get("webhook_endpoints", limit=PAGE_SIZE)
        return [reading.endpoint(each) for each in data["data"]]

    def account_name(self) -> str:
        """See the port."""
        account = self.get("account")
        settings = account.get("settings") or {}
        shown = (settings.get("dashboard") or {}).get("display_name")
        return str(shown or account["id"])
