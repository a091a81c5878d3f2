"""What must be there before something can be measured; none of it is timed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from bench.shapes import AMOUNT, FOREIGN_EVERY, REFUND_EVERY, reference_of
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import EventHint
from hov_donate.core.money import Money
from hov_donate.donations.operations import GiftRequest, start_donation
from hov_donate.gateway.port import CheckoutStatus, RemoteCheckout
from hov_donate.inbox.operations import receive
from hov_donate.payments.models import Payment, Refund
from hov_donate.payments.operations import begin_attempt, record_opened
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus, RefundStatus
from hov_donate.web.parts import Parts

LONG = timedelta(hours=1)


def open_gifts(parts: Parts, numbers: Sequence[int]) -> None:
    """Gifts whose donors are on the payment page, by the service's own operations."""
    with parts.database.writing() as work:
        for number in numbers:
            _open_gift(parts, work, number)


def _open_gift(parts: Parts, work: UnitOfWork, number: int) -> None:
    reference = reference_of(number)
    request = GiftRequest(
        reference=reference,
        amount=Money(AMOUNT, "GBP"),
        identity=Identity(name="A Donor", email=f"donor{number}@example.org"),
        consents=(),
        language="en",
    )
    start_donation(work, request=request, seal=parts.seal)
    payment = payment_by_reference(work.session, reference)
    if payment is None:
        raise LookupError(reference)
    begin_attempt(work, payment=payment, expires_at=work.now + LONG)
    checkout = _page(number, work.now + LONG)
    record_opened(work, payment=payment, number=1, checkout=checkout)


def _page(number: int, expires_at: datetime) -> RemoteCheckout:
    return RemoteCheckout(
        id=session_id(number),
        reference=reference_of(number),
        attempt=1,
        installation=None,
        status=CheckoutStatus.OPEN,
        url="https://checkout.example/a-page",
        expires_at=expires_at,
        payment=None,
    )


def session_id(number: int) -> str:
    """The Checkout Session of a gift."""
    return f"cs_test_bench{number}"


def waiting_events(parts: Parts, numbers: Sequence[int]) -> None:
    """Events saying that the sessions of these gifts were completed."""
    now = parts.clock.now()
    with parts.database.engine.begin() as connection:
        for number in numbers:
            hint = EventHint(
                id=f"evt_bench{number}",
                type="checkout.session.completed",
                object_type="checkout.session",
                object_id=session_id(number),
                created_at=now,
                live=False,
                api_version="none",
            )
            receive(connection, hint, now)


def paid_gifts(parts: Parts, numbers: Sequence[int]) -> None:
    """Gifts that are paid, some refunded in part, and whose movements are not in the books yet."""
    someone = Identity(name="A Donor", email="donor@example.org")
    with parts.database.writing() as work:
        details = record_details(work, identity=someone, consents=(), seal=parts.seal)
        rows = [
            {
                "reference": reference_of(number),
                "purpose": PaymentPurpose.DONATION,
                "details_id": details.id,
                "amount_minor": AMOUNT,
                "currency": _currency(number),
                "status": PaymentStatus.PAID,
                "refunded_minor": 0,
                "version": 1,
                "created_at": work.now,
                "paid_at": work.now,
                "stripe_payment_intent_id": f"pi_bench{number}",
            }
            for number in numbers
        ]
        ids = work.session.scalars(
            insert(Payment).returning(Payment.id, sort_by_parameter_order=True), rows
        ).all()
        refunds = [
            {
                "payment_id": payment_id,
                "stripe_refund_id": f"re_bench{number}",
                "amount_minor": AMOUNT // 10,
                "currency": _currency(number),
                "status": RefundStatus.SUCCEEDED,
                "created_at": work.now,
            }
            for payment_id, number in zip(ids, numbers, strict=True)
            if number % REFUND_EVERY == 0
        ]
        work.session.execute(insert(Refund), refunds)


def _currency(number: int) -> str:
    foreign = number % FOREIGN_EVERY == 0 and number % REFUND_EVERY != 0
    return "EUR" if foreign else "GBP"
