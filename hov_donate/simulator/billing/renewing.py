"""The end of a period: the next one begins, or the subscription ends."""

from typing import Any

from hov_donate.simulator.billing import invoicing, standing
from hov_donate.simulator.clock import DAY
from hov_donate.simulator.objects import subscriptions
from hov_donate.simulator.timetable import GIVE_NOTICE, RENEW
from hov_donate.simulator.world import World

Json = dict[str, Any]

NOTICE = 7 * DAY


def renew(world: World, key: str) -> None:
    """A period is over."""
    subscription = world.store.get("subscription", key)
    if not standing.is_live(subscription):
        return
    if subscription["cancel_at_period_end"]:
        standing.end(world, subscription, "cancellation_requested")
        return
    before = {name: subscription[name] for name in ("items", "latest_invoice")}
    since = subscriptions.item_of(subscription)["current_period_start"]
    subscriptions.begin_next_period(subscription)
    renew_later(world, subscription)
    invoice = invoicing.draft(world, subscription, reason=invoicing.CYCLE, since=since)
    world.events.emit("invoice.created", invoice)
    standing.tell_change(world, subscription, before)
    _set_going(world, subscription, invoice)


def renew_later(world: World, subscription: Json) -> None:
    """When its period ends."""
    subscription["_renews_at"] = subscriptions.end_of_period(subscription)
    subscription["_notice_at"] = subscription["_renews_at"] - NOTICE
    world.save(subscription)
    for field, what in (("_renews_at", RENEW), ("_notice_at", GIVE_NOTICE)):
        world.timetable.add(subscription[field], what, subscription["id"])


def give_notice(world: World, key: str) -> None:
    """Tell some days before that money will be taken, if it will."""
    subscription = world.store.get("subscription", key)
    goes_on = standing.is_live(subscription) and not subscription["cancel_at_period_end"]
    if goes_on and subscription["_notice_at"] == world.clock.now():
        world.events.emit("invoice.upcoming", invoicing.preview(world, subscription))


def _set_going(world: World, subscription: Json, invoice: Json) -> None:
    pause = subscription["pause_collection"]
    if pause and pause["behavior"] == "void":
        invoicing.void(world, invoice)
    elif pause and pause["behavior"] == "mark_uncollectible":
        invoicing.give_up(world, invoice, "subscription_paused")
    elif pause or subscription["status"] == "unpaid":
        invoicing.keep_as_draft(world, invoice)
    else:
        invoicing.finalize_later(world, invoice)


def end_pause(world: World, key: str) -> None:
    """Collection goes on, unless the pause was changed meanwhile."""
    subscription = world.store.get("subscription", key)
    pause = subscription["pause_collection"]
    if pause and pause["resumes_at"] == world.clock.now():
        subscription["pause_collection"] = None
        standing.tell_change(world, subscription, {"pause_collection": pause})
