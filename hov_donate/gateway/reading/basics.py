"""What all of Stripe's objects have in common."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hov_donate.core.money import Money

Json = Mapping[str, Any]

# The keys of our stamp in Stripe's metadata: opaque, no personal data.
REFERENCE = "reference"
ATTEMPT = "attempt"
INSTALLATION = "installation"
REQUEST = "request"


def money(minor: int, currency: str) -> Money:
    """Stripe writes currencies in lower case."""
    return Money(minor, currency.upper())


def moment(timestamp: int) -> datetime:
    """Stripe counts seconds."""
    return datetime.fromtimestamp(timestamp, UTC)


def moment_or_none(timestamp: int | None) -> datetime | None:
    """A moment that may not have come."""
    return None if timestamp is None else moment(timestamp)


def stamp(data: Json | None) -> tuple[str | None, str | None]:
    """Reference and installation in an object's metadata."""
    metadata = data or {}
    return metadata.get(REFERENCE), metadata.get(INSTALLATION)


def expanded(value: object) -> Json:
    """An object that was expanded; nothing when there is only its id, or none."""
    return value if isinstance(value, Mapping) else {}


def id_of(value: object) -> str | None:
    """The id of an object, expanded or not."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return None if found is None else str(found)


def listed(value: object) -> Sequence[Json]:
    """The rows of an expanded list."""
    rows: Sequence[Json] = expanded(value).get("data") or []
    return rows
