"""Renewal runs: who is due, what is planned, and what came of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, RenewalItem, RenewalOutcome, Term
from hov_donate.affiliations.rules.keeping import kept, told_again
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.affiliations.rules.standing import LIVING
from hov_donate.core.money import Money
from hov_donate.payments.models import Subscription
from hov_donate.payments.rules import SubscriptionStatus


def due_for_renewal(
    session: Session, ends_by: date, *, after: int, limit: int
) -> Sequence[Affiliation]:
    """Living affiliations whose newest term ends by a day, in the order of their ids.

    Whose card renews by itself is left out.
    """
    held = Term.voided_at.is_(None) & (Term.affiliation_id == Affiliation.id)
    by_card = exists().where(
        Subscription.id == Affiliation.subscription_id,
        Subscription.status.in_([each for each in SubscriptionStatus if each.alive]),
        Subscription.cancel_asked_at.is_(None),
    )
    return session.scalars(
        select(Affiliation)
        .where(
            Affiliation.id > after,
            Affiliation.status.in_(LIVING),
            exists().where(held),
            ~exists().where(held, Term.ends_on > ends_by),
            ~by_card,
        )
        .order_by(Affiliation.id)
        .limit(limit)
    ).all()


def planned_items(
    session: Session, run_id: int, *, after: int, limit: int
) -> Sequence[RenewalItem]:
    """What a run is still to carry out, in the order of affiliations."""
    return session.scalars(
        select(RenewalItem)
        .where(
            RenewalItem.run_id == run_id,
            RenewalItem.affiliation_id > after,
            RenewalItem.outcome == RenewalOutcome.RENEWS,
        )
        .order_by(RenewalItem.affiliation_id)
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class OutcomeSum:
    """How many of a run have one outcome, by scale and rule, and what they are asked for."""

    outcome: RenewalOutcome
    scale_id: int | None
    rule: int | None
    many: int
    fees: Money | None


def summary(session: Session, run_id: int) -> list[OutcomeSum]:
    """A run at a glance: who, how much, by which rule."""
    keys = (RenewalItem.outcome, RenewalItem.scale_id, RenewalItem.rule, RenewalItem.currency)
    rows = session.execute(
        select(*keys, func.count().label("many"), func.sum(RenewalItem.fee_minor).label("fees"))
        .where(RenewalItem.run_id == run_id)
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        OutcomeSum(
            row.outcome,
            row.scale_id,
            row.rule,
            row.many,
            Money(int(row.fees), row.currency) if row.currency else None,
        )
        for row in rows
    ]


def as_problem(sentence: Sentence) -> str:
    """A sentence as an item keeps it, to be told in any language."""
    return json.dumps(kept(sentence), ensure_ascii=False)


def problem_of(item: RenewalItem) -> Sentence | None:
    """Why an item needs a person, or was not carried out."""
    return told_again(json.loads(item.problem)) if item.problem else None
