"""A gift came beside a fee, or was made of credit: as every gift it is looked at, and may be held.

Its invoice made it income when it was issued. What is held of it is therefore moved from the gifts
to the account of held ones, as much of it as is here, and back when it is accepted or goes.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hov_donate.config import Campaign
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.donations.review.models import GiftBesideFee
from hov_donate.donations.review.operations.looking import GiftThatCame, Outside, look_at
from hov_donate.donations.review.queries import review_of_beside_fee
from hov_donate.donations.review.rules import MOVED_ENTRY, held_beside_fee
from hov_donate.ledger.own import book_own
from hov_donate.ledger.rules import booking_day


@dataclass(frozen=True)
class BesideFee:
    """How a gift beside a fee stands now, see `GiftBesideFee`; `on` is when the first of it came.

    `is_new` says that somebody gave it then: what only follows money that came and went is asked
    about no more, and counts to the giver and on the day of the gift that it `follows`.
    """

    source: str
    details_id: uuid.UUID | None
    amount: Money
    here: Money
    on: date
    can_be_held: bool
    is_new: bool = True
    follows: str | None = None


def note_beside_fee(
    work: UnitOfWork, *, gift: BesideFee, outside: Outside, campaign: Campaign
) -> None:
    """Keep how a gift stands; the first of it that comes is asked about, as all of it.

    So it is when all of it went and it comes again, unless a rule had asked about it: what somebody
    said of it then holds, or is still to be said. A second time in a row changes nothing. Its
    affiliation is held by the caller.
    """
    row = _row(work, gift.source)
    if row is None:
        if gift.here.minor:
            row = _write(work, gift)
            _look_at(work, gift, row, outside, campaign)
            hold_what_is_here(work, row=row, campaign=campaign)
        return
    again = row.here_minor == 0 < gift.here.minor and not review_of_beside_fee(work.session, row.id)
    row.amount_minor, row.here_minor = gift.amount.minor, gift.here.minor
    if again:
        row.came_on = gift.on
    work.session.flush()
    if again:
        _look_at(work, gift, row, outside, campaign)
    hold_what_is_here(work, row=row, campaign=campaign)


def hold_what_is_here(work: UnitOfWork, *, row: GiftBesideFee, campaign: Campaign) -> None:
    """Let as much of a gift stand on the account of held ones as is here and not accepted."""
    review = review_of_beside_fee(work.session, row.id)
    if review is None:
        return
    wanted = row.here_minor if review.holds else 0
    change = Money(wanted - row.held_minor, row.currency)
    if change.minor == 0:
        return
    row.held_minor, row.moves = wanted, row.moves + 1
    work.session.flush()
    book_own(
        work,
        category=MOVED_ENTRY,
        source=f"{review.source}-{row.moves}",
        lines=held_beside_fee(change),
        day=booking_day(work.now, campaign.time_zone),
    )


def _look_at(
    work: UnitOfWork, gift: BesideFee, row: GiftBesideFee, outside: Outside, campaign: Campaign
) -> None:
    if not gift.is_new or gift.here.minor < 0:
        return
    came = GiftThatCame(
        amount=gift.amount,
        on=gift.on,
        details_id=gift.details_id,
        again=False,
        beside_fee_id=row.id,
        can_be_held=gift.can_be_held,
    )
    look_at(work, gift=came, outside=outside, campaign=campaign)


def _row(work: UnitOfWork, source: str) -> GiftBesideFee | None:
    return work.session.scalars(
        select(GiftBesideFee).where(GiftBesideFee.source == source)
    ).one_or_none()


def _write(work: UnitOfWork, gift: BesideFee) -> GiftBesideFee:
    first = _row(work, gift.follows) if gift.follows else None
    row = GiftBesideFee(
        source=gift.source,
        details_id=first.details_id if first else gift.details_id,
        amount_minor=gift.amount.minor,
        here_minor=gift.here.minor,
        held_minor=0,
        moves=0,
        currency=gift.amount.currency,
        came_on=first.came_on if first else gift.on,
    )
    work.session.add(row)
    work.session.flush()
    return row
