"""The queue of gifts to look at, one of them with what its giver gave, and the rules."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Invoice
from hov_donate.affiliations.queries.giving import OF_CREDIT, affiliation_of, invoice_of
from hov_donate.donations.offline.models import OfflineGift
from hov_donate.donations.review.models import GiftBesideFee, GiftReview, ReviewRule
from hov_donate.donations.review.queries import of_pile, to_decide, to_go_back
from hov_donate.donations.review.rules import Pile
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.office.queries.paging import Page, Place, counted, page_of
from hov_donate.payments.models import Payment, RefundRequest
from hov_donate.payments.queries.refunds import refund_requests_of

_Row = TypeVar("_Row", Payment, OfflineGift, GiftBesideFee, ReviewRule)


@dataclass(frozen=True)
class Looked:
    """A gift that is, or was, looked at, and the version of the rule that asked for it."""

    review: GiftReview
    rule: ReviewRule
    payment: Payment | None
    given: OfflineGift | None
    beside: GiftBesideFee | None = None

    @property
    def reference(self) -> str:
        """The gift's reference; of one beside a fee, what names it in the books."""
        if self.beside is not None:
            return self.beside.source
        gift = self.payment or self.given
        return gift.reference if gift else ""

    @property
    def is_credit(self) -> bool:
        """Whether it was made of credit, and so stands on no invoice."""
        return self.beside is not None and self.beside.source.startswith(OF_CREDIT)

    @property
    def details_id(self) -> uuid.UUID | None:
        """Who gave; None when nobody knows."""
        gift = self.payment or self.given or self.beside
        return gift.details_id if gift else None

    @property
    def fund(self) -> str:
        """The code of the fund that it is for."""
        if self.beside is not None:
            return GENERAL_FUND
        gift = self.payment or self.given
        return gift.fund if gift else ""


@dataclass(frozen=True)
class OpenReviews:
    """What waits for somebody: how much, how much of it too long, and until when the first may."""

    to_decide: int
    overdue: int
    to_go_back: int
    first_by: date | None


def queue(session: Session, pile: Pile | None, place: Place, today: date) -> Page[Looked]:
    """Gifts that rules asked about, the last noticed first; or those of one pile."""
    query = _with_payments(select(GiftReview))
    if pile is not None:
        query = query.where(of_pile(pile, today))
    page = page_of(session, query, GiftReview.id, place)
    return Page(_looked(session, page.rows), page.older, page.newer)


def looked(session: Session, review_id: int) -> Looked | None:
    """One of them."""
    review = session.get(GiftReview, review_id)
    return _looked(session, [review])[0] if review else None


def others_of_giver(session: Session, review: GiftReview) -> Sequence[Looked]:
    """What else of its giver's accounting year somebody has to decide about, or decided."""
    if review.contact_id is None:
        return []
    found = session.scalars(
        select(GiftReview)
        .where(
            GiftReview.contact_id == review.contact_id,
            GiftReview.year == review.year,
            GiftReview.id != review.id,
        )
        .order_by(GiftReview.id.desc())
        .limit(20)
    )
    return _looked(session, found.all())


def is_in(session: Session, review: GiftReview, which: ColumnElement[bool]) -> bool:
    """Whether a review is in a pile now."""
    query = _with_payments(select(GiftReview)).where(GiftReview.id == review.id, which)
    return session.scalars(query).first() is not None


def open_reviews(session: Session, today: date) -> OpenReviews:
    """What waits for somebody."""
    waiting = _with_payments(select(GiftReview.id)).where(to_decide())
    first = _with_payments(select(func.min(GiftReview.decide_by))).where(to_decide())
    return OpenReviews(
        to_decide=counted(session, waiting),
        overdue=counted(session, waiting.where(GiftReview.decide_by < today)),
        to_go_back=counted(session, _with_payments(select(GiftReview.id)).where(to_go_back())),
        first_by=session.scalar(first),
    )


@dataclass(frozen=True)
class Beside:
    """Whose a gift beside a fee is, and its invoice; none of one that was made of credit."""

    affiliation: Affiliation
    invoice: Invoice | None


def beside(session: Session, it: Looked) -> Beside | None:
    """What a gift stood beside; None for one that came by itself."""
    if it.beside is None:
        return None
    source = it.beside.source
    return Beside(affiliation_of(session, source), invoice_of(session, source))


def wishes(session: Session, it: Looked) -> Sequence[RefundRequest]:
    """What was asked for so that it goes back."""
    if it.beside is None:
        return refund_requests_of(session, it.payment.id) if it.payment else []
    # The refusal names each wish by itself and the payment that brought a part of the gift.
    return session.scalars(
        select(RefundRequest)
        .where(RefundRequest.form.startswith(f"{it.review.source}-", autoescape=True))
        .order_by(RefundRequest.id)
    ).all()


def rules(session: Session) -> Sequence[ReviewRule]:
    """Every version of every rule, the newest rule first, and of each the newest version."""
    return session.scalars(
        select(ReviewRule).order_by(ReviewRule.number.desc(), ReviewRule.version.desc())
    ).all()


def _with_payments(query: Select[Any]) -> Select[Any]:
    return query.outerjoin(Payment, Payment.id == GiftReview.payment_id)


def _looked(session: Session, reviews: Sequence[GiftReview]) -> list[Looked]:
    payments = _by_id(session, Payment, [it.payment_id for it in reviews])
    given = _by_id(session, OfflineGift, [it.offline_gift_id for it in reviews])
    beside_fees = _by_id(session, GiftBesideFee, [it.beside_fee_id for it in reviews])
    by_rule = _by_id(session, ReviewRule, [it.rule_id for it in reviews])
    return [
        Looked(
            it,
            by_rule[it.rule_id],
            payments.get(it.payment_id or 0),
            given.get(it.offline_gift_id or 0),
            beside_fees.get(it.beside_fee_id or 0),
        )
        for it in reviews
    ]


def _by_id(session: Session, model: type[_Row], ids: Sequence[int | None]) -> dict[int, _Row]:
    found = session.scalars(select(model).where(model.id.in_([it for it in ids if it])))
    return {row.id: row for row in found}
