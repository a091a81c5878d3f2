"""Which of the objects in Stripe's lists stand otherwise here, or are not known at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.gateway.port import CheckoutStatus, RemoteSubscription, Sighting, SightingPage
from hov_donate.inbox.queries import known_strangers
from hov_donate.payments.models import (
    CheckoutAttempt,
    Dispute,
    FraudWarning,
    Payment,
    Refund,
    Subscription,
)
from hov_donate.payments.rules import Outcome, PaymentStatus, SubscriptionStatus
from hov_donate.reconciliation.models import Payout, SweepStep

# What a sync says of an object that belongs to nobody here, and of which no row is kept.
STRANGE = frozenset({Outcome.FOREIGN, Outcome.UNMATCHED})
# An object to be brought up to date: its type and Stripe's id.
News = list[tuple[str, str]]


def changed_status(
    session: Session,
    items: Sequence[Sighting],
    key: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    status: InstrumentedAttribute[object],
) -> Iterable[Sighting]:
    """The objects that are unknown here, or whose status is another than Stripe's."""
    ids = [item.object_id for item in items]
    rows = session.execute(select(key, status).where(key.in_(ids)))
    known = {str(row[0]): str(row[1]) for row in rows}
    return (item for item in items if known.get(item.object_id) != item.status)


def _pages(session: Session, items: Sequence[Sighting]) -> Iterable[Sighting]:
    return changed_status(session, items, CheckoutAttempt.stripe_session_id, CheckoutAttempt.status)


def _refunds(session: Session, items: Sequence[Sighting]) -> Iterable[Sighting]:
    return changed_status(session, items, Refund.stripe_refund_id, Refund.status)


def _disputes(session: Session, items: Sequence[Sighting]) -> Iterable[Sighting]:
    return changed_status(session, items, Dispute.stripe_dispute_id, Dispute.status)


def _warnings(session: Session, items: Sequence[Sighting]) -> Iterable[Sighting]:
    """Only whether a refund still helps can change."""
    return changed_status(session, items, FraudWarning.stripe_warning_id, FraudWarning.actionable)


def _payouts(session: Session, items: Sequence[Sighting]) -> Iterable[Sighting]:
    return changed_status(session, items, Payout.stripe_payout_id, Payout.status)


# How an instalment must stand here when Stripe says so of its invoice; one that is open there and
# known here is among the open matters.
SETTLED_INVOICES: Mapping[str, Callable[[PaymentStatus], bool]] = {
    "paid": lambda status: status.received,
    "void": lambda status: status is PaymentStatus.EXPIRED,
    "uncollectible": lambda status: status is PaymentStatus.EXPIRED,
}


def _anything(_: PaymentStatus) -> bool:
    return True


def _invoices(session: Session, items: Sequence[Sighting]) -> Iterable[Sighting]:
    ids = [item.object_id for item in items]
    rows = session.execute(
        select(Payment.stripe_invoice_id, Payment.status).where(Payment.stripe_invoice_id.in_(ids))
    )
    known: dict[str | None, PaymentStatus] = {row[0]: row[1] for row in rows}
    for item in items:
        ours = known.get(item.object_id)
        agrees = SETTLED_INVOICES.get(item.status, _anything)
        if item.status != "draft" and (ours is None or not agrees(ours)):
            yield item


LOOKS: Mapping[SweepStep, Callable[[Session, Sequence[Sighting]], Iterable[Sighting]]] = {
    SweepStep.PAGES: _pages,
    SweepStep.REFUNDS: _refunds,
    SweepStep.DISPUTES: _disputes,
    SweepStep.FRAUD_WARNINGS: _warnings,
    SweepStep.INVOICES: _invoices,
    SweepStep.PAYOUTS: _payouts,
}


def news(session: Session, step: SweepStep, page: SightingPage, installation: str) -> News:
    """What of a page of a list has to be brought up to date; others' objects are left out."""
    if step is SweepStep.SUBSCRIPTIONS:
        return _subscriptions(session, page.subscriptions, installation)
    ours = [item for item in page.items if item.installation in {None, installation}]
    found = list(LOOKS[step](session, ours))
    ids = [item.object_id for item in found]
    strangers = known_strangers(session, ids, outcomes=STRANGE)
    if step is SweepStep.PAGES:
        closed = [item.object_id for item in found if item.status != CheckoutStatus.OPEN]
        strangers |= known_strangers(session, closed, outcomes={Outcome.IRRELEVANT})
    return [(item.object_type, item.object_id) for item in found if item.object_id not in strangers]


def _subscriptions(
    session: Session, found: Sequence[RemoteSubscription], installation: str
) -> News:
    """All that Stripe says of each is compared: nothing may be dead here and alive there."""
    ours = [remote for remote in found if remote.installation == installation]
    ids = [remote.id for remote in ours]
    rows = session.scalars(select(Subscription).where(Subscription.stripe_subscription_id.in_(ids)))
    known = {row.stripe_subscription_id: row for row in rows}
    return [
        ("subscription", remote.id)
        for remote in ours
        if remote.id not in known or differs(known[remote.id], remote)
    ]


def differs(ours: Subscription, remote: RemoteSubscription) -> bool:
    """Whether a recurring payment stands here otherwise than at Stripe."""
    here = (ours.stripe_status, ours.amount, ours.interval, ours.next_charge_at, ours.paused_until)
    there = (
        remote.status,
        remote.amount,
        remote.interval,
        remote.next_charge_at,
        remote.paused_until,
    )
    # A pause without an end is told by nothing else.
    rests = remote.paused and remote.paused_until is None and remote.status == "active"
    return here != there or (rests and ours.status is not SubscriptionStatus.PAUSED)
