"""Who answers what happened, in the transaction in which it happened."""

from collections.abc import Callable

from hov_donate.affiliations import events as affiliation_facts
from hov_donate.affiliations.handlers import by_card, members, standing
from hov_donate.affiliations.handlers import money as affiliations
from hov_donate.campaign.map.handlers import count_in_country
from hov_donate.closing import handlers as months
from hov_donate.closing.events import MonthClosed, MonthReopened, ReopeningAsked
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.defence.handlers import count_declined_card
from hov_donate.donations import handlers as donations
from hov_donate.donations.offline.events import OfflineGiftTakenBack
from hov_donate.donations.review.events import GiftBesideFeeRefused
from hov_donate.payments import events as facts
from hov_donate.reconciliation import handlers as reconciliation
from hov_donate.reconciliation.bank import handlers as bank
from hov_donate.reconciliation.events import PayoutFailed, UnknownCategoryPosted
from hov_donate.wiring import beside_fees

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
    affiliation_facts.MoneyMoved: (
        standing.stand_after_money,
        bank.open_lines_of_reversed,
        beside_fees.look_at_gifts,
    ),
    GiftBesideFeeRefused: (beside_fees.take_off_invoice,),
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
