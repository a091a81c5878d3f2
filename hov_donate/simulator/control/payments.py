"""Paying, giving back, paying out."""

from dataclasses import asdict

from hov_donate.simulator import charging, passing, paying, paying_out, refunding, seeding
from hov_donate.simulator.control.matter import Json, Matter
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.outcomes import MUST_AUTHENTICATE


class PaymentVerbs(Matter):
    """What a payer does on the page, and what the account's owner does in the dashboard."""

    def pay(
        self, session_id: str, card: str = "4242424242424242", *, approve_3ds: bool = True
    ) -> Json:
        """Pay as a person would on the page, the visit to the bank included."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            payer = charging.Payer("payer@example.com", "Simulated Payer")
            outcome = paying.pay(world, session_id, Card(card.replace(" ", "")), payer)
            if outcome.status == MUST_AUTHENTICATE:
                intent = outcome.payment_intent
                outcome = paying.authenticate(world, intent, approve=approve_3ds)
        return asdict(outcome)

    def refund(self, payment_intent: str, amount: int | None = None) -> Json:
        """Give money back, as the dashboard does."""
        asked = {"payment_intent": payment_intent} | ({"amount": amount} if amount else {})
        with self._world.changing():
            made = refunding.refund(self._world, asked)
            return self._world.renderer().shown(made)

    def run_payout(self, reconciled_after: int = 0, paid_after: int = 0) -> list[Json]:
        """Send what is available to the bank; paid, and then itemised, after so many seconds."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            made = paying_out.run(
                world, reconciled_after=int(reconciled_after), paid_after=int(paid_after)
            )
            return [world.renderer().shown(each) for each in made]

    def seed_charges(self, n: int, amount: int = 2000, currency: str = "gbp") -> int:
        """Many paid charges at once, without events."""
        with self._world.changing():
            return seeding.charges(self._world, int(n), int(amount), currency.lower())

    def make_stray_payment(self, amount: int, currency: str) -> Json:
        """Money that did not come through a checkout page, and says not what it is for."""
        with self._world.changing():
            intent = seeding.stray(self._world, int(amount), currency.lower())
            return self._world.renderer().shown(intent)
