"""What is done for memberships that a card renews: the sum is set right and said, or it ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations.by_card import THE_MEMBER
from hov_donate.affiliations.operations.terms import fee_of
from hov_donate.affiliations.queries.by_card import notice_id, renewed_soon
from hov_donate.affiliations.queries.money import owed
from hov_donate.affiliations.queries.planning import NoScaleError, plan_next_term
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.core.money import Money
from hov_donate.gateway.port import GatewayError, PaymentGateway
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.outbox.operations import put_out
from hov_donate.payments import processes as payments
from hov_donate.payments.models import Subscription

NOTICE = timedelta(days=30)
# Who ends a renewal by card that cannot go on, and where a member ended one; the office reads it.
THE_SCALE, NOTHING_TO_TAKE = "fee scale", "no fee that this card could pay"
ON_THEIR_PAGE = "own page"


def stop_renewing(database: Database, gateway: PaymentGateway, *, reference: str) -> None:
    """End a renewal by card as its member wishes. Raises GatewayError, then the wish stands."""
    payments.cancel(database, gateway, reference=reference, actor=THE_MEMBER, reason=ON_THEIR_PAGE)


def announce_renewals(database: Database, gateway: PaymentGateway, settings: Settings) -> None:
    """Tell of every charge of the next 30 days, once, after its sum was set right at Stripe.

    One that Stripe does not change holds up no other, and is told of when it was changed. Raises
    the last GatewayError, for the job to keep.
    """
    failed: GatewayError | None = None
    for affiliation, subscription in _not_told(database, settings.campaign.time_zone):
        try:
            _announce(database, gateway, settings, affiliation, subscription)
        except GatewayError as error:
            failed = error
    if failed is not None:
        raise failed


def _not_told(database: Database, time_zone: str) -> list[tuple[Affiliation, Subscription]]:
    with database.reading() as session:
        soon = renewed_soon(session, database.clock.now(), NOTICE)
        named = {notice_id(*each, time_zone): each for each in soon}
        told = session.scalars(
            select(OutboxMessage.object_id).where(
                OutboxMessage.kind == MailKind.MEMBERSHIP_RENEWS,
                OutboxMessage.object_id.in_(named),
            )
        )
        for object_id in told:
            del named[object_id]
    return list(named.values())


def _announce(
    database: Database,
    gateway: PaymentGateway,
    settings: Settings,
    affiliation: Affiliation,
    subscription: Subscription,
) -> None:
    zone = settings.campaign.time_zone
    to_come = _to_come(database, affiliation, subscription, zone)
    reference = subscription.reference
    if not to_come.can_be_taken:
        payments.cancel(
            database, gateway, reference=reference, actor=THE_SCALE, reason=NOTHING_TO_TAKE
        )
        return
    if to_come.amount != subscription.amount:
        key = f"{to_come.day}:{to_come.amount.minor}"
        payments.change_amount(
            database, gateway, reference=reference, amount=to_come.amount, key=key
        )
    with database.writing() as work:
        put_out(
            work,
            kind=MailKind.MEMBERSHIP_RENEWS,
            object_id=notice_id(affiliation, subscription, zone),
            details_id=affiliation.details_id,
            language=affiliation.language,
        )


@dataclass(frozen=True)
class _ToCome:
    """What is to be taken on which day, from a card that takes one currency."""

    day: date
    amount: Money
    currency: str

    @property
    def can_be_taken(self) -> bool:
        """Whether there is something to take, in the card's currency."""
        return self.amount.minor > 0 and self.amount.currency == self.currency


def _to_come(
    database: Database, affiliation: Affiliation, subscription: Subscription, time_zone: str
) -> _ToCome:
    """What the next charge is to pay: what is owed by then, or the next term.

    Where the scale cannot say, it stays as it was.
    """
    assert subscription.next_charge_at is not None  # noqa: S101 (they were found by it)
    day = booking_day(subscription.next_charge_at, time_zone)
    with database.reading() as session:
        waiting = owed(session, affiliation.id)
        if waiting:
            return _ToCome(day, waiting[0].owed, subscription.currency)
        try:
            planned = plan_next_term(session, affiliation, day)
        except (NoScaleError, QuoteError):
            return _ToCome(day, subscription.amount, subscription.currency)
        return _ToCome(day, fee_of(planned, None, None), subscription.currency)
