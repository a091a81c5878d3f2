"""Letters to affiliates about everything but money, with the affiliations that they are about."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    Conference,
    OfficerAnswer,
    OfficerRole,
)
from hov_donate.affiliations.operations.sending import take_form
from hov_donate.gateway.port import Interval
from hov_donate.outbox.models import MailKind
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus, SubscriptionStatus
from tests.support.life import STAFF, Life
from tests.support.post import Post
from tests.support.words import NOON

SUMMER = date(2027, 8, 2)


def lived(post: Post) -> Life:
    """Affiliations in the books of a desk, by the scale of all tests."""
    life = Life(post.parts.database, post.parts.settings, post.parts.seal, post.clock)
    life.scale()
    return life


def last_change(post: Post, affiliation: Affiliation) -> str:
    query = select(AffiliationChange.id).where(AffiliationChange.affiliation_id == affiliation.id)
    with post.parts.database.reading() as session:
        change = session.scalars(query.order_by(AffiliationChange.id.desc())).first()
    return f"{affiliation.id}/{change}"


def begun(post: Post) -> str:
    with post.parts.database.writing() as work:
        application = take_form(work, form="a form", language="en")
    return f"{application.id}/{post.donor()}"


def named(post: Post) -> str:
    life = lived(post)
    branch = life.applies()
    return f"{branch.id}/{life.officers(branch)[OfficerRole.CHAIR].id}"


def asked(post: Post) -> str:
    life = lived(post)
    branch = life.applies()
    question = "How many members do you have in all?"
    life.do(operations.ask, affiliation_id=branch.id, actor=STAFF, question=question)
    return last_change(post, branch)


def rejected(post: Post) -> str:
    life = lived(post)
    branch = life.applies()
    facts = {"actor": STAFF, "reason": "Your region is affiliated.", "minute_reference": ""}
    life.do(operations.reject, affiliation_id=branch.id, **facts)
    return last_change(post, branch)


def due(post: Post) -> str:
    life = lived(post)
    branch = life.affiliated()
    life.pays(branch)
    return f"{branch.id}/2027-01-01/-30"


def overdue(post: Post) -> str:
    life = lived(post)
    branch = life.affiliated()
    life.pays(branch)
    life.renews(branch)
    life.on(SUMMER)
    life.stands(branch)
    return f"{branch.id}/2027-01-01/60"


def lapsed(post: Post) -> str:
    name = overdue(post)
    life = Life(post.parts.database, post.parts.settings, post.parts.seal, post.clock)
    with post.parts.database.reading() as session:
        branch = session.get_one(Affiliation, int(name.partition("/")[0]))
    facts = {"actor": STAFF, "reason": "Eight months unpaid.", "minute_reference": "EC 2027, 4"}
    life.do(operations.lapse, affiliation_id=branch.id, **facts)
    return last_change(post, branch)


def known(post: Post) -> str:
    life = lived(post)
    return f"{life.officers(life.affiliated())[OfficerRole.CORRESPONDENCE].details_id}/1"


def objected(post: Post) -> str:
    life = lived(post)
    branch = life.applies()
    life.says(branch, answer=OfficerAnswer.REJECTED)
    return f"{branch.id}/{life.officers(branch)[OfficerRole.CHAIR].id}"


def by_card(post: Post) -> Affiliation:
    """A member whose card pays every year, next in a month."""
    life = lived(post)
    member = life.joins()
    stated: dict[str, Any] = {
        "reference": "CARD2345",
        "purpose": PaymentPurpose.AFFILIATION,
        "details_id": member.details_id,
        "amount_minor": 2000,
        "currency": "GBP",
        "interval": Interval.YEAR,
    }
    card = Subscription(
        **stated,
        stripe_subscription_id="sub_1",
        stripe_customer_id="cus_1",
        status=SubscriptionStatus.ACTIVE,
        stripe_status="active",
        started_at=NOON,
        next_charge_at=NOON + timedelta(days=30),
    )
    post.add(card)
    post.change(Affiliation, member.id, subscription_id=card.id)
    return life.now(member)


def renews_soon(post: Post) -> str:
    return f"{by_card(post).id}/2026-12-24"


def not_taken(post: Post) -> str:
    member = by_card(post)
    post.add(
        Payment(
            reference="CARD2346",
            purpose=PaymentPurpose.AFFILIATION,
            details_id=member.details_id,
            amount_minor=2000,
            currency="GBP",
            status=PaymentStatus.FAILED,
            subscription_id=member.subscription_id,
            stripe_invoice_id="in_1",
            hosted_url="https://invoice.stripe.com/i/one",
            next_attempt_at=NOON + timedelta(days=3),
            created_at=NOON,
        )
    )
    return f"{member.id}/in_1"


def invited(post: Post) -> str:
    life = lived(post)
    branch = life.affiliated()
    life.pays(branch)
    meeting = date(2027, 2, 20)
    conference = Conference(
        name="Annual conference",
        place="Leeds",
        held_on=meeting,
        cut_off_on=meeting - timedelta(days=14),
        paid_up_by=meeting - timedelta(days=14),
        created_at=NOON,
        created_by=STAFF,
    )
    post.add(conference)
    life.renews(branch)
    life.pays(branch)
    return f"{branch.id}/{conference.id}"


SCENES_OF_LIFE: dict[MailKind, Callable[[Post], str]] = {
    MailKind.APPLICATION_RESUME: begun,
    MailKind.OFFICER_NAMED: named,
    MailKind.APPLICATION_QUESTION: asked,
    MailKind.APPLICATION_REJECTED: rejected,
    MailKind.RENEWAL_INVITATION: due,
    MailKind.AFFILIATION_REMINDER: overdue,
    MailKind.AFFILIATION_ENDED: lapsed,
    MailKind.AFFILIATION_LINK: known,
    MailKind.MEMBERSHIP_RENEWS: renews_soon,
    MailKind.MEMBERSHIP_NOT_TAKEN: not_taken,
    MailKind.DELEGATES_INVITED: invited,
    MailKind.APPLICATION_TO_DECIDE: lambda post: f"{lived(post).applies().id}/2026-11-24",
    MailKind.OFFICER_OBJECTED: objected,
}
