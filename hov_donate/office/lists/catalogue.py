"""The one table of lists that can be taken away, by the code in their files' addresses."""

from collections.abc import Mapping
from typing import Any

from hov_donate.office.lists.affiliates import AFFILIATES, APPLICATIONS, INVOICES, RECEIVED
from hov_donate.office.lists.books import ENTRIES, PROOF_ROWS, TRANSFERS
from hov_donate.office.lists.declared import Listing
from hov_donate.office.lists.gifts import GIFTS, RECURRING, REFUNDS
from hov_donate.office.lists.machinery import AUDIT, EVENTS, EXPORTS, LETTERS
from hov_donate.office.lists.outside import BATCHES, LINES, OFFLINE, ORDERS
from hov_donate.office.lists.renewals import ITEMS, RUNS
from hov_donate.office.lists.returned import DISPUTES, PAYOUTS, UNMATCHED, WARNINGS

_ALL: tuple[Listing[Any, Any], ...] = (
    GIFTS,
    RECURRING,
    REFUNDS,
    DISPUTES,
    WARNINGS,
    OFFLINE,
    BATCHES,
    ORDERS,
    AFFILIATES,
    APPLICATIONS,
    INVOICES,
    RECEIVED,
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
