"""Somebody decides about a gift that a rule wanted looked at. Nothing here commits.

Of a gift beside a fee, the caller holds its affiliation and the payments behind it first.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from hov_donate.config import Campaign, Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.donations.offline.models import OfflineGift
from hov_donate.donations.offline.operations.writing import give_receipt as give_offline_receipt
from hov_donate.donations.offline.rules import income_of
from hov_donate.donations.queries import donation_of
from hov_donate.donations.receipting import give_receipt
from hov_donate.donations.review import operations
from hov_donate.donations.review.events import GiftBesideFeeRefused
from hov_donate.donations.review.models import GiftBesideFee, GiftReview
from hov_donate.donations.review.queries import standing
from hov_donate.donations.review.rules import (
    Action,
    ReviewFault,
    ReviewRefusedError,
    ReviewState,
)
from hov_donate.donations.year_sums import given_in_year
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import booked_of
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import Payment, RefundRequest
from hov_donate.payments.operations import WantedRefund, ask_for_refund
from hov_donate.payments.queries import sources_of
from hov_donate.payments.queries.refunds import left_to_give_back, refund_requests_of
from hov_donate.payments.rules import PaymentStatus
from hov_donate.payments.rules.refunding import RefundReason


@dataclass(frozen=True)
class Verdict:
    """What somebody said, and up to which sum of the giver's year nobody need be asked again."""

    words: str = ""
    again_at: Money | None = None


def look_over(
    work: UnitOfWork, *, review_id: int, verdict: Verdict, actor: str, campaign: Campaign
) -> GiftReview:
    """Somebody looked at a gift that was booked as always.

    Raises ReviewRefusedError; LookupError.
    """
    review = operations.undecided(work, review_id=review_id)
    if review.action is not Action.FLAG:
        raise ReviewRefusedError(ReviewFault.DECIDED)
    operations.decide(
        work, review=review, state=ReviewState.LOOKED_AT, words=verdict.words, actor=actor
    )
    _spare(work, review, verdict, campaign)
    return review


def accept(
    work: UnitOfWork,
    *,
    review_id: int,
    verdict: Verdict,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> GiftReview:
    """A held gift is income from today on, and its giver gets the receipt.

    A refusal can be thought over until the money is on its way back. Raises ReviewRefusedError when
    some of it went back, is disputed, or is not booked yet; LookupError.
    """
    payment = _payment_of(work, review_id)
    review = _held(work, review_id)
    if payment is not None:
        _accept_at_stripe(work, review, payment, settings.campaign)
    elif review.beside_fee_id is not None:
        _check_here(work, review.beside_fee_id)
    else:
        _accept_outside(work, review, settings, seal)
    operations.decide(
        work, review=review, state=ReviewState.ACCEPTED, words=verdict.words, actor=actor
    )
    if review.beside_fee_id is not None:
        row = work.session.get_one(GiftBesideFee, review.beside_fee_id)
        operations.hold_what_is_here(work, row=row, campaign=settings.campaign)
    _spare(work, review, verdict, settings.campaign)
    return review


def refuse(
    work: UnitOfWork, *, review_id: int, words: str, actor: str, campaign: Campaign
) -> RefundRequest | None:
    """A held gift is not wanted: it goes back. Why is told in `words`, and stays in the office.

    Of a gift at Stripe, the refund that is asked for with it; another person may have to agree.
    One outside Stripe is handed back by hand: take it back when that is done. One beside a fee is
    taken off its invoice when the transaction ends, which asks for the refunds. Raises
    ReviewRefusedError, RefundRefusedError; LookupError.
    """
    payment = _payment_of(work, review_id)
    review = _held(work, review_id)
    operations.decide(work, review=review, state=ReviewState.REFUSED, words=words, actor=actor)
    if review.beside_fee_id is not None:
        row = work.session.get_one(GiftBesideFee, review.beside_fee_id)
        work.tell(GiftBesideFeeRefused(row.source, review.source, words, actor))
    return _ask_to_give_back(work, review, payment, actor, campaign) if payment else None


def _payment_of(work: UnitOfWork, review_id: int) -> Payment | None:
    """The payment of a review, locked before the review is, as whoever hears of Stripe does."""
    review = work.session.get(GiftReview, review_id)
    if review is None:
        raise LookupError(f"no review {review_id}")
    if review.payment_id is None:
        return None
    return work.session.get_one(
        Payment, review.payment_id, with_for_update={"key_share": True}, populate_existing=True
    )


def _held(work: UnitOfWork, review_id: int) -> GiftReview:
    review = operations.undecided(work, review_id=review_id)
    if not review.holds:
        raise ReviewRefusedError(ReviewFault.DECIDED)
    return review


def _accept_at_stripe(
    work: UnitOfWork, review: GiftReview, payment: Payment, campaign: Campaign
) -> None:
    booked = booked_of(work.session, payment.reference, sources_of(work.session, payment))
    donation = donation_of(work.session, payment.id)
    if payment.kept != payment.amount or standing(booked, payment.currency) != payment.amount:
        raise ReviewRefusedError(ReviewFault.NOT_WHOLE)
    if left_to_give_back(work.session, payment) != payment.amount or donation is None:
        raise ReviewRefusedError(ReviewFault.GOES_BACK)
    payment.held = False
    give_receipt(work, payment=payment, donation=donation, campaign=campaign)
    recurring = payment.owner.recurring
    operations.book_accepted(
        work,
        review=review,
        income=Account.RECURRING_DONATIONS if recurring else Account.DONATIONS,
        fund=payment.fund,
        booked=booked,
        reference=payment.reference,
        day=booking_day(work.now, campaign.time_zone),
    )


def _check_here(work: UnitOfWork, beside_fee_id: int) -> None:
    """What has not come yet of a gift beside a fee is accepted with what has."""
    row = work.session.get_one(GiftBesideFee, beside_fee_id, populate_existing=True)
    if row.here_minor <= 0:
        raise ReviewRefusedError(ReviewFault.NOT_WHOLE)


def _accept_outside(
    work: UnitOfWork, review: GiftReview, settings: Settings, seal: IdentitySeal
) -> None:
    gift = work.session.get_one(OfflineGift, review.offline_gift_id)
    give_offline_receipt(work, gift, settings=settings, seal=seal)
    operations.book_accepted(
        work,
        review=review,
        income=income_of(gift.method),
        fund=gift.fund,
        booked=(),
        reference=None,
        day=booking_day(work.now, settings.campaign.time_zone),
    )


def _ask_to_give_back(
    work: UnitOfWork, review: GiftReview, payment: Payment, actor: str, campaign: Campaign
) -> RefundRequest | None:
    """None where somebody has asked for it already."""
    left = left_to_give_back(work.session, payment)
    if left.minor == 0 and payment.status is not PaymentStatus.DISPUTED:
        return None
    times = len(refund_requests_of(work.session, payment.id))
    wanted = WantedRefund(
        form=f"{review.source}-{times}",
        reference=payment.reference,
        amount=left,
        reason=RefundReason.NOT_ACCEPTED,
        words=review.words,
    )
    return ask_for_refund(work, wanted=wanted, alone_up_to=campaign.refund_alone_up_to, actor=actor)


def _spare(work: UnitOfWork, review: GiftReview, verdict: Verdict, campaign: Campaign) -> None:
    year_sum = sum_of_year(work.session, review, campaign)
    operations.spare(work, review=review, year_sum=year_sum, again_at=verdict.again_at)


def sum_of_year(session: Session, review: GiftReview, campaign: Campaign) -> Money | None:
    """What the giver of a reviewed gift gave in its accounting year; None when nobody is known."""
    if review.contact_id is None:
        return None
    year = campaign.year_begin.year_of(review.came_on)
    return given_in_year(session, review.contact_id, review.currency, year, campaign.time_zone)
