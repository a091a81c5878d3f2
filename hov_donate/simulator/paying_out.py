"""Sending what is available to the bank."""

from collections import defaultdict
from typing import Any

from hov_donate.simulator.objects import movements
from hov_donate.simulator.objects.payouts import new_payout
from hov_donate.simulator.timetable import RECONCILE
from hov_donate.simulator.world import World

Json = dict[str, Any]


def run(world: World, *, reconciled_after: int = 0) -> list[Json]:
    """One payout for each currency that has more than nothing available."""
    waiting: dict[str, list[Json]] = defaultdict(list)
    now = world.clock.now()
    for row in world.store.table("balance_transaction").having("_payout", None):
        if row["available_on"] <= now:
            waiting[row["currency"]].append(row)
    made = []
    for currency, rows in sorted(waiting.items()):
        if sum(row["net"] for row in rows) > 0:
            made.append(_pay_out(world, currency, rows, reconciled_after))
    return made


def _pay_out(world: World, currency: str, rows: list[Json], reconciled_after: int) -> Json:
    now = world.clock.now()
    payout = new_payout(sum(row["net"] for row in rows), currency, now)
    movement = movements.of_payout(payout, now)
    payout["balance_transaction"] = movement["id"]
    for row in rows:
        row["_payout"] = payout["id"]
    for row in (*rows, movement, payout):
        world.save(row)
    world.events.emit("payout.created", payout)
    payout["status"] = "paid"
    payout["_due"] = now + reconciled_after
    world.save(payout)
    world.events.emit("payout.paid", payout)
    if reconciled_after:
        world.timetable.add(payout["_due"], RECONCILE, payout["id"])
    else:
        reconcile(world, payout["id"])
    return payout


def reconcile(world: World, key: str) -> None:
    """From now on the payout's items can be listed in full."""
    payout = world.store.get("payout", key)
    payout.pop("_due", None)
    payout["reconciliation_status"] = "completed"
    world.save(payout)
    world.events.emit("payout.reconciliation_completed", payout)
