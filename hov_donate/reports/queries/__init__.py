"""Reads of all that is watched."""

from hov_donate.reports.queries.episodes import episodes, open_episode, open_episodes, told_by
from hov_donate.reports.queries.facts import WATCH, facts
from hov_donate.reports.queries.shown import RunShown, is_due, last_events, runs, sweeps

__all__ = [
    "WATCH",
    "RunShown",
    "episodes",
    "facts",
    "is_due",
    "last_events",
    "open_episode",
    "open_episodes",
    "runs",
    "sweeps",
    "told_by",
]
