"""Disputes: the payer goes to the bank instead of to us.

Facts: docs.stripe.com/disputes/how-disputes-work and docs.stripe.com/disputes/api.
"""

from typing import Any

from hov_donate.simulator import charging, refunding, warnings_of_fraud
from hov_donate.simulator.errors import ApiError, missing
from hov_donate.simulator.objects import movements
from hov_donate.simulator.objects.charges import is_debit
from hov_donate.simulator.objects.disputes import (
    INQUIRIES,
    UNDECIDED,
    Status,
    escalate,
    new_dispute,
    submit,
)
from hov_donate.simulator.world import World

Json = dict[str, Any]

# Noted: what a dispute costs, and what it costs to answer one, in minor units.
FEE, COUNTERING_FEE = "dispute_fee", "dispute_countering_fee"
USUAL_FEE = 1500
WINNING, LOSING, ESCALATING = "winning_evidence", "losing_evidence", "escalate_inquiry_evidence"


def begin(
    world: World,
    intent_id: str,
    reason: str,
    *,
    amount: int | None = None,
    status: Status = Status.NEEDS_RESPONSE,
) -> Json:
    """The payer questions a payment, or `amount` of it. Raises ApiError when nothing is left."""
    charge = _charge(world, intent_id)
    amount = _amount(world, charge, amount)
    charging.book(world, charge["id"])
    if status == Status.NEEDS_RESPONSE and is_debit(charge):
        status = Status.LOST
    dispute = new_dispute(charge, amount, reason, status, world.clock.now())
    charge["disputed"] = True
    world.save(charge)
    world.save(dispute)
    world.events.emit("charge.dispute.created", dispute)
    refunding.fail_pending(world, charge)
    warnings_of_fraud.settle(world, charge)
    if status in (Status.NEEDS_RESPONSE, Status.LOST):
        _withdraw(world, dispute)
    if status in (Status.LOST, Status.PREVENTED):
        world.events.emit("charge.dispute.closed", dispute)
    return dispute


def answer(world: World, dispute: Json, evidence: Json, *, submitted: bool) -> None:
    """We say something; once it is submitted, Stripe's magic words decide at once."""
    before = {"evidence": dict(dispute["evidence"]), "status": dispute["status"]}
    dispute["evidence"] |= evidence
    dispute["evidence_details"]["has_evidence"] = _has_evidence(dispute)
    if submitted:
        _pay_to_answer(world, dispute)
        submit(dispute)
    _update(world, dispute, before)
    if submitted:
        _decide(world, dispute)


def win(world: World, dispute: Json) -> None:
    """The bank decides for us; also after it had decided against us."""
    _expect(dispute, *UNDECIDED, Status.LOST)
    dispute |= {"status": Status.WON.value, "is_charge_refundable": True}
    _move(world, dispute, movements.of_reinstatement(dispute, world.settlement, world.clock.now()))
    world.events.emit("charge.dispute.funds_reinstated", dispute)
    _return_fee(world, dispute)
    world.events.emit("charge.dispute.closed", dispute)


def lose(world: World, dispute: Json) -> None:
    """The bank decides for the payer."""
    _expect(dispute, *UNDECIDED)
    _close(world, dispute, Status.LOST)


def appeal(world: World, dispute: Json) -> None:
    """What was lost is looked at once more."""
    _expect(dispute, Status.LOST)
    before = {"status": dispute["status"]}
    dispute["status"] = Status.APPEAL_UNDER_REVIEW.value
    _update(world, dispute, before)


def close_inquiry(world: World, dispute: Json) -> None:
    """The bank is content; no money ever moved."""
    _expect(dispute, *INQUIRIES)
    _close(world, dispute, Status.WARNING_CLOSED)


def escalate_inquiry(world: World, dispute: Json) -> None:
    """The bank is not content: the inquiry becomes a dispute, and the money goes."""
    _expect(dispute, *INQUIRIES)
    before = {"status": dispute["status"]}
    escalate(dispute, world.clock.now())
    _update(world, dispute, before)
    _withdraw(world, dispute)


def found(world: World, key: str) -> Json:
    """The dispute. Raises ApiError when there is none."""
    dispute = world.store.find("dispute", key)
    if dispute is None:
        raise missing("dispute", key)
    return dispute


def _charge(world: World, intent_id: str) -> Json:
    intent = world.store.find("payment_intent", intent_id)
    charge = intent and world.store.find("charge", intent["latest_charge"])
    if not charge or charge["status"] != "succeeded":
        raise ApiError(f"{intent_id} has no successful charge to dispute.")
    return charge


def _amount(world: World, charge: Json, asked: int | None) -> int:
    """What can be disputed: neither given back nor disputed already."""
    disputed = sum(
        each["amount"]
        for each in world.store.table("dispute").having("charge", charge["id"])
        if each["status"] not in (Status.WARNING_CLOSED, Status.PREVENTED, Status.WON)
    )
    left = int(charge["amount"]) - charge["amount_refunded"] - disputed
    amount = left if asked is None else asked
    if not 0 < amount <= left:
        raise ApiError(f"{left} of {charge['id']} can be disputed, not {amount}.", param="amount")
    return amount


def _withdraw(world: World, dispute: Json) -> None:
    fee = world.store.noted(FEE)
    taken = movements.of_dispute(
        dispute, world.settlement, world.clock.now(), USUAL_FEE if fee is None else fee
    )
    _move(world, dispute, taken)
    world.events.emit("charge.dispute.funds_withdrawn", dispute)


def _move(world: World, dispute: Json, movement: Json) -> None:
    dispute["balance_transactions"].append(movement["id"])
    world.save(movement)
    world.save(dispute)


def _close(world: World, dispute: Json, status: Status) -> None:
    dispute["status"] = status.value
    world.save(dispute)
    world.events.emit("charge.dispute.closed", dispute)


def _update(world: World, dispute: Json, before: Json) -> None:
    world.save(dispute)
    changed = {name: value for name, value in before.items() if dispute[name] != value}
    world.events.emit("charge.dispute.updated", dispute, changed)


def _decide(world: World, dispute: Json) -> None:
    said = dispute["evidence"]["uncategorized_text"]
    inquiry = dispute["status"] == Status.WARNING_UNDER_REVIEW
    if inquiry and said == ESCALATING:
        escalate_inquiry(world, dispute)
    elif inquiry and said in (WINNING, LOSING):
        close_inquiry(world, dispute)
    elif said == WINNING:
        win(world, dispute)
    elif said == LOSING:
        lose(world, dispute)


def _pay_to_answer(world: World, dispute: Json) -> None:
    fee = world.store.noted(COUNTERING_FEE)
    if fee and dispute["status"] == Status.NEEDS_RESPONSE:
        dispute["_countering_fee"] = fee
        _charge_fee(world, fee, "Dispute countered fee")


def _return_fee(world: World, dispute: Json) -> None:
    fee = dispute.pop("_countering_fee", None)
    if fee:
        _charge_fee(world, -fee, "Dispute countered fee returned")


def _charge_fee(world: World, fee: int, why: str) -> None:
    world.save(movements.of_stripe_fee(fee, world.settlement, world.clock.now(), why))


def _has_evidence(dispute: Json) -> bool:
    return any(value for value in dispute["evidence"].values())


def _expect(dispute: Json, *statuses: Status) -> None:
    if dispute["status"] not in list(statuses):
        raise ApiError(f"This dispute is {dispute['status']}; that cannot be done.")
