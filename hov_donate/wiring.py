"""What happens when, on one page: object → sync, event → handlers, letter, schedule → job."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.core.events import Event
from hov_donate.core.jobs import Nightly, Schedule
from hov_donate.defence.emails import write_attack_alert
from hov_donate.defence.handlers import count_declined_card
from hov_donate.defence.processes import keep_watch
from hov_donate.donations import emails as to_donor
from hov_donate.donations import handlers as donations
from hov_donate.donations.letters import write_to_donor
from hov_donate.donations.processes import Giving, forget_strangers
from hov_donate.donations.yearly import give_yearly_notice
from hov_donate.gateway.port import PaymentGateway
from hov_donate.outbox.message import Mail, to_email_message
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Claim
from hov_donate.payments import events as facts
from hov_donate.payments import processes as payments
from hov_donate.payments.rules import Outcome
from hov_donate.reconciliation import emails as to_treasurer
from hov_donate.reconciliation import handlers as reconciliation
from hov_donate.reconciliation.events import PayoutFailed, UnknownCategoryPosted
from hov_donate.reconciliation.processes import Reconciler, sync_payout
from hov_donate.reconciliation.sweeping import Sweeper
from hov_donate.reports.emails import write_watch_alert
from hov_donate.reports.processes import look_at_endpoint, watch

# The object that an event names → how it is brought up to date.
SYNCS: dict[str, Callable[[Database, PaymentGateway, str], Outcome]] = {
    "checkout.session": payments.sync_checkout,
    "payment_intent": payments.sync_payment,
    "charge": payments.sync_charge,
    "refund": payments.sync_refund,
    "dispute": payments.sync_dispute,
    "radar.early_fraud_warning": payments.sync_fraud_warning,
    "invoice": payments.sync_invoice,
    "invoice_payment": payments.sync_invoice_payment,
    "subscription": payments.sync_subscription,
    "payout": sync_payout,
}

# The events that Stripe is asked to send; docs/stripe.md says what each is for.
EVENT_TYPES = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.processing",
        "payment_intent.payment_failed",
        "charge.failed",
        "charge.updated",
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "radar.early_fraud_warning.created",
        "radar.early_fraud_warning.updated",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "customer.subscription.paused",
        "customer.subscription.resumed",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_failed",
        "invoice.payment_action_required",
        "invoice.voided",
        "invoice.marked_uncollectible",
        "invoice_payment.paid",
        "payout.created",
        "payout.updated",
        "payout.paid",
        "payout.failed",
        "payout.canceled",
        "payout.reconciliation_completed",
    }
)

Handler = Callable[[Event, UnitOfWork, Settings], None]
# What happened → who answers, in order, in the same transaction.
HANDLERS: dict[type[Event], tuple[Handler, ...]] = {
    facts.PaymentSucceeded: (donations.send_receipt,),
    facts.PaymentOnItsWay: (donations.tell_on_its_way,),
    facts.PaymentFailed: (donations.tell_failed,),
    facts.CardDeclined: (count_declined_card,),
    facts.PaymentReversed: (donations.correct_reversed,),
    facts.RefundRecorded: (donations.correct_refunded,),
    facts.RefundFailed: (donations.reinstate_refunded,),
    facts.FundsWithdrawn: (donations.correct_disputed,),
    facts.FundsReturned: (donations.reinstate_disputed,),
    facts.InstalmentAsked: (donations.begin_instalment,),
    facts.InstalmentFailed: (donations.tell_instalment_failed,),
    facts.SubscriptionEnded: (donations.tell_ended,),
    facts.DisputeOpened: (reconciliation.report_dispute,),
    facts.DisputeDecided: (reconciliation.report_decision,),
    facts.FraudWarned: (reconciliation.report_fraud_warning,),
    facts.BalanceMoved: (reconciliation.book_movement,),
    facts.UnmatchedPaymentNoticed: (reconciliation.alert_about_payment,),
    facts.UnmatchedPaymentPlaced: (reconciliation.book_placing,),
    UnknownCategoryPosted: (reconciliation.alert_about_category,),
    PayoutFailed: (reconciliation.report_failed_payout,),
}

# Letter → who writes it, from what is true when it is sent.
TO_DONORS: dict[MailKind, to_donor.Writer] = {
    MailKind.RECEIPT: to_donor.receipt,
    MailKind.GIFT_ON_ITS_WAY: to_donor.on_its_way,
    MailKind.GIFT_FAILED: to_donor.failed,
    MailKind.GIFT_REVERSED: to_donor.taken_back,
    MailKind.REFUND_MADE: to_donor.refund_made,
    MailKind.REFUND_FAILED: to_donor.refund_failed,
    MailKind.CHARGED_BACK: to_donor.charged_back,
    MailKind.CHARGE_REINSTATED: to_donor.charge_reinstated,
    MailKind.INSTALMENT_FAILED: to_donor.instalment_failed,
    MailKind.RECURRING_CHANGED: to_donor.changed,
    MailKind.RECURRING_ENDED: to_donor.ended,
    MailKind.YEARLY_NOTICE: to_donor.yearly_notice,
    MailKind.MY_GIVING_LINK: to_donor.my_giving_link,
}
TreasurersWriter = Callable[[Session, Claim, Settings], Mail | None]
TO_TREASURER: dict[MailKind, TreasurersWriter] = {
    MailKind.TREASURER_ALERT: to_treasurer.write_treasurer_alert,
    MailKind.DISPUTE_OPENED: to_treasurer.write_dispute_opened,
    MailKind.DISPUTE_CLOSED: to_treasurer.write_dispute_closed,
    MailKind.FRAUD_WARNING: to_treasurer.write_fraud_warning,
    MailKind.PAYOUT_FAILED: to_treasurer.write_payout_failed,
    MailKind.WATCH_ALERT: write_watch_alert,
    MailKind.ATTACK_ALERT: write_attack_alert,
}

# What is done every so often, by one worker among all.
SWEEP = "sweep"
RECONCILE = Schedule("reconcile", timedelta(hours=1))
OVERDUE = Schedule("check_overdue_pages", timedelta(minutes=10))
FORGET = Schedule("forget_strangers", timedelta(days=1))
FINISH_CANCELLING = Schedule("finish_cancelling", timedelta(minutes=10))
WATCH_ATTACKS = Schedule("watch_attacks", timedelta(minutes=1))
WATCH = Schedule("watch", timedelta(minutes=1))
LOOK_AT_ENDPOINT = Schedule("look_at_endpoint", timedelta(minutes=10))
YEARLY_NOTICE = Schedule("give_yearly_notice", timedelta(hours=6))


def reactions(settings: Settings) -> Callable[[UnitOfWork], None]:
    """Let handlers answer a unit of work's events, and the events that their answers state."""

    def react(work: UnitOfWork) -> None:
        answered = 0
        while answered < len(work.events):
            happened = work.events[answered]
            answered += 1
            for handler in HANDLERS[type(happened)]:
                handler(happened, work, settings)

    return react


def syncs(database: Database, gateway: PaymentGateway) -> dict[str, Callable[[str], str]]:
    """The syncs, ready to be called with an object's id."""
    return {kind: partial(sync, database, gateway) for kind, sync in SYNCS.items()}


def jobs(
    reconciler: Reconciler, sweeper: Sweeper, database: Database
) -> Mapping[Schedule, Callable[[], object]]:
    """The jobs of the schedule, ready to be called."""
    time_zone = reconciler.settings.campaign.time_zone
    return {
        Nightly(SWEEP, timedelta(days=1), hour=3, time_zone=time_zone): sweeper.run,
        RECONCILE: reconciler.run,
        OVERDUE: partial(payments.check_overdue_pages, database, reconciler.gateway),
        FORGET: partial(forget_strangers, database),
        FINISH_CANCELLING: partial(payments.finish_cancelling, database, reconciler.gateway),
        WATCH_ATTACKS: partial(keep_watch, database, reconciler.settings),
        YEARLY_NOTICE: partial(give_yearly_notice, database, reconciler.settings),
        LOOK_AT_ENDPOINT: partial(
            look_at_endpoint, database, reconciler.gateway, reconciler.settings, EVENT_TYPES
        ),
        WATCH: partial(watch, database, reconciler.settings),
    }


def letters(settings: Settings, giving: Giving) -> Callable[[Claim], EmailMessage | None]:
    """Writes the letter that a claim asks for; None when it was overtaken or nobody is there."""

    def mail(letter: Claim) -> Mail | None:
        if letter.kind in TO_DONORS:
            return write_to_donor(giving, TO_DONORS[letter.kind], letter)
        with giving.database.reading() as session:
            return TO_TREASURER[letter.kind](session, letter, settings)

    def write(letter: Claim) -> EmailMessage | None:
        written = mail(letter)
        if written is None:
            return None
        return to_email_message(
            written,
            sender_name=settings.campaign.mail_sender_name,
            sender_address=settings.mail_from,
            reply_to=settings.campaign.email,
            domain=urlsplit(settings.public_url).hostname or "localhost",
            now=giving.database.clock.now(),
        )

    return write
