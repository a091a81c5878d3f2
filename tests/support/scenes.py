"""A letter of every kind, with the books that it is about."""

from collections.abc import Callable
from datetime import timedelta

from hov_donate.closing.models import MonthClosing, MonthReopeningRequest
from hov_donate.defence.models import AttackEpisode
from hov_donate.defence.rules import Trigger
from hov_donate.gateway.port import Interval
from hov_donate.outbox.models import MailKind
from hov_donate.payments.models import Dispute, FraudWarning
from hov_donate.payments.rules import DisputeStatus, PaymentStatus, SubscriptionStatus
from hov_donate.reconciliation.models import Payout, ReconciliationRun
from hov_donate.reports.models import WatchAlert, WatchEpisode
from hov_donate.reports.rules import Light, Subject
from hov_donate.staff.operations import add_member
from hov_donate.staff.rules import Role
from tests.support.post import Post
from tests.support.scenes_of_campaign import SCENES_OF_CAMPAIGN
from tests.support.scenes_of_doors import SCENES_OF_DOORS
from tests.support.scenes_of_endorsements import SCENES_OF_ENDORSEMENTS
from tests.support.scenes_of_events import SCENES_OF_EVENTS
from tests.support.scenes_of_life import SCENES_OF_LIFE
from tests.support.scenes_of_money import SCENES_OF_MONEY
from tests.support.scenes_of_offline import SCENES_OF_OFFLINE
from tests.support.words import GBP, NOON


def went_back(post: Post, amount: str = "5.00") -> str:
    payment = post.gift(PaymentStatus.PARTLY_REFUNDED, refunded_minor=500)
    post.corrected(payment, "re_1", GBP(amount))
    return "re_1"


def came_again(post: Post) -> str:
    payment = post.gift()
    post.corrected(payment, "re_1", GBP("5.00"))
    post.reinstated(payment, "re_1", GBP("5.00"))
    return "re_1"


def taken_back(post: Post) -> str:
    payment = post.gift(PaymentStatus.REVERSED)
    post.corrected(payment, payment.reference, payment.amount)
    return payment.reference


def past_due(post: Post) -> str:
    subscription = post.recurring(SubscriptionStatus.PAST_DUE)
    return f"{post.instalment(subscription, PaymentStatus.FAILED).reference}/"


def ended(post: Post) -> str:
    return post.recurring(SubscriptionStatus.ENDED, ended_at=NOON).reference


def yearly(post: Post) -> str:
    due = NOON + timedelta(days=14)
    return f"{post.recurring(interval=Interval.YEAR, next_charge_at=due).reference}/2026-12-08"


def dispute(post: Post, status: DisputeStatus = DisputeStatus.NEEDS_RESPONSE) -> str:
    payment = post.gift(PaymentStatus.DISPUTED, disputed_minor=2000)
    about = {"payment_id": payment.id, "stripe_payment_intent_id": "pi_1", "reason": "fraudulent"}
    sums = {"amount_minor": 2000, "currency": "GBP", "withdrawn_minor": 2000}
    times = {"opened_at": NOON, "evidence_due_by": NOON + timedelta(days=9)}
    post.add(Dispute(stripe_dispute_id="dp_1", status=status, **about, **sums, **times))
    return "dp_1"


def warned(post: Post) -> str:
    payment = post.gift()
    about = {"stripe_payment_intent_id": payment.stripe_payment_intent_id, "actionable": True}
    kind = "made_with_stolen_card"
    post.add(FraudWarning(stripe_warning_id="issfr_1", kind=kind, created_at=NOON, **about))
    return "issfr_1"


def sent_back(post: Post) -> str:
    post.add(
        Payout(
            stripe_payout_id="po_1",
            amount_minor=12345,
            currency="GBP",
            status="failed",
            arrival_date=NOON.date(),
            created_at=NOON,
        )
    )
    return "po_1"


def attacked(post: Post) -> str:
    post.add(AttackEpisode(id=7, began_at=NOON, trigger=Trigger.ATTEMPTS))
    return "7"


def stood_still(post: Post) -> str:
    post.add(WatchAlert(id=3, raised_at=NOON))
    post.add(
        WatchEpisode(
            subject=Subject.WORKER,
            light=Light.AMBER,
            found="Last heard of: noon",
            remedy="Start the worker.",
            alert_id=3,
            began_at=NOON,
            last_seen_at=NOON,
        )
    )
    return "3"


def closed(post: Post) -> str:
    run = ReconciliationRun(id=1, since=NOON, started_at=NOON, finished_at=NOON)
    post.add(run)
    with post.parts.database.writing() as work:
        member = add_member(
            work, email="second@campaign.example", role=Role.TREASURER, password="a long password"
        )
    closing = {"id": 1, "month": NOON.date().replace(day=1), "run_id": 1, "figures": {}}
    post.add(MonthClosing(checksum="0" * 64, closed_at=NOON, closed_by="staff:7", **closing))
    return f"1/{member.id}"


def to_be_reopened(post: Post) -> str:
    _, _, member_id = closed(post).partition("/")
    asked = {"id": 1, "closing_id": 1, "asked_at": NOON, "asked_by": "staff:7"}
    why = {"reason": "A cheque was booked twice", "minute_reference": "Minute 12"}
    post.add(MonthReopeningRequest(**asked, **why))
    return f"1/asked/{member_id}"


# Makes the books, and names the object that the letter is about.
SCENES: dict[MailKind, Callable[[Post], str]] = {
    MailKind.RECEIPT: lambda post: post.gift().reference,
    MailKind.GIFT_ON_ITS_WAY: lambda post: post.gift(PaymentStatus.PROCESSING).reference + "/pi_1",
    MailKind.GIFT_FAILED: lambda post: post.gift(PaymentStatus.FAILED).reference + "/pi_1",
    MailKind.GIFT_REVERSED: taken_back,
    MailKind.REFUND_MADE: went_back,
    MailKind.REFUND_FAILED: came_again,
    MailKind.CHARGED_BACK: went_back,
    MailKind.CHARGE_REINSTATED: came_again,
    MailKind.INSTALMENT_FAILED: past_due,
    MailKind.RECURRING_CHANGED: lambda post: post.recurring().reference + "/raised",
    MailKind.RECURRING_ENDED: ended,
    MailKind.YEARLY_NOTICE: yearly,
    MailKind.MY_GIVING_LINK: lambda post: f"{post.donor()}/1",
    MailKind.TREASURER_ALERT: lambda _: "pi_unknown",
    MailKind.DISPUTE_OPENED: dispute,
    MailKind.DISPUTE_CLOSED: lambda post: dispute(post, DisputeStatus.LOST),
    MailKind.FRAUD_WARNING: warned,
    MailKind.PAYOUT_FAILED: sent_back,
    MailKind.WATCH_ALERT: stood_still,
    MailKind.ATTACK_ALERT: attacked,
    MailKind.MONTH_CLOSED: closed,
    MailKind.MONTH_REOPENING: to_be_reopened,
    **SCENES_OF_LIFE,
    **SCENES_OF_MONEY,
    **SCENES_OF_DOORS,
    **SCENES_OF_ENDORSEMENTS,
    **SCENES_OF_EVENTS,
    **SCENES_OF_CAMPAIGN,
    **SCENES_OF_OFFLINE,
}
