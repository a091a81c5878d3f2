"""Disputes, warnings of fraud, money that answers nothing, and payouts, as lists."""

from hov_donate.core.i18n import N_
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Listing, Sort, nothing_asked
from hov_donate.office.queries import disputes, reconciliation
from hov_donate.payments.models import Dispute, FraudWarning, UnmatchedPayment
from hov_donate.reconciliation.models import Payout
from hov_donate.staff.rules import Permission

DISPUTES: Listing[None, Dispute] = Listing(
    code="disputes",
    title=N_("Disputes that are over"),
    endpoint="office.disputes",
    anchor="past",
    permission=Permission.SEE_GIFTS,
    search=nothing_asked,
    read=lambda session, _, place: disputes.past_disputes(session, place),
    sorts=(Sort("noticed", N_("Noticed")),),
    fields=(
        cells.text("dispute", N_("Dispute"), lambda it: it.stripe_dispute_id),
        cells.moment("opened", N_("Opened"), lambda it: it.opened_at),
        cells.text("payment", N_("Payment at Stripe"), lambda it: it.stripe_payment_intent_id),
        cells.text("reason", N_("Why"), lambda it: it.reason),
        cells.money("amount", N_("Amount"), lambda it: it.amount),
        cells.money("withdrawn", N_("Taken by the bank"), lambda it: it.withdrawn),
        cells.word("status", N_("Status"), lambda it: it.status),
    ),
)

WARNINGS: Listing[None, FraudWarning] = Listing(
    code="fraud-warnings",
    title=N_("Warnings of fraud"),
    endpoint="office.disputes",
    prefix="warnings_",
    anchor="warnings",
    permission=Permission.SEE_GIFTS,
    search=nothing_asked,
    read=lambda session, _, place: disputes.fraud_warnings(session, place),
    sorts=(Sort("noticed", N_("Noticed")),),
    fields=(
        cells.text("warning", N_("Warning"), lambda it: it.stripe_warning_id),
        cells.moment("when", N_("When"), lambda it: it.created_at),
        cells.text("kind", N_("Kind"), lambda it: it.kind),
        cells.text("payment", N_("Payment at Stripe"), lambda it: it.stripe_payment_intent_id),
    ),
)

UNMATCHED: Listing[None, UnmatchedPayment] = Listing(
    code="unmatched-payments",
    title=N_("Unmatched payments"),
    endpoint="office.reconciliation",
    prefix="unmatched_",
    anchor="unmatched",
    permission=Permission.SEE_LEDGER,
    search=nothing_asked,
    read=lambda session, _, place: reconciliation.unmatched_payments(session, place),
    sorts=(Sort("noticed", N_("Noticed")),),
    fields=(
        cells.moment("noticed", N_("Noticed"), lambda it: it.noticed_at),
        cells.text("payment", N_("Payment at Stripe"), lambda it: it.stripe_payment_intent_id),
        cells.word("reason", N_("Why"), lambda it: it.reason),
        cells.text("reference", N_("Reference"), lambda it: it.reference),
        cells.money("amount", N_("Amount"), lambda it: it.amount),
    ),
)

PAYOUTS: Listing[None, Payout] = Listing(
    code="payouts",
    title=N_("Payouts"),
    endpoint="office.reconciliation",
    prefix="payouts_",
    anchor="payouts",
    permission=Permission.SEE_LEDGER,
    search=nothing_asked,
    read=lambda session, _, place: reconciliation.payouts(session, place),
    sorts=(
        Sort("noticed", N_("Noticed")),
        Sort("arrival", N_("Arrival"), (Payout.arrival_date,)),
        Sort("amount", N_("Amount"), (Payout.currency, Payout.amount_minor)),
    ),
    fields=(
        cells.text("payout", N_("Payout"), lambda it: it.stripe_payout_id),
        cells.moment("created", N_("Created"), lambda it: it.created_at),
        cells.day("arrival", N_("Arrival"), lambda it: it.arrival_date),
        cells.money("amount", N_("Amount"), lambda it: it.amount),
        cells.text("status", N_("Status"), lambda it: it.status),
        cells.count("items", N_("Items"), lambda it: it.items),
    ),
)
