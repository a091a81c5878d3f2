"""Money that comes late, does not arrive, or comes back."""

from collections.abc import Callable

from hov_donate.simulator import charging, passing, paying_out, refunding
from hov_donate.simulator.control.matter import Json, Matter
from hov_donate.simulator.world import World


class MishapVerbs(Matter):
    """Refunds and payouts that fail, balances that lag behind."""

    def fail_refund(self, refund: str, reason: str = refunding.LOST_CARD) -> Json:
        """A refund comes back, though it may have succeeded."""
        return self._to(refunding.found, refund, lambda w, made: refunding.fail(w, made, reason))

    def cancel_refund(self, refund: str) -> Json:
        """Call off a refund that is pending."""
        return self._to(refunding.found, refund, refunding.cancel)

    def set_refund_needs_balance(
        self,
        needs: bool = True,  # noqa: FBT001, FBT002 - reads as the verb does
        *,
        wait: bool = False,
    ) -> None:
        """Refuse refunds that the available balance does not cover, or let them wait for it."""
        how = refunding.WAITING if wait else refunding.REFUSED
        with self._world.changing():
            self._world.store.note(refunding.NEEDS_BALANCE, how if needs else None)

    def fail_payout(self, payout: str, code: str = "account_closed") -> Json:
        """The bank sends a payout back, though it may have been paid."""
        return self._to(paying_out.found, payout, lambda w, made: paying_out.fail(w, made, code))

    def cancel_payout(self, payout: str) -> Json:
        """Call off a payout that is in transit."""
        return self._to(paying_out.found, payout, paying_out.cancel)

    def set_late_balance(self, seconds: int) -> None:
        """How long charges succeed without a balance transaction, from now on."""
        with self._world.changing():
            self._world.store.note(charging.LATE_BALANCE, int(seconds))

    def _to(
        self,
        find: Callable[[World, str], Json],
        key: str,
        do: Callable[[World, Json], None],
    ) -> Json:
        world = self._world
        with world.changing():
            passing.catch_up(world)
            found = find(world, key)
            do(world, found)
            return world.renderer().shown(found)
