"""What the office calls accounts, documents and consents."""

from enum import Enum

from hov_donate.closing.rules.conditions import Subject
from hov_donate.closing.rules.proof import Row
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.core.i18n import N_
from hov_donate.documents.models import DocumentKind
from hov_donate.ledger.chart import Account
from hov_donate.ledger.funds import FundFault, Kept

LABELS: dict[type[Enum], dict[Enum, str]] = {
    Row: {
        Row.CHARGES: N_("Gifts and other payments"),
        Row.REFUNDS: N_("Refunds"),
        Row.REFUNDS_FAILED: N_("Refunds that failed"),
        Row.DEBITS_TAKEN_BACK: N_("Debits taken back"),
        Row.DISPUTES: N_("Disputes"),
        Row.DISPUTES_RETURNED: N_("Disputes: money returned"),
        Row.FEES: N_("Fees and tax on fees"),
        Row.ADJUSTMENTS: N_("Adjustments by Stripe"),
        Row.CONTRIBUTIONS: N_("Contributions through Stripe"),
        Row.OTHER_SYSTEMS: N_("Other systems on the account"),
        Row.UNKNOWN: N_("Of an unknown kind"),
        Row.RESERVES: N_("Held back by Stripe, and given free"),
        Row.PAYOUTS: N_("Payouts to the bank"),
        Row.PAYOUTS_RETURNED: N_("Payouts that came back"),
        Row.TOP_UPS: N_("Sent to Stripe from the bank"),
    },
    Subject: {
        Subject.OVER: N_("The month is over"),
        Subject.ORDER: N_("It is this month's turn"),
        Subject.PULLED: N_("All of it was read from Stripe"),
        Subject.STRIPE: N_("Stripe's balance is our books'"),
        Subject.PROOF: N_("The proof adds up"),
        Subject.UNMATCHED: N_("No payment is unmatched"),
        Subject.BANK_LINES: N_("No line of a bank statement is open"),
        Subject.SUSPENSE: N_("Nothing is in suspense"),
        Subject.PAYOUTS: N_("Payouts add up"),
        Subject.STATEMENTS: N_("Payouts are on the bank's statements"),
        Subject.RECORDED: N_("What was recorded at the bank is on its statements"),
        Subject.RECEIVABLES: N_("What affiliates owe agrees"),
    },
    DocumentKind: {
        DocumentKind.RECEIPT: N_("Receipt"),
        DocumentKind.CORRECTION: N_("Correction"),
        DocumentKind.REINSTATEMENT: N_("Reinstatement"),
        DocumentKind.INVOICE: N_("Invoice"),
        DocumentKind.CREDIT_NOTE: N_("Credit note"),
    },
    ConsentPurpose: {
        ConsentPurpose.KEEP_DETAILS: N_("Keep my details"),
        ConsentPurpose.NEWS: N_("Send me news"),
        ConsentPurpose.SHOW_NAME: N_("Show my name"),
        ConsentPurpose.SHOW_ROLE: N_("Show my role"),
        ConsentPurpose.SHOW_ORGANISATION: N_("Show my organisation"),
        ConsentPurpose.SHOW_TOWN: N_("Show my town"),
    },
    Kept: {
        Kept.FOR_ANYTHING: N_("For anything; the fund is a wish"),
        Kept.FOR_THIS_ALONE: N_("For this alone; givers are told so (restricted)"),
    },
    FundFault: {
        FundFault.BAD_CODE: N_("Use small letters, digits and hyphens, a letter first"),
        FundFault.CODE_IS_TAKEN: N_("Another fund has this code"),
        FundFault.UNKNOWN: N_("There is no such fund"),
        FundFault.CLOSED: N_("This fund is closed"),
        FundFault.GENERAL_STAYS: N_("The general fund cannot be closed"),
        FundFault.NOT_EMPTY: N_("There is money in this fund: move it first"),
        FundFault.SAME_FUND: N_("Choose another fund than the one it comes from"),
        FundFault.NOT_A_SUM: N_("Enter an amount above zero"),
        FundFault.NOT_ENOUGH: N_("There is not so much in the fund it comes from"),
        FundFault.FORM_USED: N_(
            "Something else was moved from this page before: look what, and open the page anew"
        ),
    },
    Account: {
        Account.STRIPE: N_("Stripe balance"),
        Account.PAYOUTS_IN_TRANSIT: N_("Payouts in transit"),
        Account.RESERVES: N_("Held back by Stripe"),
        Account.BANK: N_("Bank account"),
        Account.CHEQUES: N_("Cheques to be paid in"),
        Account.CASH: N_("Cash box"),
        Account.RECEIVABLES: N_("Owed by affiliates"),
        Account.AFFILIATION_FEES: N_("Affiliation fees"),
        Account.MEMBERSHIP_FEES: N_("Membership fees"),
        Account.OTHER_INCOME: N_("Other income"),
        Account.DONATIONS: N_("Donations, once"),
        Account.RECURRING_DONATIONS: N_("Donations, recurring"),
        Account.DONATIONS_REFUNDED: N_("Donations refunded"),
        Account.STRIPE_FEES: N_("Stripe fees"),
        Account.TAX_ON_FEES: N_("Tax on fees"),
        Account.DISPUTES: N_("Disputes"),
        Account.BANK_CHARGES: N_("Bank charges"),
        Account.EXPENDITURE: N_("Expenditure"),
        Account.CONTRIBUTIONS: N_("Contributions through Stripe"),
        Account.ADJUSTMENTS: N_("Adjustments"),
        Account.CURRENCY_EXCHANGE: N_("Currency exchange"),
        Account.FUND_TRANSFERS: N_("Transfers between funds"),
        Account.OPENING_BALANCES: N_("Opening balances"),
        Account.UNMATCHED_PAYMENTS: N_("Unmatched payments"),
        Account.HELD_GIFTS: N_("Gifts held until they are accepted"),
        Account.OTHER_INSTALLATIONS: N_("Other systems on the account"),
        Account.SUSPENSE: N_("Suspense"),
    },
}
