"""What happens when, on one page: object → sync, event → handlers, letter, schedule → job."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from urllib.parse import urlsplit

from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.core.events import Event
from hov_donate.core.jobs import Nightly, Schedule
from hov_donate.defence.emails import write_attack_alert
from hov_donate.defence.handlers import count_declined_card
from hov_donate.defence.processes import keep_watch
from hov_donate.documents.operations import check_fingerprint
from hov_donate.documents.queries import receipt_of
from hov_donate.donations import handlers as donations
from hov_donate.donations.emails import write_receipt
from hov_donate.donations.processes import Giving, forget_strangers
from hov_donate.gateway.port import PaymentGateway
from hov_donate.outbox.message import Mail, to_email_message
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Claim
from hov_donate.payments import events as facts
from hov_donate.payments import processes as payments
from hov_donate.payments.rules import Outcome
from hov_donate.reconciliation import handlers as reconciliation
from hov_donate.reconciliation.emails import write_treasurer_alert
from hov_donate.reconciliation.events import PayoutFailed, UnknownCategoryPosted
from hov_donate.reconciliation.processes import Reconciler, sync_payout
from hov_donate.reconciliation.sweeping import Sweeper

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

# What is done every so often, by one worker among all.
SWEEP = "sweep"
RECONCILE = Schedule("reconcile", timedelta(hours=1))
OVERDUE = Schedule("check_overdue_pages", timedelta(minutes=10))
FORGET = Schedule("forget_strangers", timedelta(days=1))
FINISH_CANCELLING = Schedule("finish_cancelling", timedelta(minutes=10))
WATCH_ATTACKS = Schedule("watch_attacks", timedelta(minutes=1))


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
    }


def letters(
    settings: Settings, giving: Giving, seal: IdentitySeal
) -> Callable[[Claim], EmailMessage | None]:
    """Writes the letter that a claim asks for; None when nobody is there to read it."""

    def receipt(letter: Claim) -> Mail | None:
        link = giving.gift_url(letter.object_id, letter.language)
        with giving.database.reading() as session:
            mail = write_receipt(session, letter, settings=settings, seal=seal, link=link)
            issued = receipt_of(session, letter.object_id)
        receipt_id = issued.id if issued else 0
        for _, _, pdf in mail.attachments if mail else ():
            with giving.database.writing() as work:
                check_fingerprint(work, document_id=receipt_id, pdf=pdf)
        return mail

    def treasurer_alert(letter: Claim) -> Mail | None:
        return write_treasurer_alert(letter, settings=settings)

    def attack_alert(letter: Claim) -> Mail | None:
        with giving.database.reading() as session:
            return write_attack_alert(session, letter, settings=settings)

    writers: dict[MailKind, Callable[[Claim], Mail | None]] = {
        MailKind.RECEIPT: receipt,
        MailKind.TREASURER_ALERT: treasurer_alert,
        MailKind.ATTACK_ALERT: attack_alert,
    }

    def write(letter: Claim) -> EmailMessage | None:
        mail = writers[letter.kind](letter)
        if mail is None:
            return None
        return to_email_message(
            mail,
            sender_name=settings.campaign.mail_sender_name,
            sender_address=settings.mail_from,
            reply_to=settings.campaign.email,
            domain=urlsplit(settings.public_url).hostname or "localhost",
            now=giving.database.clock.now(),
        )

    return write
