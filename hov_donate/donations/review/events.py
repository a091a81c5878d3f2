"""Facts about gifts that were looked at."""

from dataclasses import dataclass

from hov_donate.core.events import Event


@dataclass(frozen=True)
class GiftBesideFeeRefused(Event):
    """A gift beside a fee is not accepted: it is asked for no more, and goes back.

    `source` is what affiliations call it, `review` what names the review; `words` stay in the
    office.
    """

    source: str
    review: str
    words: str
    actor: str
