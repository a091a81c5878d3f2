"""The same facts under two scales."""

from dataclasses import dataclass
from datetime import date

from hov_donate.affiliations.rules.facts import Facts, QuoteError
from hov_donate.affiliations.rules.quoting import Quote, quote
from hov_donate.affiliations.rules.scale import Scale
from hov_donate.core.money import Money


@dataclass(frozen=True)
class Comparison:
    """What each scale says, or why it cannot say anything."""

    before: Quote | QuoteError
    after: Quote | QuoteError

    @property
    def change(self) -> Money | None:
        """By how much the fee changes; None where a side or the common currency is missing."""
        before, after = self.before, self.after
        if isinstance(before, QuoteError) or isinstance(after, QuoteError):
            return None
        return after.fee - before.fee if before.currency == after.currency else None


def compare(before: Scale, after: Scale, facts: Facts, *, on: date, first: bool) -> Comparison:
    """What changes for somebody when one scale follows the other."""
    return Comparison(
        _attempt(before, facts, on=on, first=first), _attempt(after, facts, on=on, first=first)
    )


def _attempt(scale: Scale, facts: Facts, *, on: date, first: bool) -> Quote | QuoteError:
    try:
        return quote(scale, facts, on=on, first=first)
    except QuoteError as error:
        return error
