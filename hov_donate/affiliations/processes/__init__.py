"""Steps that span transactions: commit, call Stripe with no transaction open, commit again."""

from hov_donate.affiliations.processes.by_card import announce_renewals, stop_renewing
from hov_donate.affiliations.processes.paying import (
    check_invoice,
    close_invoice_pages,
    close_outgrown_pages,
    open_invoice_page,
)
from hov_donate.affiliations.processes.placing import attach_to_invoice

__all__ = [
    "announce_renewals",
    "attach_to_invoice",
    "check_invoice",
    "close_invoice_pages",
    "close_outgrown_pages",
    "open_invoice_page",
    "stop_renewing",
]
