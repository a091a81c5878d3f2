"""What the office calls accounts, documents and consents."""

from enum import Enum

from hov_donate.contacts.models import ConsentPurpose
from hov_donate.core.i18n import N_
from hov_donate.documents.models import DocumentKind
from hov_donate.ledger.chart import Account

LABELS: dict[type[Enum], dict[Enum, str]] = {
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
        Account.OTHER_INSTALLATIONS: N_("Other systems on the account"),
        Account.SUSPENSE: N_("Suspense"),
    },
}
