"""What the office calls the states of affiliations, their money and their renewal."""

from enum import Enum

from hov_donate.affiliations.models import (
    ChangeKind,
    CreditReason,
    CreditUseKind,
    MoneyMethod,
    OfficerAnswer,
    OfficerRole,
    RenewalOutcome,
    ReversalReason,
    RunStatus,
    ScaleStatus,
)
from hov_donate.affiliations.operations import BodyField
from hov_donate.affiliations.queries.account import AccountLineKind
from hov_donate.affiliations.rules.refusals import MoneyFault
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.operations import MergeFault, TreeFault
from hov_donate.core.i18n import N_

LABELS: dict[type[Enum], dict[Enum, str]] = {
    AffiliationStatus: {
        AffiliationStatus.DRAFT: N_("Being filled in"),
        AffiliationStatus.SUBMITTED: N_("Waits for an officer"),
        AffiliationStatus.CONFIRMED: N_("Waits for a decision"),
        AffiliationStatus.APPROVED: N_("Accepted"),
        AffiliationStatus.INVOICED: N_("Waits for its first fee"),
        AffiliationStatus.ACTIVE: N_("Paid up"),
        AffiliationStatus.DUE: N_("Paid up, renewal due"),
        AffiliationStatus.GRACE: N_("In the days of grace"),
        AffiliationStatus.ARREARS: N_("In arrears"),
        AffiliationStatus.LAPSED: N_("Lapsed"),
        AffiliationStatus.RESIGNED: N_("Resigned"),
        AffiliationStatus.REJECTED: N_("Not accepted"),
    },
    ChangeKind: {
        ChangeKind.SUBMITTED: N_("The application was sent"),
        ChangeKind.OFFICER_CONFIRMED: N_("An officer confirmed"),
        ChangeKind.OFFICER_OBJECTED: N_("An officer objected"),
        ChangeKind.CONFIRMED: N_("Ready to be decided"),
        ChangeKind.APPROVED: N_("Accepted"),
        ChangeKind.ASKED: N_("A question was asked"),
        ChangeKind.REJECTED: N_("Not accepted"),
        ChangeKind.INVOICED: N_("Its fee was asked for"),
        ChangeKind.STOOD_ANEW: N_("Money or the calendar moved it"),
        ChangeKind.DECLARED: N_("Its figures were declared"),
        ChangeKind.OVERRIDDEN: N_("Another fee was decided"),
        ChangeKind.PROMISED: N_("Its money was promised"),
        ChangeKind.LAPSED: N_("Lapsed"),
        ChangeKind.RESIGNED: N_("Resigned"),
        ChangeKind.REINSTATED: N_("Taken in again"),
        ChangeKind.OFFICERS_CHANGED: N_("Its officers changed"),
        ChangeKind.ORGANISATION_CORRECTED: N_("Its details were corrected"),
        ChangeKind.MERGED: N_("Merged with its double"),
        ChangeKind.PARTED: N_("Parted from its double again"),
    },
    BodyField: {
        BodyField.NAME: N_("name"),
        BodyField.BRANCH: N_("branch"),
        BodyField.PARENT_NAME: N_("part of what"),
        BodyField.TOWN: N_("town"),
        BodyField.COUNTRY: N_("country"),
        BodyField.LISTED: N_("name in public lists"),
        BodyField.LISTED_TOWN: N_("town in public lists"),
        BodyField.LISTED_MEMBERS: N_("number of members in public"),
        BodyField.PARENT: N_("where it stands"),
    },
    OfficerRole: {
        OfficerRole.CORRESPONDENCE: N_("Correspondence"),
        OfficerRole.SECRETARY: N_("Secretary"),
        OfficerRole.CHAIR: N_("Chair"),
        OfficerRole.PAYER: N_("Payer elsewhere"),
    },
    OfficerAnswer: {
        OfficerAnswer.CONFIRMED: N_("Confirmed"),
        OfficerAnswer.REJECTED: N_("Objected"),
    },
    MoneyMethod: {
        MoneyMethod.BANK_TRANSFER: N_("Bank transfer"),
        MoneyMethod.CHEQUE: N_("Cheque"),
        MoneyMethod.CASH: N_("Cash"),
    },
    ReversalReason: {
        ReversalReason.BOUNCED: N_("The cheque bounced"),
        ReversalReason.RECORDED_WRONGLY: N_("It was recorded wrongly"),
    },
    CreditReason: {
        CreditReason.VOID: N_("It should never have been issued"),
        CreditReason.CORRECTED: N_("Its figures were corrected"),
        CreditReason.RESIGNED: N_("The affiliate has left"),
        CreditReason.WAIVED: N_("The campaign does without it"),
    },
    CreditUseKind: {
        CreditUseKind.GIVEN: N_("Given to the campaign"),
        CreditUseKind.SENT_BACK: N_("Sent back by bank"),
    },
    AccountLineKind: {
        AccountLineKind.INVOICE: N_("Invoice"),
        AccountLineKind.CREDIT_NOTE: N_("Credit note"),
        AccountLineKind.PAYMENT: N_("Paid by card or direct debit"),
        AccountLineKind.REFUND: N_("Refunded at Stripe"),
        AccountLineKind.DISPUTE: N_("Taken by the bank in a dispute"),
        AccountLineKind.DEBIT_TAKEN_BACK: N_("Debit that the bank took back"),
        AccountLineKind.RECEIVED: N_("Money received"),
        AccountLineKind.NOT_RECEIVED: N_("Money that is not there after all"),
        AccountLineKind.CREDIT_GIVEN: N_("Credit given to the campaign"),
        AccountLineKind.CREDIT_SENT_BACK: N_("Credit sent back"),
        AccountLineKind.OTHERS_MONEY: N_("Another affiliate's money, for an invoice"),
        AccountLineKind.FOR_OTHERS: N_("Its money, for another affiliate's invoice"),
    },
    MoneyFault: {
        MoneyFault.NOT_SO_MUCH_CREDIT: N_("There is not so much credit"),
        MoneyFault.CREDIT_CHANGED: N_("The credit has changed since you opened this page"),
        MoneyFault.REFUND_AT_STRIPE: N_(
            "Some of this credit was paid by card: refund that part at Stripe"
        ),
        MoneyFault.NOTHING_LEFT_TO_CREDIT: N_("All of this invoice is taken back already"),
        MoneyFault.MORE_THAN_INVOICED: N_("That is more than is left of the invoice"),
        MoneyFault.MORE_THAN_OWED: N_("That is more than is owed"),
        MoneyFault.MORE_THAN_CAME: N_("The parts are more than the sum that came"),
        MoneyFault.OTHER_CURRENCY: N_("An invoice is settled in its own currency"),
        MoneyFault.NOT_A_SUM: N_("Enter an amount above zero"),
        MoneyFault.IN_THE_FUTURE: N_("This day has not come yet"),
        MoneyFault.BEFORE_IT_CAME: N_("The money had not come on that day"),
    },
    MergeFault: {
        MergeFault.ITSELF: N_("An organisation is not its own double"),
        MergeFault.MERGED_ALREADY: N_("One of the two was merged already"),
        MergeFault.ONE_ABOVE_THE_OTHER: N_("One of the two stands above the other"),
        MergeFault.BOTH_AFFILIATED: N_(
            "Both are affiliated: let one of them resign before they are merged"
        ),
        MergeFault.NOT_MERGED: N_("They were parted already"),
    },
    TreeFault: {
        TreeFault.ITSELF: N_("An organisation does not stand above itself"),
        TreeFault.BELOW_IT: N_("That organisation stands below this one"),
    },
    RunStatus: {
        RunStatus.PLANNING: N_("Being worked out"),
        RunStatus.PLANNED: N_("Waits to be looked at"),
        RunStatus.RUNNING: N_("Being carried out"),
        RunStatus.DONE: N_("Done"),
        RunStatus.STOPPED: N_("Stopped"),
    },
    RenewalOutcome: {
        RenewalOutcome.RENEWS: N_("Will be renewed"),
        RenewalOutcome.RENEWED: N_("Renewed"),
        RenewalOutcome.NEEDS_A_PERSON: N_("Needs a person"),
        RenewalOutcome.CHANGED_MEANWHILE: N_("Changed meanwhile"),
    },
    ScaleStatus: {
        ScaleStatus.DRAFT: N_("Draft"),
        ScaleStatus.ACTIVE: N_("In force"),
        ScaleStatus.RETIRED: N_("No longer offered"),
    },
}
