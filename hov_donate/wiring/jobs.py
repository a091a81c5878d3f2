"""What is done every so often, by one worker among all."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from hov_donate.affiliations.processes.by_card import announce_renewals
from hov_donate.affiliations.processes.forgetting import forget_past_delegates
from hov_donate.affiliations.processes.paying import close_outgrown_pages
from hov_donate.affiliations.processes.reminding import remind_everyone
from hov_donate.affiliations.processes.renewing import go_on_renewing
from hov_donate.affiliations.processes.standing import stand_everyone_anew
from hov_donate.affiliations.processes.tidying import close_never_paid, forget_unsent
from hov_donate.affiliations.processes.unanswered import close_unanswered
from hov_donate.campaign.appeals.processes import forget_signers
from hov_donate.campaign.endorsements.processes import forget_endorsers
from hov_donate.campaign.events.processes import forget_event_people
from hov_donate.campaign.numbers.processes import publish_tonight
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database
from hov_donate.core.jobs import Nightly, Schedule
from hov_donate.defence.processes import keep_watch
from hov_donate.donations.processes import forget_strangers
from hov_donate.donations.yearly import give_yearly_notice
from hov_donate.exports.operations import MAKE_EXPORTS
from hov_donate.exports.processes import make_waiting
from hov_donate.payments import processes as payments
from hov_donate.reconciliation.bank.processes import Statements
from hov_donate.reconciliation.processes import Reconciler
from hov_donate.reconciliation.sweeping import Sweeper
from hov_donate.reports.processes import look_at_endpoint, watch
from hov_donate.staff.processes import forget_ended
from hov_donate.wiring.holding import held_for_others
from hov_donate.wiring.syncs import EVENT_TYPES

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
