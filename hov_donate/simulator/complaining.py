"""What a payer's card or account makes happen soon after it paid."""

from hov_donate.simulator import disputing, warnings_of_fraud
from hov_donate.simulator.objects.cards import FRAUD_WARNING, INQUIRY
from hov_donate.simulator.objects.disputes import Status
from hov_donate.simulator.world import World


def complain(world: World, key: str) -> None:
    """The payer goes to the bank, or the bank fears fraud."""
    charge = world.store.get("charge", key)
    charge.pop("_complaint_due")
    complaint = charge.pop("_complaint")
    intent = charge["payment_intent"]
    if complaint == FRAUD_WARNING:
        warnings_of_fraud.warn(world, intent)
    elif complaint == INQUIRY:
        disputing.begin(world, intent, "general", status=Status.WARNING_NEEDS_RESPONSE)
    else:
        disputing.begin(world, intent, complaint)
