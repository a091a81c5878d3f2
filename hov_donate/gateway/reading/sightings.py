"""Objects seen in lists: which, since when, and how they stand."""

from hov_donate.gateway.port import Sighting
from hov_donate.gateway.reading.basics import Json, moment, stamp

# Where a list's objects keep the stamp that we gave them; the others carry none.
STAMPED = frozenset({"checkout.session", "subscription"})


def sighting(data: Json) -> Sighting:
    """An object of a list."""
    kind = data["object"]
    metadata = data.get("metadata") if kind in STAMPED else _inherited(data)
    return Sighting(
        object_type=kind,
        object_id=data["id"],
        status=_standing(data),
        installation=stamp(metadata)[1],
        created_at=moment(data["created"]),
    )


def _standing(data: Json) -> str:
    """A warning of fraud has no status: a refund still helps, or does not."""
    return str(data["actionable"] if "actionable" in data else data.get("status") or "")


def _inherited(data: Json) -> Json | None:
    """An invoice has its subscription's stamp."""
    details: Json = (data.get("parent") or {}).get("subscription_details") or {}
    return details.get("metadata")
