"""/v1/customers."""

from typing import Any

from hov_donate.simulator.billing import changing, standing
from hov_donate.simulator.errors import missing
from hov_donate.simulator.objects.customers import new_customer
from hov_donate.simulator.routes.route import Call, Route, listing, reading
from hov_donate.simulator.schema import Schema, metadata, text, texts

PATH = "/v1/customers"
FIELDS: Schema = {
    "description": text,
    "email": text,
    "expand": texts,
    "metadata": metadata,
    "name": text,
    "phone": text,
    "preferred_locales": texts,
}


def create(call: Call) -> dict[str, Any]:
    """Add someone."""
    customer = call.world.save(new_customer(call.params, call.world.clock.now()))
    call.world.events.emit("customer.created", customer)
    return call.shown(customer)


def update(call: Call) -> dict[str, Any]:
    """Change what is given; an empty value in metadata takes the key away."""
    customer = call.found("customer", "customer")
    if "_deleted" in customer:
        raise missing("customer", call.key)
    given = {name: value for name, value in call.params.items() if name != "expand"}
    if "metadata" in given:
        merged = customer["metadata"] | given["metadata"]
        given["metadata"] = {name: value for name, value in merged.items() if value}
    before = {name: customer[name] for name, value in given.items() if customer[name] != value}
    customer |= given
    call.world.save(customer)
    if before:
        call.world.events.emit("customer.updated", customer, before)
    return call.shown(customer)


def delete(call: Call) -> dict[str, Any]:
    """Forget someone; what still ran for them ends."""
    customer, world = call.found("customer", "customer"), call.world
    if "_deleted" in customer:
        raise missing("customer", call.key)
    for subscription in changing.running(world, call.key):
        standing.end(world, subscription, changing.REQUESTED)
    world.events.emit("customer.deleted", customer)
    customer["_deleted"] = True
    world.save(customer)
    return call.shown(customer)


ROUTES = [
    Route("POST", PATH, create, FIELDS),
    listing(PATH, "customer", "email"),
    reading(PATH, "customer", "customer"),
    Route("POST", f"{PATH}/<key>", update, FIELDS),
    Route("DELETE", f"{PATH}/<key>", delete, {}),
]
