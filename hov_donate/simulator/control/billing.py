"""Instalments: paying, failing, ending."""

from collections.abc import Sequence
from dataclasses import asdict

from hov_donate.simulator import passing
from hov_donate.simulator.billing import changing, dunning, hosted, standing
from hov_donate.simulator.control.matter import Json, Matter
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.outcomes import MUST_AUTHENTICATE, NotPayableError


class BillingVerbs(Matter):
    """What a customer does on Stripe's pages, and the owner in the dashboard."""

    def pay_invoice(
        self, invoice_id: str, card: str = "4242424242424242", *, approve_3ds: bool = True
    ) -> Json:
        """Pay as a person would on the invoice's page, the visit to the bank included."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            outcome = hosted.pay(world, invoice_id, Card(card.replace(" ", "")))
            if outcome.status == MUST_AUTHENTICATE:
                outcome = hosted.authenticate(world, invoice_id, approve=approve_3ds)
        return asdict(outcome)

    def change_card(self, customer_id: str, card: str = "4242424242424242") -> Json:
        """Give the customer and all their subscriptions another card, as in the portal.

        Raises NotPayableError for a card that is declined even then.
        """
        world = self._world
        with world.changing():
            passing.catch_up(world)
            customer, given = world.store.get("customer", customer_id), Card(card.replace(" ", ""))
            if decline := changing.refusal(given):
                raise NotPayableError(f"the card cannot be kept: {decline}")
            return world.renderer().shown(changing.keep_card(world, customer, given))

    def set_dunning(self, days: Sequence[int] = (3, 5, 7), then: str = dunning.CANCEL) -> Json:
        """From each failed attempt to the next; and how it ends: cancel, unpaid or past_due."""
        with self._world.changing():
            return asdict(dunning.choose(self._world, days, then))

    def cancel_subscription(self, subscription_id: str) -> Json:
        """End it now, as the dashboard does."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            subscription = world.store.get("subscription", subscription_id)
            if standing.is_live(subscription):
                standing.end(world, subscription, changing.REQUESTED)
            return world.renderer().shown(subscription)
