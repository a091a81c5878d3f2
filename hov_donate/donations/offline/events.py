"""Facts about gifts outside Stripe."""

from dataclasses import dataclass

from hov_donate.core.events import Event


@dataclass(frozen=True)
class OfflineGiftTakenBack(Event):
    """A gift that was recorded is not there after all."""

    gift_id: int
