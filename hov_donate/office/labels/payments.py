"""What the office calls the steps of a payment, and why they were taken."""

from enum import Enum

from hov_donate.core.i18n import N_
from hov_donate.gateway.port import Interval
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
from hov_donate.payments.rules.refunding import (
    RefundFault,
    RefundReason,
    RefundRequestStatus,
)

LABELS: dict[type[Enum], dict[Enum, str]] = {
    RefundReason: {
        RefundReason.ASKED_BY_GIVER: N_("The giver asked for it"),
        RefundReason.GIVEN_TWICE: N_("Paid twice"),
        RefundReason.WRONG_AMOUNT: N_("A wrong amount"),
        RefundReason.NOT_ACCEPTED: N_("We do not accept it"),
        RefundReason.FRAUD: N_("Fraud, or a warning of it"),
        RefundReason.OTHER: N_("Another reason"),
    },
    RefundRequestStatus: {
        RefundRequestStatus.WAITING: N_("Waits for another person"),
        RefundRequestStatus.APPROVED: N_("Agreed; Stripe is asked"),
        RefundRequestStatus.SENT: N_("Sent by Stripe"),
        RefundRequestStatus.DECLINED: N_("Declined"),
        RefundRequestStatus.REFUSED: N_("Refused by Stripe"),
    },
    RefundFault: {
        RefundFault.NOT_RECEIVED: N_("This money is not here"),
        RefundFault.DISPUTED: N_(
            "The payer's bank is looking into it: what is given back now may go twice. Answer the"
            " dispute"
        ),
        RefundFault.NOT_A_SUM: N_("Enter an amount above zero"),
        RefundFault.OTHER_CURRENCY: N_("It goes back in the currency in which it came"),
        RefundFault.MORE_THAN_KEPT: N_("There is not so much left of it"),
        RefundFault.SAME_PERSON: N_("Another person than the one who asked has to agree"),
        RefundFault.DECIDED: N_("It was decided already"),
        RefundFault.FORM_USED: N_(
            "Something else was given back from this page before: look what, and open the page anew"
        ),
    },
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
        Resolution.ATTACHED: N_("Attached to a gift or an invoice"),
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
