"""What the office calls things. Every status, reason and account has a name a person can read."""

from enum import Enum

from hov_donate.contacts.models import ConsentPurpose
from hov_donate.core.i18n import N_
from hov_donate.defence.rules import ClosureReason, Outcome, Trigger
from hov_donate.documents.models import DocumentKind
from hov_donate.gateway.port import Interval
from hov_donate.inbox.models import InboxStatus
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind, OutboxStatus
from hov_donate.payments.operations import PlacingFault
from hov_donate.payments.rules import (
    AttemptStatus,
    ChangeReason,
    DisputeStatus,
    PaymentStatus,
    RefundStatus,
    Resolution,
    SubscriptionStatus,
    UnmatchedReason,
)
from hov_donate.reconciliation.models import SweepStep
from hov_donate.reports.rules import NAMES, Light, Subject
from hov_donate.reports.words import LIGHTS

# Members of different enums may be equal as texts, so the class is part of the key.
_LABELS: dict[type[Enum], dict[Enum, str]] = {
    PaymentStatus: {
        PaymentStatus.CREATED: N_("Begun"),
        PaymentStatus.PENDING: N_("Not paid yet"),
        PaymentStatus.PROCESSING: N_("On its way"),
        PaymentStatus.FAILED: N_("Did not arrive"),
        PaymentStatus.EXPIRED: N_("Expired"),
        PaymentStatus.PAID: N_("Paid"),
        PaymentStatus.PARTLY_REFUNDED: N_("Partly refunded"),
        PaymentStatus.REFUNDED: N_("Refunded"),
        PaymentStatus.DISPUTED: N_("Disputed"),
        PaymentStatus.PARTLY_CHARGED_BACK: N_("Partly charged back"),
        PaymentStatus.CHARGED_BACK: N_("Charged back"),
        PaymentStatus.REVERSED: N_("Taken back by the bank"),
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
    DisputeStatus: {
        DisputeStatus.WARNING_NEEDS_RESPONSE: N_("The bank asks; answer it"),
        DisputeStatus.WARNING_UNDER_REVIEW: N_("The bank asks; it reads our answer"),
        DisputeStatus.WARNING_CLOSED: N_("The bank asked; nothing came of it"),
        DisputeStatus.NEEDS_RESPONSE: N_("Open; answer it"),
        DisputeStatus.UNDER_REVIEW: N_("Open; the bank reads our answer"),
        DisputeStatus.WON: N_("Won: the money is ours"),
        DisputeStatus.LOST: N_("Lost: the money is the payer's"),
        DisputeStatus.PREVENTED: N_("Prevented"),
        DisputeStatus.APPEAL_NEEDS_RESPONSE: N_("Lost; appeal possible"),
        DisputeStatus.APPEAL_UNDER_REVIEW: N_("Lost; the bank reads our appeal"),
        DisputeStatus.OTHER: N_("A status that is new to us"),
    },
    SubscriptionStatus: {
        SubscriptionStatus.STARTING: N_("Starting"),
        SubscriptionStatus.ACTIVE: N_("Going on"),
        SubscriptionStatus.PAST_DUE: N_("Past due"),
        SubscriptionStatus.PAUSED: N_("Skips an instalment"),
        SubscriptionStatus.ENDED: N_("Ended"),
        SubscriptionStatus.NEVER_STARTED: N_("Never started"),
    },
    Interval: {
        Interval.MONTH: N_("Every month"),
        Interval.YEAR: N_("Every year"),
    },
    DocumentKind: {
        DocumentKind.RECEIPT: N_("Receipt"),
        DocumentKind.CORRECTION: N_("Correction"),
        DocumentKind.REINSTATEMENT: N_("Reinstatement"),
    },
    PlacingFault: {
        PlacingFault.SETTLED: N_("Someone has decided about this money already."),
        PlacingFault.GOES_BACK: N_(
            "Some of this money went back or is disputed, so it cannot be anyone's gift."
        ),
        PlacingFault.NOT_BOOKED_YET: N_(
            "Stripe has not put this money on the balance yet. Try again in an hour."
        ),
        PlacingFault.PAID_MEANWHILE: N_(
            "The gift was paid in the meantime. Attach the money again: it makes a new gift."
        ),
    },
    Resolution: {
        Resolution.WENT_BACK: N_("Went back whole"),
        Resolution.ATTACHED: N_("Attached to a gift"),
        Resolution.MADE_A_GIFT: N_("Made into a gift"),
    },
    UnmatchedReason: {
        UnmatchedReason.NOT_OURS: N_("Not asked for by us"),
        UnmatchedReason.UNKNOWN_REFERENCE: N_("Unknown reference"),
        UnmatchedReason.AMOUNT_DIFFERS: N_("Another amount than was asked"),
        UnmatchedReason.PAID_TWICE: N_("Paid a second time"),
    },
    ChangeReason: {
        ChangeReason.ASKED: N_("The donor pressed the button"),
        ChangeReason.INSTALMENT_DUE: N_("Another instalment was due"),
        ChangeReason.NO_LONGER_DUE: N_("Stripe asks for it no more"),
        ChangeReason.CHECKOUT_OPENED: N_("Stripe's page was opened"),
        ChangeReason.CHECKOUT_EXPIRED: N_("Stripe's page expired"),
        ChangeReason.STRIPE_PROCESSING: N_("A debit takes days"),
        ChangeReason.STRIPE_FAILED: N_("The money could not be taken"),
        ChangeReason.STRIPE_PAID: N_("Stripe has the money"),
        ChangeReason.STRIPE_REFUNDED: N_("Money went back"),
        ChangeReason.REFUND_FAILED: N_("A refund failed"),
        ChangeReason.DISPUTE_MOVED: N_("A dispute moved the money"),
        ChangeReason.BANK_REVERSED: N_("The bank took the debit back"),
        ChangeReason.MATCHED_BY_STAFF: N_("A member of staff said whose it is"),
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
        MailKind.GIFT_ON_ITS_WAY: N_("The gift is on its way"),
        MailKind.GIFT_FAILED: N_("The gift did not arrive"),
        MailKind.GIFT_REVERSED: N_("The bank took the gift back"),
        MailKind.REFUND_MADE: N_("Money goes back"),
        MailKind.REFUND_FAILED: N_("Money could not go back"),
        MailKind.CHARGED_BACK: N_("The gift was charged back"),
        MailKind.CHARGE_REINSTATED: N_("The charged back gift is here again"),
        MailKind.INSTALMENT_FAILED: N_("An instalment could not be taken"),
        MailKind.RECURRING_CHANGED: N_("The recurring gift was changed"),
        MailKind.RECURRING_ENDED: N_("The recurring gift has ended"),
        MailKind.YEARLY_NOTICE: N_("Notice before a yearly gift"),
        MailKind.MY_GIVING_LINK: N_("Link to the donor's own page"),
        MailKind.TREASURER_ALERT: N_("Alert to the treasurer"),
        MailKind.DISPUTE_OPENED: N_("A dispute was opened"),
        MailKind.DISPUTE_CLOSED: N_("A dispute was decided"),
        MailKind.FRAUD_WARNING: N_("Warning of fraud"),
        MailKind.PAYOUT_FAILED: N_("A payout failed"),
        MailKind.WATCH_ALERT: N_("Alert: something stands still"),
        MailKind.ATTACK_ALERT: N_("Alert about an attack"),
    },
    Light: {
        Light.GREEN: LIGHTS[Light.GREEN],
        Light.AMBER: LIGHTS[Light.AMBER],
        Light.RED: LIGHTS[Light.RED],
    },
    Subject: {subject: NAMES[subject] for subject in Subject},
    SweepStep: {
        SweepStep.EVENTS: N_("Stripe's events"),
        SweepStep.PAGES: N_("Payment pages"),
        SweepStep.REFUNDS: N_("Refunds"),
        SweepStep.DISPUTES: N_("Disputes"),
        SweepStep.FRAUD_WARNINGS: N_("Warnings of fraud"),
        SweepStep.SUBSCRIPTIONS: N_("Recurring gifts"),
        SweepStep.INVOICES: N_("Instalments"),
        SweepStep.PAYOUTS: N_("Payouts"),
        SweepStep.OPEN_MATTERS: N_("What is still open"),
        SweepStep.BALANCE: N_("The balance"),
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


# docs.stripe.com/disputes/categories. The list is open: another word is shown as it is.
_DISPUTE_REASONS = {
    "bank_cannot_process": N_("The bank could not process it"),
    "check_returned": N_("A cheque was returned"),
    "credit_not_processed": N_("A refund was promised and did not come"),
    "customer_initiated": N_("The payer asked for it"),
    "debit_not_authorized": N_("The payer did not allow the debit"),
    "duplicate": N_("Taken twice"),
    "fraudulent": N_("The payer did not make this payment"),
    "general": N_("No particular reason"),
    "incorrect_account_details": N_("Wrong account details"),
    "insufficient_funds": N_("Not enough money in the account"),
    "noncompliant": N_("Against the card network's rules"),
    "product_not_received": N_("Nothing was received"),
    "product_unacceptable": N_("Not what was promised"),
    "subscription_canceled": N_("Taken after the payer had cancelled"),
    "unrecognized": N_("The payer does not recognise it"),
}


def dispute_reason(word: str) -> str:
    """Stripe's word for why a payer objects, in English, to be translated."""
    return _DISPUTE_REASONS.get(word, word)


def label(thing: Enum) -> str:
    """The English name of a status, reason, kind or account, to be translated."""
    return _LABELS[type(thing)][thing]


def labelled() -> dict[type[Enum], dict[Enum, str]]:
    """Every name, for the test that none is missing."""
    return _LABELS
