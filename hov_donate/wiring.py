"""What happens when, on one page: object → sync, event → handlers, letter, schedule → job."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from hov_donate.affiliations import emails as to_affiliate
from hov_donate.affiliations import events as affiliation_facts
from hov_donate.affiliations.emails import by_card as to_member
from hov_donate.affiliations.emails.staff import (
    write_application_to_decide,
    write_officer_objected,
)
from hov_donate.affiliations.handlers import by_card, members, standing
from hov_donate.affiliations.handlers import money as affiliations
from hov_donate.affiliations.letters import write_to_affiliate
from hov_donate.affiliations.processes.by_card import announce_renewals
from hov_donate.affiliations.processes.forgetting import forget_past_delegates
from hov_donate.affiliations.processes.paying import close_outgrown_pages
from hov_donate.affiliations.processes.reminding import remind_everyone
from hov_donate.affiliations.processes.renewing import go_on_renewing
from hov_donate.affiliations.processes.standing import stand_everyone_anew
from hov_donate.affiliations.processes.tidying import close_never_paid, forget_unsent
from hov_donate.affiliations.processes.unanswered import close_unanswered
from hov_donate.affiliations.queries.holding import held_for_affiliations
from hov_donate.campaign.appeals import emails as to_signer
from hov_donate.campaign.appeals.processes import forget_signers
from hov_donate.campaign.appeals.queries.holding import held_for_signatures
from hov_donate.campaign.endorsements import emails as to_endorser
from hov_donate.campaign.endorsements.processes import forget_endorsers
from hov_donate.campaign.endorsements.queries import held_for_endorsements
from hov_donate.campaign.events import emails as about_events
from hov_donate.campaign.events.processes import forget_event_people
from hov_donate.campaign.events.queries import held_for_events
from hov_donate.campaign.map.handlers import count_in_country
from hov_donate.campaign.numbers.processes import publish_tonight
from hov_donate.closing import handlers as months
from hov_donate.closing.emails import write_month_closed, write_month_reopening
from hov_donate.closing.events import MonthClosed, MonthReopened, ReopeningAsked
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.core.events import Event
from hov_donate.core.jobs import Nightly, Schedule
from hov_donate.defence.emails import write_attack_alert
from hov_donate.defence.handlers import count_declined_card
from hov_donate.defence.processes import keep_watch
from hov_donate.donations import emails as to_donor
from hov_donate.donations import handlers as donations
from hov_donate.donations.letters import write_to_donor
from hov_donate.donations.offline.events import OfflineGiftTakenBack
from hov_donate.donations.processes import Giving, forget_strangers
from hov_donate.donations.yearly import give_yearly_notice
from hov_donate.exports.operations import MAKE_EXPORTS
from hov_donate.exports.processes import make_waiting
from hov_donate.gateway.port import PaymentGateway
from hov_donate.outbox.message import Mail, to_email_message
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Claim
from hov_donate.payments import events as facts
from hov_donate.payments import processes as payments
from hov_donate.payments.rules import Outcome
from hov_donate.reconciliation import emails as to_treasurer
from hov_donate.reconciliation import handlers as reconciliation
from hov_donate.reconciliation.bank import handlers as bank
from hov_donate.reconciliation.bank.processes import Statements
from hov_donate.reconciliation.events import PayoutFailed, UnknownCategoryPosted
from hov_donate.reconciliation.processes import Reconciler, sync_payout
from hov_donate.reconciliation.sweeping import Sweeper
from hov_donate.reports.emails import write_watch_alert
from hov_donate.reports.processes import look_at_endpoint, watch
from hov_donate.staff import emails as to_staff
from hov_donate.staff.processes import forget_ended

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
    facts.PaymentSucceeded: (
        donations.send_receipt,
        by_card.begin_renewing,
        affiliations.settle_paid,
        count_in_country,
    ),
    facts.PaymentOnItsWay: (donations.tell_on_its_way,),
    facts.PaymentFailed: (donations.tell_failed, affiliations.tell_failed),
    facts.CardDeclined: (count_declined_card,),
    facts.PaymentReversed: (
        donations.correct_reversed,
        affiliations.settle_reversed,
        count_in_country,
    ),
    facts.RefundRecorded: (
        donations.correct_refunded,
        affiliations.settle_refunded,
        count_in_country,
    ),
    facts.RefundFailed: (
        donations.reinstate_refunded,
        affiliations.settle_refund_failed,
        count_in_country,
    ),
    facts.FundsWithdrawn: (
        donations.correct_disputed,
        affiliations.settle_disputed,
        count_in_country,
    ),
    facts.FundsReturned: (
        donations.reinstate_disputed,
        affiliations.settle_reinstated,
        count_in_country,
    ),
    facts.InstalmentAsked: (donations.begin_instalment, by_card.make_next_term),
    facts.InstalmentFailed: (donations.tell_instalment_failed, by_card.tell_not_taken),
    facts.SubscriptionEnded: (donations.tell_ended, by_card.fall_back_to_invoices),
    facts.DisputeOpened: (reconciliation.report_dispute,),
    facts.DisputeDecided: (reconciliation.report_decision,),
    facts.FraudWarned: (reconciliation.report_fraud_warning,),
    facts.BalanceMoved: (reconciliation.book_movement,),
    facts.UnmatchedPaymentNoticed: (reconciliation.alert_about_payment,),
    facts.UnmatchedPaymentPlaced: (reconciliation.book_placing,),
    affiliation_facts.MoneyMoved: (standing.stand_after_money, bank.open_lines_of_reversed),
    OfflineGiftTakenBack: (bank.open_line_of_gift,),
    affiliation_facts.AffiliationPaidUp: (members.renew_who_joined_twice, standing.welcome_free),
    affiliation_facts.AffiliationResigned: (
        standing.call_back_invoices,
        by_card.stop_with_membership,
    ),
    UnknownCategoryPosted: (reconciliation.alert_about_category,),
    PayoutFailed: (reconciliation.report_failed_payout,),
    MonthClosed: (months.tell_who_may_compare,),
    ReopeningAsked: (months.tell_who_may_agree,),
    MonthReopened: (months.tell_both,),
}

# Letter → who writes it, from what is true when it is sent.
TO_DONORS: dict[MailKind, to_donor.Writer] = {
    MailKind.RECEIPT: to_donor.receipt,
    MailKind.GIFT_HELD: to_donor.held,
    MailKind.GIFT_REFUSED: to_donor.refused,
    MailKind.GIFT_ON_ITS_WAY: to_donor.on_its_way,
    MailKind.GIFT_FAILED: to_donor.failed,
    MailKind.GIFT_REVERSED: to_donor.taken_back,
    MailKind.REFUND_MADE: to_donor.refund_made,
    MailKind.REFUND_FAILED: to_donor.refund_failed,
    MailKind.CHARGED_BACK: to_donor.charged_back,
    MailKind.CHARGE_REINSTATED: to_donor.charge_reinstated,
    MailKind.OFFLINE_RECEIPT: to_donor.offline_receipt,
    MailKind.OFFLINE_TAKEN_BACK: to_donor.offline_taken_back,
    MailKind.INSTALMENT_FAILED: to_donor.instalment_failed,
    MailKind.RECURRING_CHANGED: to_donor.changed,
    MailKind.RECURRING_ENDED: to_donor.ended,
    MailKind.YEARLY_NOTICE: to_donor.yearly_notice,
    MailKind.MY_GIVING_LINK: to_donor.my_giving_link,
}
TO_AFFILIATES: dict[MailKind, to_affiliate.Writer] = {
    MailKind.DELEGATES_INVITED: to_affiliate.delegates_invited,
    MailKind.MEMBERSHIP_RENEWS: to_member.membership_renews,
    MailKind.MEMBERSHIP_NOT_TAKEN: to_member.membership_not_taken,
    MailKind.APPLICATION_RESUME: to_affiliate.application_resume,
    MailKind.OFFICER_NAMED: to_affiliate.officer_named,
    MailKind.APPLICATION_QUESTION: to_affiliate.application_question,
    MailKind.APPLICATION_REJECTED: to_affiliate.application_rejected,
    MailKind.RENEWAL_INVITATION: to_affiliate.renewal_invitation,
    MailKind.AFFILIATION_REMINDER: to_affiliate.reminder,
    MailKind.AFFILIATION_ENDED: to_affiliate.ended,
    MailKind.AFFILIATION_LINK: to_affiliate.link,
    MailKind.INVOICE_ISSUED: to_affiliate.invoice_issued,
    MailKind.CREDIT_NOTE_ISSUED: to_affiliate.credit_note_issued,
    MailKind.AFFILIATION_PAID: to_affiliate.paid,
    MailKind.AFFILIATION_UNPAID: to_affiliate.unpaid,
}
TO_SIGNERS: dict[MailKind, Callable[[to_signer.Desk, Claim], Mail | None]] = {
    MailKind.SIGNATURE_TO_CONFIRM: to_signer.signature_to_confirm,
    MailKind.SIGNATURE_LINK: to_signer.signature_links,
}
ABOUT_EVENTS: dict[MailKind, Callable[[about_events.Desk, Claim], Mail | None]] = {
    MailKind.EVENT_TO_CONFIRM: about_events.event_to_confirm,
    MailKind.EVENT_QUESTION: about_events.event_question,
    MailKind.EVENT_DECIDED: about_events.event_decided,
    MailKind.EVENT_SIGN_UP_TO_CONFIRM: about_events.sign_up_to_confirm,
    MailKind.EVENT_CALLED_OFF: about_events.event_called_off,
}
TO_ENDORSERS: dict[MailKind, Callable[[to_endorser.Desk, Claim], Mail | None]] = {
    MailKind.ENDORSEMENT_NAMED: to_endorser.endorsement_named,
}
TreasurersWriter = Callable[[Session, Claim, Settings], Mail | None]
TO_TREASURER: dict[MailKind, TreasurersWriter] = {
    MailKind.TREASURER_ALERT: to_treasurer.write_treasurer_alert,
    MailKind.DISPUTE_OPENED: to_treasurer.write_dispute_opened,
    MailKind.DISPUTE_CLOSED: to_treasurer.write_dispute_closed,
    MailKind.FRAUD_WARNING: to_treasurer.write_fraud_warning,
    MailKind.PAYOUT_FAILED: to_treasurer.write_payout_failed,
    MailKind.APPLICATION_TO_DECIDE: write_application_to_decide,
    MailKind.OFFICER_OBJECTED: write_officer_objected,
    MailKind.WATCH_ALERT: write_watch_alert,
    MailKind.MONTH_CLOSED: write_month_closed,
    MailKind.MONTH_REOPENING: write_month_reopening,
    MailKind.ATTACK_ALERT: write_attack_alert,
}
TO_STAFF: dict[MailKind, to_staff.Writer] = {
    MailKind.STAFF_INVITATION: to_staff.invitation,
    MailKind.STAFF_PASSWORD_LINK: to_staff.password_link,
    MailKind.STAFF_SIGN_IN_CHANGED: to_staff.sign_in_changed,
}

# What is done every so often, by one worker among all.
SWEEP = "sweep"
RECONCILE = Schedule("reconcile", timedelta(hours=1))
OVERDUE = Schedule("check_overdue_pages", timedelta(minutes=10))
FORGET = Schedule("forget_strangers", timedelta(days=1))
FORGET_ENDED_SESSIONS = Schedule("forget_ended_sessions", timedelta(days=1))
FORGET_SIGNERS = Schedule("forget_signers", timedelta(hours=6))
FORGET_EVENT_PEOPLE = Schedule("forget_event_people", timedelta(hours=6))
FORGET_ENDORSERS = Schedule("forget_endorsers", timedelta(hours=6))
FORGET_DELEGATES = Schedule("forget_delegates", timedelta(days=1))
FINISH_REFUNDS = Schedule("finish_refunds", timedelta(minutes=10))
FINISH_CANCELLING = Schedule("finish_cancelling", timedelta(minutes=10))
WATCH_ATTACKS = Schedule("watch_attacks", timedelta(minutes=1))
WATCH = Schedule("watch", timedelta(minutes=1))
LOOK_AT_ENDPOINT = Schedule("look_at_endpoint", timedelta(minutes=10))
CLOSE_OUTGROWN = Schedule("close_outgrown_pages", timedelta(minutes=1))
YEARLY_NOTICE = Schedule("give_yearly_notice", timedelta(hours=6))
ANNOUNCE_RENEWALS = Schedule("announce_renewals", timedelta(hours=6))
RENEW = Schedule("renew_affiliations", timedelta(minutes=1))
MAKE = Schedule(MAKE_EXPORTS, timedelta(minutes=1))
STATEMENTS = Schedule("bring_in_statements", timedelta(minutes=1))
PROPOSE_AGAIN = Schedule("match_bank_lines", timedelta(hours=1))
FORGET_WORDS = Schedule("forget_bank_words", timedelta(days=1))
STAND_ANEW, REMIND = "stand_affiliations_anew", "remind_affiliates"
NEVER_PAID, NEVER_SENT = "close_never_paid", "forget_unsent_applications"
NEVER_ANSWERED = "close_unanswered_applications"
PUBLISH_FIGURES = "publish_figures"


def held_for_others(before: datetime) -> ColumnElement[bool]:
    """Whether details are known for more than a gift; asked before strangers are forgotten."""
    return or_(
        held_for_affiliations(before),
        held_for_signatures(before),
        held_for_events(before),
        held_for_endorsements(),
    )


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
        FORGET_DELEGATES: partial(forget_past_delegates, database, reconciler.settings),
        FORGET_SIGNERS: partial(forget_signers, database, reconciler.settings),
        FORGET_EVENT_PEOPLE: partial(forget_event_people, database),
        FORGET_ENDORSERS: partial(forget_endorsers, database),
        FORGET_ENDED_SESSIONS: partial(forget_ended, database),
        FORGET: partial(forget_strangers, database, held_for_others),
        CLOSE_OUTGROWN: partial(close_outgrown_pages, database, reconciler.gateway),
        FINISH_CANCELLING: partial(payments.finish_cancelling, database, reconciler.gateway),
        FINISH_REFUNDS: partial(payments.finish_refunds, database, reconciler.gateway),
        WATCH_ATTACKS: partial(keep_watch, database, reconciler.settings),
        YEARLY_NOTICE: partial(give_yearly_notice, database, reconciler.settings),
        ANNOUNCE_RENEWALS: partial(
            announce_renewals, database, reconciler.gateway, reconciler.settings
        ),
        LOOK_AT_ENDPOINT: partial(
            look_at_endpoint, database, reconciler.gateway, reconciler.settings, EVENT_TYPES
        ),
        WATCH: partial(watch, database, reconciler.settings),
        RENEW: partial(go_on_renewing, database, reconciler.settings),
        MAKE: partial(make_waiting, database, reconciler.settings),
        Nightly(PUBLISH_FIGURES, timedelta(days=1), hour=4, time_zone=time_zone): partial(
            publish_tonight, database, reconciler.settings
        ),
        **_statements(database, reconciler.settings),
        **_affiliations_nightly(database, reconciler.settings),
    }


def _statements(database: Database, settings: Settings) -> Mapping[Schedule, Callable[[], object]]:
    """What is done with bank statements while nobody looks."""
    statements = Statements(settings, database, IdentitySeal(settings.identity_keys))
    return {
        STATEMENTS: statements.go_on_with_all,
        PROPOSE_AGAIN: statements.propose_again,
        FORGET_WORDS: statements.forget_words,
    }


def _affiliations_nightly(
    database: Database, settings: Settings
) -> Mapping[Schedule, Callable[[], object]]:
    """Soon after midnight the calendar moves who has to be moved; letters go in the morning."""
    time_zone, a_day = settings.campaign.time_zone, timedelta(days=1)
    return {
        Nightly(STAND_ANEW, a_day, hour=1, time_zone=time_zone): partial(
            stand_everyone_anew, database, settings
        ),
        Nightly(NEVER_PAID, a_day, hour=2, time_zone=time_zone): partial(
            close_never_paid, database, settings
        ),
        Nightly(NEVER_ANSWERED, a_day, hour=2, time_zone=time_zone): partial(
            close_unanswered, database, settings
        ),
        Nightly(NEVER_SENT, a_day, hour=2, time_zone=time_zone): partial(forget_unsent, database),
        Nightly(REMIND, a_day, hour=8, time_zone=time_zone): partial(
            remind_everyone, database, settings
        ),
    }


def _letter_of_campaign(
    session: Session, settings: Settings, giving: Giving, letter: Claim
) -> Mail | None:
    desk = (session, settings, giving.seal, giving.links)
    if letter.kind in TO_SIGNERS:
        return TO_SIGNERS[letter.kind](to_signer.Desk(*desk), letter)
    if letter.kind in TO_ENDORSERS:
        return TO_ENDORSERS[letter.kind](to_endorser.Desk(*desk), letter)
    return ABOUT_EVENTS[letter.kind](about_events.Desk(*desk), letter)


def letters(settings: Settings, giving: Giving) -> Callable[[Claim], EmailMessage | None]:
    """Writes the letter that a claim asks for; None when it was overtaken or nobody is there."""

    def mail(letter: Claim) -> Mail | None:
        if letter.kind in TO_DONORS:
            return write_to_donor(giving, TO_DONORS[letter.kind], letter)
        if letter.kind in TO_AFFILIATES:
            desk = (giving.database, settings, giving.seal, giving.links)
            return write_to_affiliate(*desk, TO_AFFILIATES[letter.kind], letter)
        with giving.database.reading() as session:
            if letter.kind in TO_SIGNERS | TO_ENDORSERS | ABOUT_EVENTS:
                return _letter_of_campaign(session, settings, giving, letter)
            if letter.kind in TO_STAFF:
                desk_of_staff = to_staff.Desk(
                    session, settings, giving.links, giving.database.clock.now()
                )
                return TO_STAFF[letter.kind](desk_of_staff, letter)
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
