"""Other systems share the Stripe account, and people use its dashboard: neither disturbs us."""

from typing import Any

import pytest
import stripe
from sqlalchemy import select

from hov_donate.core.money import Money
from hov_donate.outbox.models import OutboxMessage
from hov_donate.payments import processes as payments
from hov_donate.payments.rules import SubscriptionStatus
from tests.support import monthly
from tests.support.house import House
from tests.support.strays import paid_elsewhere
from tests.support.words import GBP

THEIRS = {"installation": "another", "reference": "ABCD2345"}


def their_payment(house: House) -> str:
    paid_elsewhere(house, 1500, THEIRS)
    [intent] = house.simulator.newest("payment_intent", 1)
    return str(intent["id"])


def letters(house: House) -> list[str]:
    with house.parts.database.reading() as session:
        return [str(kind) for kind in session.scalars(select(OutboxMessage.kind))]


def nothing_is_news(house: House) -> None:
    """After one sweep has seen it all, the next one finds that all stands alike."""
    house.let_everything_arrive()
    house.sweep()
    assert house.sweep().differed == 0


def test_a_warning_about_somebody_elses_payment_troubles_nobody_here(house):
    house.simulator.control.warn_of_fraud(their_payment(house))
    nothing_is_news(house)
    assert letters(house) == []


def test_what_others_refund_or_lose_is_no_news_every_night(house):
    house.simulator.control.refund(their_payment(house), 500)
    house.simulator.control.open_dispute(their_payment(house))
    nothing_is_news(house)
    assert letters(house) == []


def test_unmatched_money_that_partly_went_back_is_no_news_every_night(house):
    stray = house.simulator.control.make_stray_payment(1500, "gbp")
    house.let_everything_arrive()
    house.simulator.control.refund(stray["id"], 500)
    nothing_is_news(house)


def test_a_subscription_made_in_the_dashboard_is_no_news_every_night(house):
    paid_elsewhere(house, 1500, {}, monthly=True)
    nothing_is_news(house)


@pytest.mark.parametrize(
    ("inside", "name", "value"),
    [("recurring", "interval", "week"), (None, "unit_amount", None)],
)
def test_others_may_sell_by_the_week_or_by_tiers(house, inside, name, value):
    """Neither the pull nor the sweep stumbles over what we would never make."""
    ours = house.give("20")
    house.pay(ours)
    house.simulator.control.set_webhook_policy(drop=1.0)
    paid_elsewhere(house, 1500, {"installation": "another"}, monthly=True)
    [theirs] = house.simulator.kept("subscription")
    price: dict[str, Any] = theirs["items"]["data"][0]["price"]
    (price[inside] if inside else price)[name] = value

    house.reconcile()
    assert house.sweep().finished
    assert house.payment(ours).status.received


def changed_to(house: House, amount: Money, key: str) -> Money:
    standing = monthly.standing(house)
    payments.change_amount(
        house.parts.database,
        house.parts.gateway,
        reference=standing.reference,
        amount=amount,
        key=key,
    )
    return monthly.standing(house).amount


def test_a_gift_made_double_in_the_dashboard_is_lowered_to_what_the_donor_says(house):
    monthly.begun(house, GBP("10.00"))
    [kept] = house.simulator.kept("subscription")
    kept["items"]["data"][0]["quantity"] = 2
    house.sweep()
    assert monthly.standing(house).amount == GBP("20.00")
    assert changed_to(house, GBP("15.00"), "one form") == GBP("15.00")


def test_an_old_form_for_another_amount_is_taken_at_its_word(house):
    monthly.begun(house, GBP("10.00"))
    assert changed_to(house, GBP("20.00"), "first") == GBP("20.00")
    assert changed_to(house, GBP("10.00"), "second") == GBP("10.00")
    assert changed_to(house, GBP("20.00"), "first") == GBP("20.00")


def in_the_dashboard(house: House, **changes: Any) -> None:
    client = stripe.StripeClient(
        house.simulator.api_key, base_addresses={"api": house.simulator.url}
    )
    key = monthly.standing(house).stripe_subscription_id
    asked: Any = changes
    client.v1.subscriptions.update(key, asked)


def test_a_gift_that_rests_without_an_end_is_seen_to_rest(house):
    monthly.begun(house, GBP("10.00"))
    house.simulator.control.set_webhook_policy(drop=1.0)
    in_the_dashboard(house, pause_collection={"behavior": "void"})
    house.sweep()
    assert monthly.standing(house).status is SubscriptionStatus.PAUSED
    assert house.sweep().differed == 0


def test_a_gift_that_ends_with_its_period_announces_no_charge(house):
    monthly.begun(house, GBP("10.00"))
    in_the_dashboard(house, cancel_at_period_end=True)
    house.let_everything_arrive()
    assert monthly.standing(house).next_charge_at is None
