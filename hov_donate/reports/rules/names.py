"""What each subject is called, and what it means to a person."""

from hov_donate.core.i18n import N_
from hov_donate.reports.rules.lights import Subject

NAMES = {
    Subject.WORKER: N_("The worker"),
    Subject.ENDPOINT: N_("Stripe's way to us"),
    Subject.EVENTS_WAITING: N_("Stripe's events waiting"),
    Subject.EVENTS_FAILED: N_("Stripe's events that failed"),
    Subject.EVENTS_SILENT: N_("Stripe's events arriving"),
    Subject.SWEEP: N_("Looking through everything"),
    Subject.SWEEP_FINDINGS: N_("What the last look found"),
    Subject.RECONCILIATION: N_("Checking the books against Stripe"),
    Subject.DIFFERENCE: N_("Our books and Stripe's balance"),
    Subject.RECEIVABLES: N_("What affiliates owe"),
    Subject.SUSPENSE: N_("Movements of unknown kinds"),
    Subject.UNMATCHED: N_("Money that matches nothing"),
    Subject.SUBSCRIPTIONS: N_("Monthly and yearly gifts"),
    Subject.ENDS: N_("Recurring gifts that should end"),
    Subject.DISPUTES: N_("Disputes to answer"),
    Subject.PAYOUTS: N_("Payouts to the bank"),
    Subject.LETTERS_WAITING: N_("Letters waiting"),
    Subject.LETTERS_FAILED: N_("Letters that failed"),
}
MEANINGS = {
    Subject.WORKER: N_("The program that applies Stripe's events, sends letters and runs checks."),
    Subject.ENDPOINT: N_("The webhook endpoint in Stripe's dashboard, which tells us the news."),
    Subject.EVENTS_WAITING: N_("News from Stripe that is not in our records yet."),
    Subject.EVENTS_FAILED: N_("News from Stripe that could not be applied after many attempts."),
    Subject.EVENTS_SILENT: N_("Whether Stripe tells us of the gifts that are paid."),
    Subject.SWEEP: N_("Each night everything at Stripe is compared, in case an event was lost."),
    Subject.SWEEP_FINDINGS: N_("What stood differently at Stripe. It has been put right here."),
    Subject.RECONCILIATION: N_("Each hour Stripe's movements of money are brought into the books."),
    Subject.DIFFERENCE: N_("What Stripe holds for us, less what our books say that it holds."),
    Subject.RECEIVABLES: N_(
        "All invoices less what was paid of them and what is credit, held against our books."
    ),
    Subject.SUSPENSE: N_("Movements of money that the books have no place for."),
    Subject.UNMATCHED: N_("Payments that answer nothing we asked for."),
    Subject.SUBSCRIPTIONS: N_("Whether each one is alive here and at Stripe alike."),
    Subject.ENDS: N_("Somebody asked for the end, and Stripe has not confirmed it."),
    Subject.DISPUTES: N_("A payer objected at their bank, which waits for our answer."),
    Subject.PAYOUTS: N_("Money that Stripe sends on to the campaign's bank account."),
    Subject.LETTERS_WAITING: N_("Receipts and other e-mails that are still to be sent."),
    Subject.LETTERS_FAILED: N_("E-mails that no mail server took."),
}
