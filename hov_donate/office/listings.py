"""The one table of lists that can be taken away, by the code in their files' addresses."""

from collections.abc import Mapping
from typing import Any

from hov_donate.office.affiliates.lists import AFFILIATES, APPLICATIONS, INVOICES, RECEIVED
from hov_donate.office.affiliates.lists_of_renewals import ITEMS, RUNS
from hov_donate.office.bank.listing import LINES
from hov_donate.office.endorsements.listing import ENDORSEMENTS
from hov_donate.office.exports.listing import EXPORTS
from hov_donate.office.lists.books import ENTRIES, PROOF_ROWS, TRANSFERS
from hov_donate.office.lists.declared import Listing
from hov_donate.office.lists.gifts import GIFTS, RECURRING, REFUNDS
from hov_donate.office.lists.machinery import AUDIT, EVENTS, LETTERS
from hov_donate.office.lists.returned import DISPUTES, PAYOUTS, UNMATCHED, WARNINGS
from hov_donate.office.offline.lists import BATCHES, OFFLINE, ORDERS
from hov_donate.office.review.listing import REVIEWS

_ALL: tuple[Listing[Any, Any], ...] = (
    GIFTS,
    RECURRING,
    REFUNDS,
    DISPUTES,
    WARNINGS,
    OFFLINE,
    BATCHES,
    ORDERS,
    REVIEWS,
    AFFILIATES,
    APPLICATIONS,
    INVOICES,
    RECEIVED,
    ENDORSEMENTS,
    RUNS,
    ITEMS,
    ENTRIES,
    PROOF_ROWS,
    TRANSFERS,
    UNMATCHED,
    PAYOUTS,
    LINES,
    EXPORTS,
    EVENTS,
    LETTERS,
    AUDIT,
)
LISTINGS: Mapping[str, Listing[Any, Any]] = {it.code: it for it in _ALL}
