"""A person says what money is that matched nothing; the caller says whose payment it is then.

Stripe is read with no transaction open. Should the books of unmatched money move meanwhile, what
was read is not written but read again: some of the money may just have gone back.
"""

from collections.abc import Callable
from contextlib import suppress

from hov_donate.core.db import Database, UnitOfWork
from hov_donate.gateway.port import PaymentGateway, RemotePayment
from hov_donate.ledger.chart import Account
from hov_donate.ledger.operations import lock_books
from hov_donate.ledger.queries import newest_entry_on
from hov_donate.payments import operations, queries
from hov_donate.payments.models import Payment, UnmatchedPayment
from hov_donate.payments.operations import CannotBePlacedError, OutdatedReadError, PlacingFault
from hov_donate.payments.rules import Resolution

READS = 8
# The payment that the money is to be, found or made in the transaction that places it.
Onto = Callable[[UnitOfWork, RemotePayment], Payment]


def place_onto(
    database: Database,
    gateway: PaymentGateway,
    *,
    unmatched_id: int,
    onto: Onto,
    resolution: Resolution,
    actor: str,
) -> str:
    """Let unmatched money be that of a payment; the reference of the payment that it is then.

    Raises CannotBePlacedError, GatewayError, OutdatedReadError, and what `onto` raises.
    """
    for _ in range(READS):
        unmatched, newest = _before(database, unmatched_id)
        remote = gateway.read_payment(unmatched.stripe_payment_intent_id)
        with suppress(OutdatedReadError), database.writing() as work:
            payment = onto(work, remote)
            operations.place(
                work,
                unmatched_id=unmatched_id,
                remote=remote,
                onto=payment,
                resolution=resolution,
                actor=actor,
            )
            _refuse_moved(work, newest)
            return payment.reference
    raise OutdatedReadError("the books of unmatched money kept moving")


def _refuse_moved(work: UnitOfWork, newest: int | None) -> None:
    lock_books(work)
    if newest_entry_on(work.session, Account.UNMATCHED_PAYMENTS) != newest:
        raise OutdatedReadError("the books of unmatched money moved while Stripe was read")


def _before(database: Database, unmatched_id: int) -> tuple[UnmatchedPayment, int | None]:
    with database.reading() as session:
        unmatched = queries.unmatched_by_id(session, unmatched_id)
        newest = newest_entry_on(session, Account.UNMATCHED_PAYMENTS)
    if unmatched is None or unmatched.resolved_at is not None:
        raise CannotBePlacedError(PlacingFault.SETTLED)
    return unmatched, newest
