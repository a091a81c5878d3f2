"""Looking through lists for what no event told us."""

from datetime import datetime

from hov_donate.gateway.port import SightingPage
from hov_donate.gateway.reading.basics import stamp
from hov_donate.gateway.reading.events import hint
from hov_donate.gateway.reading.recurring import subscription
from hov_donate.gateway.reading.sightings import sighting
from hov_donate.gateway.stripe.client import PAGE_SIZE, Client

PATHS = {
    "event": "events",
    "checkout.session": "checkout/sessions",
    "refund": "refunds",
    "dispute": "disputes",
    "invoice": "invoices",
    "payout": "payouts",
    "subscription": "subscriptions",
    "radar.early_fraud_warning": "radar/early_fraud_warnings",
}
# Left to itself, Stripe lists no subscription that has ended.
ALWAYS = {"subscription": {"status": "all"}}


class Lists(Client):
    """See the port."""

    def sightings(
        self, object_type: str, *, since: datetime | None, after: str | None
    ) -> SightingPage:
        """See the port. Events go back 30 days, whatever is asked (docs.stripe.com/api/events)."""
        filters: dict[str, object] = {**ALWAYS.get(object_type, {})}
        if since is not None:
            filters["created"] = {"gte": int(since.timestamp())}
        if after is not None:
            filters["starting_after"] = after
        data = self.get(PATHS[object_type], limit=PAGE_SIZE, **filters)
        rows = data["data"]
        return SightingPage(
            items=[sighting(row) for row in rows],
            next_after=rows[-1]["id"] if data["has_more"] and rows else None,
            hints=[hint(row) for row in rows] if object_type == "event" else (),
            subscriptions=(
                [subscription(row) for row in rows if stamp(row["metadata"])[1]]
                if object_type == "subscription"
                else ()
            ),
        )
