"""Early fraud warnings: the card's issuer fears fraud before the cardholder complains.

Facts: docs.stripe.com/api/radar/early_fraud_warnings.
"""

from typing import Any

from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.objects.disputes import new_warning
from hov_donate.simulator.world import World

Json = dict[str, Any]

KIND = "radar.early_fraud_warning"
STOLEN = "made_with_stolen_card"


def warn(world: World, intent_id: str, fraud_type: str = STOLEN) -> Json:
    """Tell of a payment. Raises ApiError when none succeeded."""
    intent = world.store.find("payment_intent", intent_id)
    charge = intent and world.store.find("charge", intent["latest_charge"])
    if not charge or not charge["paid"]:
        raise ApiError(f"{intent_id} has no successful charge to warn of.")
    warning = world.save(new_warning(charge, fraud_type, world.clock.now()))
    world.events.emit(f"{KIND}.created", warning)
    return warning


def settle(world: World, charge: Json) -> None:
    """Nothing is left to be done about a charge that was given back or disputed."""
    if not (charge["refunded"] or charge["disputed"]):
        return
    for warning in world.store.table(KIND).having("charge", charge["id"]):
        if warning["actionable"]:
            warning["actionable"] = False
            world.save(warning)
            world.events.emit(f"{KIND}.updated", warning, {"actionable": True})
