"""A person says what a line is. Each way books it once, and pressing twice says it once.

A new kind of money gets a word in `SettlementKind` and a module here: it locks the line, records
what came through its own feature on the line's day, and ends in `note`.
"""

from hov_donate.reconciliation.bank.operations.settling.affiliates import (
    settle_invoices,
    settle_recorded,
    settle_sent_back,
)
from hov_donate.reconciliation.bank.operations.settling.batches import settle_batch
from hov_donate.reconciliation.bank.operations.settling.bounces import (
    settle_bounce_recorded,
    settle_bounced,
)
from hov_donate.reconciliation.bank.operations.settling.chosen import (
    Said,
    ignore_line,
    settle_as,
)
from hov_donate.reconciliation.bank.operations.settling.confirming import confirm_proposal
from hov_donate.reconciliation.bank.operations.settling.gifts import (
    GivenByLine,
    settle_gift,
    settle_gift_recorded,
    settle_standing_order,
)
from hov_donate.reconciliation.bank.operations.settling.naming import name_of
from hov_donate.reconciliation.bank.operations.settling.payouts import settle_payout

__all__ = [
    "GivenByLine",
    "Said",
    "confirm_proposal",
    "ignore_line",
    "name_of",
    "settle_as",
    "settle_batch",
    "settle_bounce_recorded",
    "settle_bounced",
    "settle_gift",
    "settle_gift_recorded",
    "settle_invoices",
    "settle_payout",
    "settle_recorded",
    "settle_sent_back",
    "settle_standing_order",
]
