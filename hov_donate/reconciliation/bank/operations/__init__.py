"""What is done with accounts, files and lines. Nothing here commits."""

from hov_donate.reconciliation.bank.operations.accounts import AccountExistsError, open_account
from hov_donate.reconciliation.bank.operations.ending import (
    let_go_of_gift,
    let_go_of_lines,
    take_back,
)
from hov_donate.reconciliation.bank.operations.importing import (
    bring_in,
    confirm_import,
    drop_import,
    keep_look,
)
from hov_donate.reconciliation.bank.operations.profiles import remove_profile, save_profile
from hov_donate.reconciliation.bank.operations.proposing import (
    match_batch,
    propose_anew,
    propose_for,
)
from hov_donate.reconciliation.bank.operations.settling import (
    GivenByLine,
    Said,
    confirm_proposal,
    ignore_line,
    settle_as,
    settle_batch,
    settle_bounce_recorded,
    settle_bounced,
    settle_gift,
    settle_gift_recorded,
    settle_invoices,
    settle_payout,
    settle_recorded,
    settle_sent_back,
    settle_standing_order,
)

__all__ = [
    "AccountExistsError",
    "GivenByLine",
    "Said",
    "bring_in",
    "confirm_import",
    "confirm_proposal",
    "drop_import",
    "ignore_line",
    "keep_look",
    "let_go_of_gift",
    "let_go_of_lines",
    "match_batch",
    "open_account",
    "propose_anew",
    "propose_for",
    "remove_profile",
    "save_profile",
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
    "take_back",
]
