"""Which rules are in force, what a giver gave, and what waits for somebody's word."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import ContactDetails
from hov_donate.core.db import not_by_index
from hov_donate.core.money import Money
from hov_donate.core.spans import DAY, Span
from hov_donate.donations.review.models import GiftBesideFee, GiftReview, ReviewRule
from hov_donate.donations.review.rules import Action, Looked, Measure, Pile, ReviewState, Rule
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line, booking_day
from hov_donate.payments.models import Payment, RefundRequest
from hov_donate.payments.rules import RECEIVED, PaymentPurpose, PaymentStatus
from hov_donate.payments.rules.refunding import RefundRequestStatus

# A gift that is about to go back needs nobody: another person's word, or Stripe's, is waited for.
ON_ITS_WAY_BACK = (
    RefundRequestStatus.WAITING,
    RefundRequestStatus.APPROVED,
    RefundRequestStatus.REFUSED,
)
HERE = tuple(status for status in RECEIVED if status is not PaymentStatus.REVERSED)


def rules_in_force(session: Session, currency: str, day: date) -> list[Rule]:
    """The rules of a currency on a day. One read of an index, for every gift that comes."""
    found = session.scalars(
        select(ReviewRule).where(
            ReviewRule.currency == currency,
            ReviewRule.begins <= day,
            or_(ReviewRule.ends.is_(None), ReviewRule.ends >= day),
        )
    )
    return [each.rule for each in found]


def contact_of(session: Session, details_id: uuid.UUID) -> uuid.UUID:
    """Whom some details are about."""
    return session.get_one(ContactDetails, details_id).contact_id


def paid_in(
    session: Session, contact_id: uuid.UUID, currency: str, span: Span, time_zone: str
) -> Money:
    """What a giver gave at Stripe in a span of days, less what went back and what was refused."""
    gone = Payment.refunded_minor + Payment.disputed_minor + Payment.lost_minor
    refused = exists().where(
        GiftReview.payment_id == Payment.id, GiftReview.state == ReviewState.REFUSED
    )
    zone = ZoneInfo(time_zone)
    begins, ends = (datetime.combine(day, time.min, zone) for day in (span.first, span.last + DAY))
    kept = session.scalar(
        select(func.sum(Payment.amount_minor - gone))
        .join(ContactDetails, ContactDetails.id == Payment.details_id)
        .where(
            ContactDetails.contact_id == contact_id,
            not_by_index(
                and_(
                    Payment.purpose == PaymentPurpose.DONATION,
                    Payment.currency == currency,
                    Payment.status.in_(HERE),
                    Payment.paid_at >= begins,
                    Payment.paid_at < ends,
                )
            ),
            ~refused,
        )
    )
    return Money(max(0, int(kept or 0)), currency)


def given_beside_fees(session: Session, contact_id: uuid.UUID, currency: str, span: Span) -> Money:
    """What a giver gave beside fees, or made of credit, in a span of days, less what went back.

    A gift counts whole on the day on which the first of it came, while any of it is here: it was
    promised as one sum, so its parts must not slip by a rule one after another.
    """
    given = session.scalar(
        select(func.sum(GiftBesideFee.amount_minor))
        .join(ContactDetails, ContactDetails.id == GiftBesideFee.details_id)
        .where(
            ContactDetails.contact_id == contact_id,
            GiftBesideFee.currency == currency,
            GiftBesideFee.here_minor != 0,
            GiftBesideFee.came_on >= span.first,
            GiftBesideFee.came_on <= span.last,
        )
    )
    return Money(max(0, int(given or 0)), currency)


def looked_at(
    session: Session, contact_id: uuid.UUID, currency: str, year: date, time_zone: str
) -> list[Looked]:
    """What was decided about a giver's gifts of an accounting year so that it need not be again."""
    rows = session.scalars(
        _of_giver(contact_id, currency, year).where(GiftReview.again_at_minor.is_not(None))
    )
    found = (row.looked(booking_day(row.decided_at, time_zone)) for row in rows if row.decided_at)
    return [each for each in found if each]


def flag_waits(session: Session, contact_id: uuid.UUID, currency: str, year: date) -> bool:
    """Whether somebody is to look at what a giver gave in a year already."""
    query = _of_giver(contact_id, currency, year).join(
        ReviewRule, ReviewRule.id == GiftReview.rule_id
    )
    waiting = query.where(
        GiftReview.state == ReviewState.WAITING, ReviewRule.measure == Measure.YEAR
    )
    return session.scalars(waiting.limit(1)).first() is not None


def _of_giver(contact_id: uuid.UUID, currency: str, year: date) -> Select[GiftReview]:
    return select(GiftReview).where(
        GiftReview.contact_id == contact_id,
        GiftReview.year == year,
        GiftReview.currency == currency,
    )


def review_of_offline(session: Session, gift_id: int) -> GiftReview | None:
    """The review of a gift outside Stripe, if there is one."""
    return session.scalars(
        select(GiftReview).where(GiftReview.offline_gift_id == gift_id)
    ).one_or_none()


def review_of_beside_fee(session: Session, beside_fee_id: int) -> GiftReview | None:
    """The review of a gift beside a fee, if there is one."""
    return session.scalars(
        select(GiftReview).where(GiftReview.beside_fee_id == beside_fee_id)
    ).one_or_none()


def review_of_payment(session: Session, payment_id: int) -> GiftReview | None:
    """The review of a gift at Stripe, if there is one."""
    return session.scalars(
        select(GiftReview).where(GiftReview.payment_id == payment_id)
    ).one_or_none()


def held_offline(session: Session, gift_ids: Iterable[int]) -> set[int]:
    """Which of these gifts outside Stripe are no income yet, or were refused."""
    wanted = list(gift_ids)
    if not wanted:
        return set()
    found = session.scalars(
        select(GiftReview.offline_gift_id).where(
            GiftReview.offline_gift_id.in_(wanted),
            GiftReview.action == Action.HOLD,
            GiftReview.state != ReviewState.ACCEPTED,
        )
    )
    return {each for each in found if each is not None}


def of_pile(pile: Pile, today: date) -> ColumnElement[bool]:
    """What is in a pile, of reviews that are joined with the payments that they are about."""
    if pile is Pile.WAITING:
        return to_decide()
    if pile is Pile.OVERDUE:
        return and_(to_decide(), GiftReview.decide_by < today)
    if pile is Pile.TO_GO_BACK:
        return to_go_back()
    return GiftReview.state == ReviewState(pile.value)


def to_decide() -> ColumnElement[bool]:
    """Likewise: about which somebody has to decide. Money that went back needs nobody's word."""
    waits = GiftReview.state == ReviewState.WAITING
    return and_(waits, or_(GiftReview.action == Action.FLAG, _money_is_here()))


def to_go_back() -> ColumnElement[bool]:
    """Likewise: what was refused, is still here, and nobody is sending back."""
    asked = exists().where(
        RefundRequest.payment_id == GiftReview.payment_id,
        RefundRequest.status.in_(ON_ITS_WAY_BACK),
    )
    return and_(GiftReview.state == ReviewState.REFUSED, _money_is_here(), ~asked)


def _money_is_here() -> ColumnElement[bool]:
    gone = Payment.refunded_minor + Payment.disputed_minor + Payment.lost_minor
    at_stripe = and_(Payment.status.in_(HERE), Payment.amount_minor > gone)
    outside = and_(GiftReview.offline_gift_id.is_not(None), GiftReview.gone_on.is_(None))
    beside_fee = exists().where(
        GiftBesideFee.id == GiftReview.beside_fee_id, GiftBesideFee.here_minor > 0
    )
    return or_(at_stripe, outside, beside_fee)


def held_money(session: Session) -> Sequence[Money]:
    """What stands on the account of held gifts by what is known of them, in every currency."""
    gone = Payment.refunded_minor + Payment.disputed_minor + Payment.lost_minor
    left = GiftReview.amount_minor - func.coalesce(gone, 0)
    whole = session.execute(
        select(GiftReview.currency, func.sum(left))
        .outerjoin(Payment, Payment.id == GiftReview.payment_id)
        .where(
            GiftReview.action == Action.HOLD,
            GiftReview.state != ReviewState.ACCEPTED,
            GiftReview.beside_fee_id.is_(None),
            _money_is_here(),
        )
        .group_by(GiftReview.currency)
    )
    beside_fees = session.execute(
        select(GiftBesideFee.currency, func.sum(GiftBesideFee.held_minor))
        .where(GiftBesideFee.held_minor > 0)
        .group_by(GiftBesideFee.currency)
    )
    found: Counter[str] = Counter()
    for currency, minor in (*whole, *beside_fees):
        found[currency] += int(minor)
    return [Money(found[currency], currency) for currency in sorted(found)]


def standing(lines: Iterable[Line], currency: str) -> Money:
    """What of a gift stands on the account of held gifts, by its lines."""
    on_account = (
        it.amount.minor
        for it in lines
        if it.account is Account.HELD_GIFTS and it.amount.currency == currency
    )
    return Money(-sum(on_account), currency)
