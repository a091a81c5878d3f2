"""Facts about months."""

from dataclasses import dataclass

from hov_donate.core.events import Event


@dataclass(frozen=True)
class MonthClosed(Event):
    """A month was closed, and with it every month before it."""

    closing_id: int


@dataclass(frozen=True)
class ReopeningAsked(Event):
    """Somebody asked for a closed month to be opened again; another one has to agree."""

    request_id: int
    asked_by: str


@dataclass(frozen=True)
class MonthReopened(Event):
    """A second person agreed, and the month is open again."""

    request_id: int
    asked_by: str
    agreed_by: str
