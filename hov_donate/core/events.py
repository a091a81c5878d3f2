"""Facts that happened: features state them, `wiring` decides who reacts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """Something that happened, in the past tense. Subclasses live in each feature's `events.py`."""
