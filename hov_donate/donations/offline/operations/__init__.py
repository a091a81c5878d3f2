"""What is done with gifts outside Stripe. Nothing here commits."""

from hov_donate.donations.offline.operations.ordering import (
    CameByOrder,
    OrderFacts,
    end_order,
    meet,
    record_order,
)
from hov_donate.donations.offline.operations.recording import (
    GiftFacts,
    KnownGiver,
    SecondCounter,
    record_gift,
)
from hov_donate.donations.offline.operations.reversing import reverse_gift

__all__ = [
    "CameByOrder",
    "GiftFacts",
    "KnownGiver",
    "OrderFacts",
    "SecondCounter",
    "end_order",
    "meet",
    "record_gift",
    "record_order",
    "reverse_gift",
]
