"""A gift has come: whether a person has to look at it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.config import Campaign
from hov_donate.contacts.models import Contact
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.donations.review import queries
from hov_donate.donations.review.models import GiftReview
from hov_donate.donations.review.rules import (
    Action,
    Came,
    Measure,
    ReviewState,
    Rule,
    asks,
    decide_by,
    strictest,
)

# What a giver gave outside Stripe in a span of days: whose, in which currency, which days.
Outside = Callable[[Session, uuid.UUID, str, Span], Money]


@dataclass(frozen=True)
class GiftThatCame:
    """A gift of Stripe's, one outside it, or one beside a fee, on a day of the campaign.

    `details_id` is None when nobody knows who gave; `again` says that it is a later instalment.
    What cannot be held is flagged where a rule would hold it.
    """

    amount: Money
    on: date
    details_id: uuid.UUID | None
    again: bool
    payment_id: int | None = None
    offline_gift_id: int | None = None
    beside_fee_id: int | None = None
    can_be_held: bool = True


def look_at(
    work: UnitOfWork, *, gift: GiftThatCame, outside: Outside, campaign: Campaign
) -> GiftReview | None:
    """The review of a gift that a rule asks about; None when none does.

    Asked once for each gift, when it has come. Without a rule it costs one read of an index. The
    giver's gifts are looked at one after another, so that two at once see each other's sums.
    """
    rules = queries.rules_in_force(work.session, gift.amount.currency, gift.on)
    if not rules:
        return None
    year = campaign.year_begin.year_of(gift.on)
    contact_id = _whose(work, gift)
    year_sum = None
    if contact_id is not None:
        at_stripe = queries.paid_in(
            work.session, contact_id, gift.amount.currency, year, campaign.time_zone
        )
        of_giver = (work.session, contact_id, gift.amount.currency, year)
        year_sum = at_stripe + outside(*of_giver) + queries.given_beside_fees(*of_giver)
    came = Came(gift.amount, gift.on, gift.again, year_sum)
    rule = _asking(work, rules, came, contact_id, campaign)
    return None if rule is None else _write(work, gift, rule, contact_id, came, year)


def _whose(work: UnitOfWork, gift: GiftThatCame) -> uuid.UUID | None:
    if gift.details_id is None:
        return None
    contact_id = queries.contact_of(work.session, gift.details_id)
    # Rows that name the giver are let in meanwhile.
    work.session.get_one(Contact, contact_id, with_for_update={"key_share": True})
    return contact_id


def _asking(
    work: UnitOfWork,
    rules: list[Rule],
    came: Came,
    contact_id: uuid.UUID | None,
    campaign: Campaign,
) -> Rule | None:
    """The strictest rule that asks. A giver's year is flagged once while nobody has looked."""
    if contact_id is None:
        return strictest(rule for rule in rules if asks(rule, came))
    first = campaign.year_begin.year_of(came.on).first
    of_giver = (contact_id, came.amount.currency, first)
    looked = queries.looked_at(work.session, *of_giver, campaign.time_zone)
    asking = [rule for rule in rules if asks(rule, came, looked)]
    if any(_flags_year(rule) for rule in asking) and queries.flag_waits(work.session, *of_giver):
        asking = [rule for rule in asking if not _flags_year(rule)]
    return strictest(asking)


def _flags_year(rule: Rule) -> bool:
    return rule.action is Action.FLAG and rule.measure is Measure.YEAR


def _write(
    work: UnitOfWork,
    gift: GiftThatCame,
    rule: Rule,
    contact_id: uuid.UUID | None,
    came: Came,
    year: Span,
) -> GiftReview:
    review = GiftReview(
        payment_id=gift.payment_id,
        offline_gift_id=gift.offline_gift_id,
        beside_fee_id=gift.beside_fee_id,
        rule_id=rule.id,
        action=rule.action if gift.can_be_held else Action.FLAG,
        amount_minor=gift.amount.minor,
        currency=gift.amount.currency,
        contact_id=contact_id,
        year=year.first,
        year_sum_minor=came.year_sum.minor if came.year_sum else None,
        came_on=gift.on,
        decide_by=decide_by(gift.on, rule),
        noticed_at=work.now,
        state=ReviewState.WAITING,
    )
    work.session.add(review)
    work.session.flush()
    return review
