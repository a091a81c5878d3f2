"""Payers who give leave to debit their bank account."""

from dataclasses import asdict

from hov_donate.simulator import debits, passing, paying_by_debit
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.control.matter import Json, Matter
from hov_donate.simulator.objects.accounts import Account, cleaned


class DebitVerbs(Matter):
    """What such a payer does on the page, and what their bank does afterwards."""

    def pay_by_debit(self, session_id: str, account: str, sort_code: str = "") -> Json:
        """Agree to a debit as a person would on the page: of an IBAN, or with a sort code."""
        world = self._world
        payer = Payer("payer@example.com", "Simulated Payer")
        with world.changing():
            passing.catch_up(world)
            chosen = Account(cleaned(account), cleaned(sort_code))
            if not chosen.is_valid:
                raise ValueError(f"{account} is not the number of an account")
            return asdict(paying_by_debit.pay(world, session_id, chosen, payer))

    def fail_after_success(self, payment_intent: str) -> Json:
        """The payer's bank takes back a debit that it had paid; the charge."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            return world.renderer().shown(debits.recall(world, payment_intent))
