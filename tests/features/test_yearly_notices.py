"""Whoever gives once a year hears of it two weeks before."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hov_donate.donations.yearly import give_yearly_notice
from hov_donate.gateway.port import Interval
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.payments.models import Subscription
from hov_donate.payments.rules import SubscriptionStatus
from tests.support.post import Post
from tests.support.words import NOON


def notices(post: Post) -> list[str]:
    give_yearly_notice(post.parts.database, post.parts.settings)
    wanted = select(OutboxMessage.object_id).where(OutboxMessage.kind == MailKind.YEARLY_NOTICE)
    with post.parts.database.reading() as session:
        return list(session.scalars(wanted.order_by(OutboxMessage.id)))


def due_in(post: Post, days: int, **more: Any) -> Subscription:
    stated: dict[str, Any] = {
        "interval": Interval.YEAR,
        "next_charge_at": NOON + timedelta(days=days),
    } | more
    return post.recurring(**stated)


def test_a_notice_is_put_out_two_weeks_before_and_no_earlier(post):
    subscription = due_in(post, 15)
    assert notices(post) == []
    post.clock.advance(timedelta(days=1))
    assert notices(post) == [f"{subscription.reference}/2026-12-09"]


def test_there_is_one_notice_for_each_charge(post):
    subscription = due_in(post, 14)
    assert len(notices(post)) == len(notices(post)) == 1
    next_year = NOON + timedelta(days=14 + 365)
    post.change(Subscription, subscription.id, next_charge_at=next_year)
    assert len(notices(post)) == 1
    post.clock.advance(timedelta(days=365))
    reference = subscription.reference
    assert notices(post) == [f"{reference}/2026-12-08", f"{reference}/2027-12-08"]


@pytest.mark.parametrize(
    "standing",
    [
        {"interval": Interval.MONTH},
        {"status": SubscriptionStatus.ENDED},
        {"status": SubscriptionStatus.PAUSED},
        {"status": SubscriptionStatus.NEVER_STARTED},
        {"cancel_asked_at": NOON, "cancel_asked_by": "donor"},
    ],
    ids=["monthly", "ended", "skipped", "never begun", "its end was asked for"],
)
def test_what_is_not_taken_once_a_year_is_not_announced(post, standing):
    due_in(post, 10, **standing)
    assert notices(post) == []


def test_a_notice_names_the_day_and_the_sum_and_how_to_skip_or_end_it(post):
    due_in(post, 14)
    [object_id] = notices(post)
    mail = post.write(MailKind.YEARLY_NOTICE, object_id)
    assert mail
    assert mail["Subject"] == "Your yearly gift is due on 8 December 2026"
    part = mail.get_body(("plain",))
    assert part
    words = part.get_content()
    for expected in ("8 December 2026", "£20.00", "skip this year or end", "/en/my-giving/"):
        assert expected in words
