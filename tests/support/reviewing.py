"""Rules by which gifts are looked at, and people who decide."""

from datetime import date, timedelta

from sqlalchemy import select

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.deciding import Verdict, accept, look_over, refuse
from hov_donate.donations.review.models import GiftReview, ReviewRule
from hov_donate.donations.review.operations import RuleFacts, make_rule
from hov_donate.donations.review.rules import Action, Measure
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import RefundRequest
from tests.support.house import House

MINUTE = "Committee, 3 May, minute 7"
ANN, BEN = "staff:1", "staff:2"


def decided_rule(
    database: Database,
    at_least: Money,
    measure: Measure = Measure.SINGLE,
    action: Action = Action.HOLD,
    *,
    days: int = 14,
    begins: date | None = None,
) -> ReviewRule:
    """A meeting decides a rule, from today on."""
    with database.writing() as work:
        today = booking_day(work.now, "UTC")
        first = begins or today
        facts = RuleFacts(new_reference(), measure, at_least, action, days, first, None, MINUTE)
        return make_rule(work, facts=facts, today=min(today, first), actor=ANN)


def reviews(database: Database) -> list[GiftReview]:
    """What was, or is to be, looked at."""
    with database.reading() as session:
        return list(session.scalars(select(GiftReview).order_by(GiftReview.id)))


def accepts(house: House, review: GiftReview, again_at: Money | None = None) -> GiftReview:
    """Somebody accepts a held gift."""
    settings = house.parts.settings
    with house.parts.database.writing() as work:
        return accept(
            work,
            review_id=review.id,
            verdict=Verdict("We know them.", again_at),
            actor=ANN,
            settings=settings,
            seal=IdentitySeal(settings.identity_keys),
        )


def refuses(house: House, review: GiftReview) -> RefundRequest | None:
    """Somebody does not accept a held gift."""
    with house.parts.database.writing() as work:
        return refuse(
            work,
            review_id=review.id,
            words="From a company that we oppose.",
            actor=ANN,
            campaign=house.parts.settings.campaign,
        )


def looks_over(house: House, review: GiftReview, again_at: Money | None = None) -> GiftReview:
    """Somebody looks at a flagged gift."""
    with house.parts.database.writing() as work:
        return look_over(
            work,
            review_id=review.id,
            verdict=Verdict("A legacy, we know of it.", again_at),
            actor=ANN,
            campaign=house.parts.settings.campaign,
        )


def in_days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
