"""Words that tests speak in: sums as people say them, and fixed moments."""

from datetime import UTC, datetime
from functools import partial

from hov_donate.core.money import Money

GBP = partial(Money.of_major, currency="GBP")
EUR = partial(Money.of_major, currency="EUR")
JPY = partial(Money.of_major, currency="JPY")
ISK = partial(Money.of_major, currency="ISK")
KWD = partial(Money.of_major, currency="KWD")

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
