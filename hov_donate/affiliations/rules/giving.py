"""What of an invoice is a gift, and how much of it is here. Pure; all in minor units."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GiftOnInvoice:
    """What an invoice asked for, what credit notes took off, and the money that settles it.

    `credited` is all that was taken off, `gift_credited` what of that took back the gift.
    """

    fee: int
    gift: int
    credited: int
    gift_credited: int
    settled: int

    @property
    def gift_left(self) -> int:
        """What of the gift is still asked for."""
        return self.gift - self.gift_credited

    @property
    def fee_left(self) -> int:
        """What of the fee is still asked for."""
        return self.fee - (self.credited - self.gift_credited)

    @property
    def here(self) -> int:
        """What of the gift has come and is here: money pays the fee first."""
        return min(self.gift_left, max(0, self.settled - self.fee_left))

    def gift_of(self, amount: int, *, gift_first: bool) -> int:
        """How much of a credit note takes back the gift: what the fee does not take, or first."""
        return min(amount, self.gift_left) if gift_first else max(0, amount - self.fee_left)
