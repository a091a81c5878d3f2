"""Telling Stripe of money that goes back. It is told once, whenever a process dies."""

from hov_donate.core.db import Database
from hov_donate.gateway.port import (
    GatewayError,
    GatewayRefusedError,
    PaymentGateway,
    RemotePayment,
)
from hov_donate.payments import operations, queries
from hov_donate.payments.models import RefundRequest
from hov_donate.payments.processes.syncing import sync_payment
from hov_donate.payments.queries.refunds import refunds_to_send
from hov_donate.payments.rules.refunding import RefundRequestStatus

# Our own word for what need not be asked.
NOTHING_LEFT = "nothing_left_to_give_back"


def send_refund(database: Database, gateway: PaymentGateway, *, request_id: int) -> None:
    """Tell Stripe of one agreed refund, unless it has it already, and bring the payment in step.

    The refund at Stripe carries the number of the wish, so that a lost answer is found again, and
    a try whose answer was lost is asked under the same idempotency key. Raises GatewayError when
    Stripe is silent: the wish stands, and `finish_refunds` tells it later.
    """
    request, intent_id, stamp = _agreed(database, request_id)
    if request is None:
        return
    remote = gateway.read_payment(intent_id)
    if not _is_made(remote, stamp):
        _ask(database, gateway, request, remote, stamp)
    sync_payment(database, gateway, intent_id)


def finish_refunds(database: Database, gateway: PaymentGateway) -> None:
    """Tell Stripe of every agreed refund of which it may not have heard.

    One that cannot be told holds up no other. Raises the last GatewayError, for the job to keep.
    """
    with database.reading() as session:
        waiting = refunds_to_send(session)
    failed: GatewayError | None = None
    for request_id in waiting:
        try:
            send_refund(database, gateway, request_id=request_id)
        except GatewayError as error:
            failed = error
    if failed is not None:
        raise failed


def _agreed(database: Database, request_id: int) -> tuple[RefundRequest | None, str, str]:
    """What is to be told: the wish, the payment at Stripe, and the wish's own mark."""
    with database.reading() as session:
        request = session.get(RefundRequest, request_id)
        if request is None or request.status is not RefundRequestStatus.APPROVED:
            return None, "", ""
        intent_id = queries.intent_of(session, request.payment_id)
        return request, intent_id, f"{queries.installation(session)}:{request.id}"


def _is_made(remote: RemotePayment, stamp: str) -> bool:
    return any(refund.request == stamp for refund in remote.refunds)


def _ask(
    database: Database,
    gateway: PaymentGateway,
    request: RefundRequest,
    remote: RemotePayment,
    stamp: str,
) -> None:
    left = remote.received.minor - operations.gone_back(remote.refunds)
    if left < request.amount_minor:
        _refused(database, request, NOTHING_LEFT)
        return
    key = f"refund:{stamp}:v{request.refusals}"
    try:
        gateway.refund(remote.id, request.amount, idempotency_key=key, request=stamp)
    except GatewayRefusedError as error:
        _refused(database, request, error.code)


def _refused(database: Database, request: RefundRequest, code: str) -> None:
    with database.writing() as work:
        operations.note_refund_refused(work, request_id=request.id, code=code)
