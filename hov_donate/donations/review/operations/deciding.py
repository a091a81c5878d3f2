"""Somebody decides about a gift that was looked at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.donations.review.models import GiftReview
from hov_donate.donations.review.queries import review_of_offline
from hov_donate.donations.review.rules import (
    ACCEPTED_ENTRY,
    ReviewFault,
    ReviewRefusedError,
    ReviewState,
    accepted,
    check_again,
)
from hov_donate.ledger.chart import Account
from hov_donate.ledger.operations import NewEntry, lock_books, post
from hov_donate.ledger.own import own_entry
from hov_donate.ledger.rules import Line

# A refusal can be thought over while the money is still here.
OPEN = frozenset({ReviewState.WAITING, ReviewState.REFUSED})


def undecided(work: UnitOfWork, *, review_id: int) -> GiftReview:
    """A review about which can be decided, locked. Raises ReviewRefusedError; LookupError."""
    review = work.session.get(GiftReview, review_id, with_for_update=True, populate_existing=True)
    if review is None:
        raise LookupError(f"no review {review_id}")
    if review.state not in OPEN or review.gone_on is not None:
        raise ReviewRefusedError(ReviewFault.DECIDED)
    return review


def decide(
    work: UnitOfWork, *, review: GiftReview, state: ReviewState, words: str, actor: str
) -> None:
    """Write a decision down."""
    review.state, review.words = state, words
    review.decided_by, review.decided_at = actor, work.now
    review.decided_sum_minor = review.again_at_minor = None
    work.session.flush()


def spare(
    work: UnitOfWork, *, review: GiftReview, year_sum: Money | None, again_at: Money | None
) -> None:
    """Note what the giver gave that year, as it is known now, and from which sum on to ask again.

    Raises ReviewRefusedError.
    """
    check_again(again_at, year_sum)
    review.decided_sum_minor = year_sum.minor if year_sum else None
    review.again_at_minor = again_at.minor if again_at else None
    work.session.flush()


def book_accepted(  # noqa: PLR0913 (what of whom, as what, for which fund, with what, when)
    work: UnitOfWork,
    *,
    review: GiftReview,
    income: Account,
    fund: str,
    booked: Sequence[Line],
    reference: str | None,
    day: date,
) -> None:
    """Book that a held gift is income now; the database refuses a second time.

    `booked` is what was booked of it while it was held, see `rules.accepted`.
    """
    lines = accepted(review.amount, income, fund, booked)
    lock_books(work)
    entry = own_entry(work, category=ACCEPTED_ENTRY, source=review.source, lines=lines, day=day)
    facts = replace(entry.facts, payment_reference=reference)
    post(work, entries=[NewEntry(facts, entry.lines)])


def note_gone(work: UnitOfWork, *, offline_gift_id: int, on: date) -> None:
    """A gift outside Stripe is not here any more: nobody need decide about it."""
    review = review_of_offline(work.session, offline_gift_id)
    if review is not None:
        review.gone_on = on
        work.session.flush()
