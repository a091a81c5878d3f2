"""What an event says, be it delivered or found in a list."""

import re
from datetime import UTC, datetime
from typing import Any

from hov_donate.core.events import EventHint
from hov_donate.gateway.port import EventRefusedError

# Ids and types as Stripe writes them; anything else could only come from a forged body.
PLAIN = re.compile(r"[A-Za-z0-9_.:\-]{1,255}", re.ASCII)
LATEST_TIMESTAMP = 4_102_444_800  # the year 2100


def hint(event: dict[str, Any]) -> EventHint:
    """What an event says: which object may have changed. Raises EventRefusedError."""
    data = event.get("data")
    changed = data.get("object") if isinstance(data, dict) else None
    if not isinstance(changed, dict):
        raise EventRefusedError("the event names no object")
    return EventHint(
        id=_plain(event.get("id"), "id"),
        type=_plain(event.get("type"), "type")[:100],
        object_type=_plain(changed.get("object"), "data.object.object")[:60],
        # A balance has no id of its own.
        object_id=_plain(changed.get("id") or "none", "data.object.id"),
        created_at=_moment(event.get("created")),
        live=_truth(event.get("livemode"), "livemode"),
        api_version=_plain(event.get("api_version") or "none", "api_version")[:40],
    )


def _plain(value: object, name: str) -> str:
    if not isinstance(value, str) or not PLAIN.fullmatch(value):
        raise EventRefusedError(f"the event's {name} is not one of Stripe's")
    return value


def _truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise EventRefusedError(f"the event's {name} is neither true nor false")
    return value


def _moment(value: object) -> datetime:
    if type(value) is not int or not 0 <= value <= LATEST_TIMESTAMP:
        raise EventRefusedError("the event's created is not a time")
    return datetime.fromtimestamp(value, UTC)
