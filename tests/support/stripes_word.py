"""Payments at a Stripe that says what a test wants, applied as every sync applies them."""

from dataclasses import dataclass, field, replace
from itertools import count

from hov_donate.core.db import Database
from hov_donate.core.money import Money
from hov_donate.gateway.port import (
    Moved,
    PaidStatus,
    RemoteBalanceTransaction,
    RemoteDispute,
    RemotePayment,
    RemoteRefund,
)
from hov_donate.payments.operations import apply_payment
from hov_donate.payments.queries import version_by_reference
from tests.support.words import NOON

_NUMBERS = count(1)


@dataclass
class Told:
    """A payment as Stripe states it, to be changed and heard of again."""

    remote: RemotePayment
    movements: list[RemoteBalanceTransaction] = field(default_factory=list)

    @classmethod
    def paid(cls, reference: str, amount: Money) -> "Told":
        """A payment that came just now."""
        number = next(_NUMBERS)
        told = cls(
            RemotePayment(
                id=f"pi_{number}",
                reference=reference,
                installation=None,
                status=PaidStatus.PAID,
                received=amount,
                paid_at=NOON,
                charge_id=f"ch_{number}",
                method="card",
            )
        )
        told.move("charge", f"ch_{number}", amount, fee=20)
        return told

    @property
    def amount(self) -> Money:
        """What came."""
        return self.remote.received

    def refund(self, minor: int) -> None:
        """So much goes back."""
        amount = Money(minor, self.amount.currency)
        made = RemoteRefund(f"re_{next(_NUMBERS)}", amount, "succeeded", NOON)
        self.remote = replace(self.remote, refunds=(*self.remote.refunds, made))
        self.move("refund", made.id, -amount)

    def fail_refund(self) -> bool:
        """The newest refund that counts comes back; whether there was one."""
        counting = [each for each in self.remote.refunds if each.status == "succeeded"]
        if not counting:
            return False
        failed = replace(counting[-1], status="failed", failed_at=NOON)
        others = tuple(each for each in self.remote.refunds if each.id != failed.id)
        self.remote = replace(self.remote, refunds=(*others, failed))
        self.move("refund_failure", failed.id, failed.amount)
        return True

    def dispute(self) -> None:
        """Its payer's bank takes all of it."""
        number = next(_NUMBERS)
        taken = self.move("dispute", f"dp_{number}", -self.amount, fee=1500)
        opened = RemoteDispute(
            f"dp_{number}",
            self.remote.id,
            self.amount,
            "needs_response",
            "general",
            NOON,
            None,
            (Moved(taken, NOON),),
        )
        self.remote = replace(self.remote, disputes=(*self.remote.disputes, opened))

    def decide(self, *, won: bool) -> bool:
        """The bank decides the newest dispute that waits; whether there was one."""
        waiting = [each for each in self.remote.disputes if each.status == "needs_response"]
        if not waiting:
            return False
        decided = replace(waiting[-1], status="won" if won else "lost")
        if won:
            back = self.move("dispute_reversal", decided.id, decided.amount)
            decided = replace(decided, returns=(Moved(back, NOON),))
        others = tuple(each for each in self.remote.disputes if each.id != decided.id)
        self.remote = replace(self.remote, disputes=(*others, decided))
        return True

    def reverse(self) -> None:
        """The bank takes a debit back that it had paid."""
        self.remote = replace(self.remote, status=PaidStatus.REVERSED, reversed_at=NOON)
        self.move("charge_failure", self.remote.charge_id or "", -self.amount)

    def move(self, category: str, source: str, gross: Money, fee: int = 0) -> str:
        """A movement of the balance; its id."""
        movement = RemoteBalanceTransaction(
            id=f"txn_{next(_NUMBERS)}",
            reporting_category=category,
            source_id=source,
            payment_id=self.remote.id,
            created_at=NOON,
            available_on=NOON.date(),
            currency=gross.currency,
            gross_minor=gross.minor,
            fee_minor=fee,
            net_minor=gross.minor - fee,
            given=gross,
            exchange_rate=None,
        )
        self.movements.append(movement)
        return movement.id

    def hear(self, database: Database) -> None:
        """It is brought in step, as by an event or the sweep."""
        remote = replace(self.remote, balance_transactions=tuple(self.movements))
        with database.writing() as work:
            seen = version_by_reference(work.session, remote.reference)
            apply_payment(work, remote=remote, seen=seen)
