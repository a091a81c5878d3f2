"""How much of everything happens, and how badly."""

from dataclasses import dataclass

from hov_donate.gateway.port import Interval

DAY = 86_400
DAYS_OF_A_STEP = 10

GOOD_CARD = "4242424242424242"
FAILING_CARD = "4000000000000341"
CARDS = (
    *(GOOD_CARD,) * 12,
    "4000000000000002",  # declined; the donor takes another card
    "4000000000000259",  # disputed soon after
    "4000000000001976",  # the bank asks about it
    "4000000000005423",  # an early warning of fraud
    "4000000000007726",  # its refund is pending at first
    "4000000000005126",  # its refund fails after it succeeded
)
ACCOUNTS = (
    *("AT611904300234573201",) * 6,
    "AT861904300235473202",  # fails
    "AT591904300235473203",  # pays, then disputes
)
# Currency, the least and most in its major unit.
AMOUNTS = (("GBP", 2, 90), ("GBP", 2, 90), ("EUR", 2, 90), ("JPY", 500, 9000))
OFTEN = (*(None,) * 24, Interval.MONTH)


@dataclass(frozen=True)
class Plan:
    """A run: how many gifts (instalments count as gifts) over how many years."""

    gifts: int
    years: float
    seed: int
    dropped: float = 0.20
    doubled: float = 0.30
    faults: float = 0.05
    refunded: float = 0.05
    taken_back: float = 0.02

    @property
    def steps(self) -> int:
        """In how many strides the years are walked."""
        return max(1, round(self.years * 365 / DAYS_OF_A_STEP))
