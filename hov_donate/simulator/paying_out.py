"""Sending what is available to the bank."""

from collections import defaultdict
from typing import Any

from hov_donate.simulator.errors import ApiError, missing
from hov_donate.simulator.objects import movements
from hov_donate.simulator.objects.payouts import new_payout
from hov_donate.simulator.timetable import PAY_PAYOUT, RECONCILE
from hov_donate.simulator.world import World

Json = dict[str, Any]

FAILURES = {
    "account_closed": "The bank account has been closed.",
    "could_not_process": "The bank could not process this payout.",
    "invalid_account_number": "The account number is not valid.",
}


def run(world: World, *, reconciled_after: int = 0, paid_after: int = 0) -> list[Json]:
    """One payout for each currency that has more than nothing available."""
    waiting: dict[str, list[Json]] = defaultdict(list)
    now = world.clock.now()
    for row in world.store.table("balance_transaction").having("_payout", None):
        if row["available_on"] <= now:
            waiting[row["currency"]].append(row)
    made = []
    for currency, rows in sorted(waiting.items()):
        if sum(row["net"] for row in rows) > 0:
            payout = _send(world, currency, rows)
            payout["_reconciled_after"] = reconciled_after
            _pay_later(world, payout, paid_after)
            made.append(payout)
    return made


def pay(world: World, key: str) -> None:
    """It arrives at the bank, unless it was called off meanwhile."""
    payout = world.store.get("payout", key)
    if payout.pop("_paid_due", None) is None:
        return
    payout["status"] = "paid"
    payout["trace_id"] = {"status": "supported", "value": f"SIM{payout['id'][-12:].upper()}"}
    after = payout.pop("_reconciled_after")
    if after:
        payout["_due"] = world.clock.now() + after
        world.timetable.add(payout["_due"], RECONCILE, key)
    world.save(payout)
    world.events.emit("payout.paid", payout)
    if not after:
        reconcile(world, key)


def reconcile(world: World, key: str) -> None:
    """From now on the payout's items can be listed in full."""
    payout = world.store.get("payout", key)
    payout.pop("_due", None)
    payout["reconciliation_status"] = "completed"
    world.save(payout)
    world.events.emit("payout.reconciliation_completed", payout)


def fail(world: World, payout: Json, code: str) -> None:
    """The bank sends it back, even days after it was paid; the next run pays it again."""
    if code not in FAILURES:
        raise ValueError(f"a failure is one of {', '.join(FAILURES)}")
    if payout["status"] not in ("in_transit", "paid"):
        raise ApiError(f"{payout['id']} is {payout['status']}; it cannot fail.")
    payout |= {"failure_code": code, "failure_message": FAILURES[code]}
    _return(world, payout, "failed", "payout_failure")


def cancel(world: World, payout: Json) -> None:
    """It is called off before it arrives. Raises ApiError when it has."""
    if payout["status"] != "in_transit":
        raise ApiError(f"{payout['id']} is {payout['status']}; it cannot be canceled.")
    _return(world, payout, "canceled", "payout_cancel")


def found(world: World, key: str) -> Json:
    """The payout. Raises ApiError when there is none."""
    payout = world.store.find("payout", key)
    if payout is None:
        raise missing("payout", key)
    return payout


def _send(world: World, currency: str, rows: list[Json]) -> Json:
    now = world.clock.now()
    payout = new_payout(sum(row["net"] for row in rows), currency, now)
    movement = movements.of_payout(payout, now)
    payout["balance_transaction"] = movement["id"]
    for row in rows:
        row["_payout"] = payout["id"]
    for row in (*rows, movement, payout):
        world.save(row)
    world.events.emit("payout.created", payout)
    return payout


def _pay_later(world: World, payout: Json, after: int) -> None:
    payout["_paid_due"] = world.clock.now() + after
    world.save(payout)
    if after:
        world.timetable.add(payout["_paid_due"], PAY_PAYOUT, payout["id"])
    else:
        pay(world, payout["id"])


def _return(world: World, payout: Json, status: str, kind: str) -> None:
    if payout.pop("_paid_due", None) is not None:
        payout["_due"] = world.clock.now() + payout.pop("_reconciled_after")
        world.timetable.add(payout["_due"], RECONCILE, payout["id"])
    returned = world.save(movements.of_returned_payout(payout, world.clock.now(), kind))
    payout |= {"status": status, "failure_balance_transaction": returned["id"]}
    world.save(payout)
    world.events.emit(f"payout.{status}", payout)
