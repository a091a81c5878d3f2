"""What the office calls things. Every status, reason and account has a name a person can read."""

from enum import Enum

from hov_donate.contacts.models import ConsentPurpose
from hov_donate.core.i18n import N_
from hov_donate.defence.rules import ClosureReason, Outcome, Trigger
from hov_donate.inbox.models import InboxStatus
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind, OutboxStatus
from hov_donate.payments.rules import (
    AttemptStatus,
    ChangeReason,
    PaymentStatus,
    RefundStatus,
    UnmatchedReason,
)

# Members of different enums may be equal as texts, so the class is part of the key.
_LABELS: dict[type[Enum], dict[Enum, str]] = {
    PaymentStatus: {
        PaymentStatus.CREATED: N_("Begun"),
        PaymentStatus.PENDING: N_("Not paid yet"),
        PaymentStatus.EXPIRED: N_("Expired"),
        PaymentStatus.PAID: N_("Paid"),
        PaymentStatus.PARTLY_REFUNDED: N_("Partly refunded"),
        PaymentStatus.REFUNDED: N_("Refunded"),
    },
    AttemptStatus: {
        AttemptStatus.OPENING: N_("Being opened"),
        AttemptStatus.OPEN: N_("Open"),
        AttemptStatus.COMPLETE: N_("Complete"),
        AttemptStatus.EXPIRED: N_("Expired"),
    },
    RefundStatus: {
        RefundStatus.PENDING: N_("On its way"),
        RefundStatus.REQUIRES_ACTION: N_("Waits for the payer"),
        RefundStatus.SUCCEEDED: N_("Done"),
        RefundStatus.FAILED: N_("Failed"),
        RefundStatus.CANCELED: N_("Cancelled"),
    },
    UnmatchedReason: {
        UnmatchedReason.NOT_OURS: N_("Not asked for by us"),
        UnmatchedReason.UNKNOWN_REFERENCE: N_("Unknown reference"),
        UnmatchedReason.AMOUNT_DIFFERS: N_("Another amount than was asked"),
        UnmatchedReason.PAID_TWICE: N_("Paid a second time"),
    },
    ChangeReason: {
        ChangeReason.ASKED: N_("The donor pressed the button"),
        ChangeReason.CHECKOUT_OPENED: N_("Stripe's page was opened"),
        ChangeReason.CHECKOUT_EXPIRED: N_("Stripe's page expired"),
        ChangeReason.STRIPE_PAID: N_("Stripe has the money"),
        ChangeReason.STRIPE_REFUNDED: N_("Money went back"),
        ChangeReason.REFUND_FAILED: N_("A refund failed"),
    },
    InboxStatus: {
        InboxStatus.WAITING: N_("Waiting"),
        InboxStatus.APPLIED: N_("Applied"),
        InboxStatus.IGNORED: N_("Ignored"),
        InboxStatus.FAILED: N_("Failed"),
    },
    OutboxStatus: {
        OutboxStatus.WAITING: N_("Waiting"),
        OutboxStatus.SENT: N_("Sent"),
        OutboxStatus.DROPPED: N_("Dropped"),
        OutboxStatus.FAILED: N_("Failed"),
    },
    MailKind: {
        MailKind.RECEIPT: N_("Receipt"),
        MailKind.TREASURER_ALERT: N_("Alert to the treasurer"),
        MailKind.ATTACK_ALERT: N_("Alert about an attack"),
    },
    Outcome: {
        Outcome.OPENED: N_("Let in"),
        Outcome.ASKED: N_("Asked to press again"),
        Outcome.TOO_MANY_FROM_BLOCK: N_("Too many from one network"),
        Outcome.TOO_MANY_FROM_EMAIL: N_("Too many with one e-mail address"),
        Outcome.TOO_MANY_IN_TOTAL: N_("Too many altogether"),
        Outcome.HIDDEN_FIELD: N_("Filled in a hidden field"),
        Outcome.TOO_FAST: N_("Filled in faster than people can"),
        Outcome.CLOSED: N_("Online giving was stopped"),
        Outcome.DECLINED: N_("Card declined"),
    },
    Trigger: {
        Trigger.DECLINED_CARDS: N_("Many declined cards"),
        Trigger.ATTEMPTS: N_("Many attempts"),
        Trigger.REFUSALS: N_("Many refused attempts"),
    },
    ClosureReason: {
        ClosureReason.ATTACK: N_("Stolen cards are being tried out"),
        ClosureReason.REPAIR: N_("Something is being mended"),
        ClosureReason.OTHER: N_("Another reason"),
    },
    ConsentPurpose: {
        ConsentPurpose.KEEP_DETAILS: N_("Keep my details"),
        ConsentPurpose.NEWS: N_("Send me news"),
    },
    Account: {
        Account.STRIPE: N_("Stripe balance"),
        Account.PAYOUTS_IN_TRANSIT: N_("Payouts in transit"),
        Account.RESERVES: N_("Held back by Stripe"),
        Account.DONATIONS: N_("Donations"),
        Account.DONATIONS_REFUNDED: N_("Donations refunded"),
        Account.STRIPE_FEES: N_("Stripe fees"),
        Account.TAX_ON_FEES: N_("Tax on fees"),
        Account.DISPUTES: N_("Disputes"),
        Account.CONTRIBUTIONS: N_("Contributions through Stripe"),
        Account.ADJUSTMENTS: N_("Adjustments"),
        Account.CURRENCY_EXCHANGE: N_("Currency exchange"),
        Account.UNMATCHED_PAYMENTS: N_("Unmatched payments"),
        Account.OTHER_INSTALLATIONS: N_("Other systems on the account"),
        Account.SUSPENSE: N_("Suspense"),
    },
}


def label(thing: Enum) -> str:
    """The English name of a status, reason, kind or account, to be translated."""
    return _LABELS[type(thing)][thing]


def labelled() -> dict[type[Enum], dict[Enum, str]]:
    """Every name, for the test that none is missing."""
    return _LABELS
