"""What the office calls events, letters, lights and attacks."""

from enum import Enum

from hov_donate.core.i18n import N_
from hov_donate.defence.rules import ClosureReason, Outcome, Trigger
from hov_donate.inbox.models import InboxStatus
from hov_donate.outbox.models import MailKind, OutboxStatus
from hov_donate.reconciliation.models import SweepStep
from hov_donate.reports.rules import NAMES, Light, Subject
from hov_donate.reports.words import LIGHTS

LABELS: dict[type[Enum], dict[Enum, str]] = {
    InboxStatus: {
        InboxStatus.WAITING: N_("Waiting"),
        InboxStatus.APPLIED: N_("Applied"),
        InboxStatus.IGNORED: N_("Ignored"),
        InboxStatus.FAILED: N_("Failed"),
    },
    OutboxStatus: {
        OutboxStatus.WAITING: N_("Waiting"),
        OutboxStatus.SENT: N_("Sent"),
        OutboxStatus.CAME_BACK: N_("Came back"),
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
        MailKind.OFFLINE_RECEIPT: N_("Receipt of a gift by cash, cheque or bank"),
        MailKind.OFFLINE_TAKEN_BACK: N_("A gift by cash, cheque or bank is not there"),
        MailKind.INSTALMENT_FAILED: N_("An instalment could not be taken"),
        MailKind.RECURRING_CHANGED: N_("The recurring gift was changed"),
        MailKind.RECURRING_ENDED: N_("The recurring gift has ended"),
        MailKind.YEARLY_NOTICE: N_("Notice before a yearly gift"),
        MailKind.MY_GIVING_LINK: N_("Link to the donor's own page"),
        MailKind.APPLICATION_RESUME: N_("Link to go on with an application"),
        MailKind.OFFICER_NAMED: N_("Named as an officer: confirm or object"),
        MailKind.APPLICATION_QUESTION: N_("A question about the application"),
        MailKind.APPLICATION_REJECTED: N_("The application was not accepted"),
        MailKind.INVOICE_ISSUED: N_("Invoice"),
        MailKind.CREDIT_NOTE_ISSUED: N_("Credit note"),
        MailKind.AFFILIATION_PAID: N_("The fee is paid"),
        MailKind.AFFILIATION_UNPAID: N_("The fee is not paid any more"),
        MailKind.RENEWAL_INVITATION: N_("Invitation to renew"),
        MailKind.AFFILIATION_REMINDER: N_("Reminder of a fee"),
        MailKind.AFFILIATION_ENDED: N_("The affiliation has ended"),
        MailKind.AFFILIATION_LINK: N_("Link to the affiliate's own page"),
        MailKind.MEMBERSHIP_RENEWS: N_("Notice before a membership renews"),
        MailKind.MEMBERSHIP_NOT_TAKEN: N_("The yearly fee could not be taken"),
        MailKind.DELEGATES_INVITED: N_("Invitation to name delegates"),
        MailKind.APPLICATION_TO_DECIDE: N_("An application is to be decided"),
        MailKind.OFFICER_OBJECTED: N_("An officer objected"),
        MailKind.TREASURER_ALERT: N_("Alert to the treasurer"),
        MailKind.DISPUTE_OPENED: N_("A dispute was opened"),
        MailKind.DISPUTE_CLOSED: N_("A dispute was decided"),
        MailKind.FRAUD_WARNING: N_("Warning of fraud"),
        MailKind.PAYOUT_FAILED: N_("A payout failed"),
        MailKind.WATCH_ALERT: N_("Alert: something stands still"),
        MailKind.MONTH_CLOSED: N_("A month is closed"),
        MailKind.MONTH_REOPENING: N_("A closed month is to be opened again"),
        MailKind.ATTACK_ALERT: N_("Alert about an attack"),
        MailKind.STAFF_INVITATION: N_("Invitation into the office"),
        MailKind.STAFF_PASSWORD_LINK: N_("Link to a new password"),
        MailKind.STAFF_SIGN_IN_CHANGED: N_("How somebody signs in was changed"),
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
}
