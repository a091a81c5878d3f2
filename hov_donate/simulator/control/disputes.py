"""Payers who go to their bank, and banks that decide."""

from collections.abc import Callable

from hov_donate.simulator import disputing, passing, warnings_of_fraud
from hov_donate.simulator.control.matter import Json, Matter
from hov_donate.simulator.objects.disputes import Status
from hov_donate.simulator.world import World


class DisputeVerbs(Matter):
    """Disputes, inquiries and early fraud warnings."""

    def open_dispute(
        self,
        payment_intent: str,
        amount: int | None = None,
        reason: str = "fraudulent",
        *,
        inquiry: bool = False,
        prevented: bool = False,
    ) -> Json:
        """Question a payment, or a part of it. An inquiry moves no money, nor one prevented."""
        status = Status.WARNING_NEEDS_RESPONSE if inquiry else Status.NEEDS_RESPONSE
        status = Status.PREVENTED if prevented else status
        return self._do(
            lambda world: disputing.begin(
                world, payment_intent, reason, amount=amount, status=status
            )
        )

    def win_dispute(self, dispute: str) -> Json:
        """Decide for us; the money comes back."""
        return self._decide(disputing.win, dispute)

    def lose_dispute(self, dispute: str) -> Json:
        """Decide for the payer."""
        return self._decide(disputing.lose, dispute)

    def appeal_dispute(self, dispute: str) -> Json:
        """Look once more at a dispute that was lost; win or lose it again."""
        return self._decide(disputing.appeal, dispute)

    def reinstate_dispute(self, dispute: str) -> Json:
        """A dispute that was lost is won on appeal after all."""
        self._decide(disputing.appeal, dispute)
        return self._decide(disputing.win, dispute)

    def close_inquiry(self, dispute: str) -> Json:
        """The bank is content; no money moves."""
        return self._decide(disputing.close_inquiry, dispute)

    def escalate_inquiry(self, dispute: str) -> Json:
        """The inquiry becomes a dispute, and the money goes."""
        return self._decide(disputing.escalate_inquiry, dispute)

    def set_dispute_fee(self, amount: int = disputing.USUAL_FEE, countering: int = 0) -> None:
        """What a dispute costs from now on, in minor units of the settlement currency.

        `countering` is paid when one is answered, and comes back when it is won.
        """
        with self._world.changing():
            self._world.store.note(disputing.FEE, int(amount))
            self._world.store.note(disputing.COUNTERING_FEE, int(countering))

    def warn_of_fraud(self, payment_intent: str) -> Json:
        """The card's issuer sends an early fraud warning."""
        return self._do(lambda world: warnings_of_fraud.warn(world, payment_intent))

    def _decide(self, verb: Callable[[World, Json], None], key: str) -> Json:
        def do(world: World) -> Json:
            dispute = disputing.found(world, key)
            verb(world, dispute)
            return dispute

        return self._do(do)

    def _do(self, verb: Callable[[World], Json]) -> Json:
        """Do it as of now, and show what it was done to."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            return world.renderer().shown(verb(world))
