"""Opens the room of events."""

from hov_donate.office.campaign_events import deciding, listing, reporting, writing

__all__ = ["deciding", "listing", "reporting", "writing"]
