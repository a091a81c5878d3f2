"""Payers at the simulator's own pages."""

from dataclasses import dataclass, field

import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.sandbox.drivers import (
    DAY_SECONDS,
    IBAN,
    PAUSE_SECONDS,
    Asked,
    Card,
    Listening,
    Monthly,
    invoices,
    period_end,
    show,
)

NUMBERS = {
    Card.GOOD: "4242424242424242",
    Card.DECLINED: "4000000000000002",
    Card.DISPUTED: "4000000000000259",
}


@dataclass
class AtSimulator:
    """Payers at the simulator's own pages, by its verbs."""

    simulator: RunningSimulator
    key: str = field(init=False)
    api_base: str = field(init=False)
    client: stripe.StripeClient = field(init=False)
    listening: Listening = field(default_factory=Listening)

    def __post_init__(self) -> None:
        """Takes its key and address from the simulator."""
        self.key, self.api_base = self.simulator.api_key, self.simulator.url
        self.client = stripe.StripeClient(
            self.key, base_addresses={"api": self.api_base}, http_client=self.listening
        )

    def pays_by_card(self, gift: Asked, card: Card = Card.GOOD) -> str:
        """See Driver."""
        paid = self.simulator.control.pay(gift.session_id, NUMBERS[card])
        return str(paid["payment_intent"])

    def pays_by_debit(self, gift: Asked) -> str:
        """See Driver."""
        paid = self.simulator.control.pay_by_debit(gift.session_id, IBAN)
        return str(paid["payment_intent"])

    def gives_monthly(self, gift: Asked) -> Monthly:
        """See Driver."""
        self.simulator.control.pay(gift.session_id, NUMBERS[Card.GOOD])
        session = show(self, f"checkout/sessions/{gift.session_id}")
        subscription = self.client.v1.subscriptions.retrieve(session["subscription"])
        passes = period_end(subscription) - subscription.created
        self.simulator.control.advance(passes + DAY_SECONDS)
        return Monthly(subscription.id, invoices(self.client, subscription.id))

    def wait(self) -> None:
        """See Driver."""
        self.simulator.control.advance(PAUSE_SECONDS)

    def finish(self) -> None:
        """See Driver: the simulator itself is stopped by its fixture."""
