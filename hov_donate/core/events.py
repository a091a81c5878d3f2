"""Facts that happened here, and hints of what may have happened at Stripe."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """Something that happened, in the past tense.

    Features state facts in their `events.py`; `wiring.reactions` decides who reacts.
    """


@dataclass(frozen=True)
class EventHint:
    """An event says: this object may have changed. Nothing else of it is believed or kept."""

    id: str
    type: str
    object_type: str
    object_id: str
    created_at: datetime
    live: bool
    api_version: str
