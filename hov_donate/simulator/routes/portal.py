"""/v1/billing_portal/sessions."""

from typing import Any

from hov_donate.simulator.billing import standing
from hov_donate.simulator.errors import ApiError, missing
from hov_donate.simulator.objects.portals import new_portal
from hov_donate.simulator.routes.route import Call, Route
from hov_donate.simulator.schema import Schema, nested, one_of, required, text, texts

Json = dict[str, Any]

FLOW: Schema = {
    "after_completion": nested(
        {
            "redirect": nested({"return_url": text}),
            "type": one_of("portal_homepage", "redirect"),
        }
    ),
    "subscription_cancel": nested({"subscription": text}),
    "type": one_of("payment_method_update", "subscription_cancel"),
}
CREATING: Schema = {
    "customer": text,
    "expand": texts,
    "flow_data": nested(FLOW),
    "locale": text,
    "return_url": text,
}


def create(call: Call) -> Json:
    """Open the customer's own page."""
    world, params = call.world, call.params
    required(params, "customer")
    customer = world.store.find("customer", params["customer"])
    if customer is None or customer.get("_deleted"):
        raise missing("customer", params["customer"], "customer")
    _check_flow(call, params.get("flow_data"))
    made = world.save(new_portal(params, world.base, world.clock.now()))
    world.events.emit("billing_portal.session.created", made)
    return call.shown(made)


def _check_flow(call: Call, flow: Json | None) -> None:
    if flow is None:
        return
    required(flow, "type")
    if flow.get("after_completion", {}).get("type") == "redirect":
        required(flow["after_completion"], "redirect")
        required(flow["after_completion"]["redirect"], "return_url")
    if flow["type"] != "subscription_cancel":
        return
    required(flow, "subscription_cancel")
    required(flow["subscription_cancel"], "subscription")
    key = flow["subscription_cancel"]["subscription"]
    found = call.world.store.find("subscription", key)
    if found is None or found["customer"] != call.params["customer"]:
        raise missing("subscription", key, "flow_data[subscription_cancel][subscription]")
    if not standing.is_live(found) or found["cancel_at_period_end"]:
        message = "The subscription is already canceled, or set to be canceled."
        raise ApiError(message, param="flow_data[subscription_cancel][subscription]")


ROUTES = [Route("POST", "/v1/billing_portal/sessions", create, CREATING)]
