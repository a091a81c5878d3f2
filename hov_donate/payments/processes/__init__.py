"""Steps that span transactions: commit, call Stripe with no transaction open, commit again."""

from hov_donate.payments.processes.answering import answer_dispute
from hov_donate.payments.processes.checkouts import (
    CheckoutPage,
    check_overdue_pages,
    close_checkout,
    close_open_page,
    open_checkout,
)
from hov_donate.payments.processes.recurring import (
    cancel,
    card_page,
    change_amount,
    finish_cancelling,
    skip_next,
    skip_none,
)
from hov_donate.payments.processes.refunding import finish_refunds, send_refund
from hov_donate.payments.processes.syncing import (
    sync_by_reference,
    sync_charge,
    sync_checkout,
    sync_dispute,
    sync_fraud_warning,
    sync_invoice,
    sync_invoice_payment,
    sync_payment,
    sync_refund,
    sync_subscription,
)

__all__ = [
    "CheckoutPage",
    "answer_dispute",
    "cancel",
    "card_page",
    "change_amount",
    "check_overdue_pages",
    "close_checkout",
    "close_open_page",
    "finish_cancelling",
    "finish_refunds",
    "open_checkout",
    "send_refund",
    "skip_next",
    "skip_none",
    "sync_by_reference",
    "sync_charge",
    "sync_checkout",
    "sync_dispute",
    "sync_fraud_warning",
    "sync_invoice",
    "sync_invoice_payment",
    "sync_payment",
    "sync_refund",
    "sync_subscription",
]
