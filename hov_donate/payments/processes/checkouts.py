"""Opening pages at Stripe, and closing them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from hov_donate.core.db import Database, UnitOfWork
from hov_donate.defence.queries import standing
from hov_donate.gateway.port import (
    AnswerLostError,
    CheckoutRequest,
    GatewayError,
    GatewayRefusedError,
    GatewayUnavailableError,
    PaymentGateway,
)
from hov_donate.payments import operations, queries
from hov_donate.payments.models import CheckoutAttempt, Payment
from hov_donate.payments.processes.syncing import sync_checkout
from hov_donate.payments.rules import AttemptStatus, PaymentPurpose, idempotency_key

# Stripe allows 30 minutes to 24 hours. Short, so that stolen cards cannot be tried at leisure;
# long enough to fetch a purse. Opened again at once from the gift's own page.
CHECKOUT_LASTS = timedelta(minutes=60)
# While cards are being tried out: Stripe's least, and some minutes to take up a killed attempt.
CHECKOUT_LASTS_UNDER_ATTACK = timedelta(minutes=33)
# A page about to close is not worth sending someone to.
CHECKOUT_WORTH_OPENING = timedelta(minutes=3)
OPENINGS = 5


@dataclass(frozen=True)
class CheckoutPage:
    """What a hosted page says; the caller knows the payment's purpose."""

    description: str
    language: str
    email: str
    success_url: str
    cancel_url: str


def check_overdue_pages(database: Database, gateway: PaymentGateway) -> None:
    """Learn what became of pages that must be closed by now and of which no event came."""
    with database.reading() as session:
        overdue = queries.overdue_pages(session, database.clock.now() - CHECKOUT_WORTH_OPENING)
    for session_id in overdue:
        sync_checkout(database, gateway, session_id)


def open_checkout(
    database: Database, gateway: PaymentGateway, *, reference: str, page: CheckoutPage
) -> str | None:
    """The address of a page where the payment can be made; None when it is paid already.

    None also for an instalment: Stripe asks for it by itself, and a page would take it twice.

    Pressing twice gives the same page. Two at once use one attempt and one idempotency key, so
    Stripe opens one page. A killed process leaves an attempt that the next call completes. When
    the donor changes the gift meanwhile, the page that Stripe just opened is closed again.
    Raises GatewayError; the payment is then as before and can be tried again.
    """
    for _ in range(OPENINGS):
        opened = _open_once(database, gateway, reference, page)
        if opened.usable:
            return opened.url
    raise GatewayUnavailableError("the gift kept changing while its page was opened")


@dataclass(frozen=True)
class _Opened:
    """What came of opening a page: where it is (nowhere for a paid gift), and whether to use it."""

    url: str | None
    usable: bool = True


def _open_once(
    database: Database, gateway: PaymentGateway, reference: str, page: CheckoutPage
) -> _Opened:
    _close_outgrown_page(database, gateway, reference)
    with database.writing() as work:
        payment = _existing(work, reference)
        if not payment.status.payable or payment.subscription_id is not None:
            return _Opened(None)
        attempt = _attempt_to_use(work, payment)
        if attempt.status is AttemptStatus.OPEN:
            return _Opened(attempt.url)
        number = attempt.attempt
        request = _request(work, payment, attempt, page)
    try:
        checkout = gateway.open_checkout(request)
    except AnswerLostError:
        raise
    except GatewayError:
        # Stripe replays its answer, errors too, to a repeated key: the next try needs a new one.
        with database.writing() as work:
            payment = _existing(work, reference)
            operations.give_up_attempt(work, payment=payment, number=number)
        raise
    with database.writing() as work:
        payment = _existing(work, reference)
        usable = operations.record_opened(work, payment=payment, number=number, checkout=checkout)
    if not usable:
        close_checkout(database, gateway, checkout.id)
    return _Opened(checkout.url, usable)


def _existing(work: UnitOfWork, reference: str) -> Payment:
    payment = queries.payment_by_reference(work.session, reference, lock=True)
    if payment is None:
        raise LookupError(f"no payment {reference}")
    return payment


def _attempt_to_use(work: UnitOfWork, payment: Payment) -> CheckoutAttempt:
    last = queries.last_attempt(work.session, payment.id)
    if last is not None and _usable(work, payment, last):
        return last
    attacked = standing(work.session).attacked
    lasts = CHECKOUT_LASTS_UNDER_ATTACK if attacked else CHECKOUT_LASTS
    return operations.begin_attempt(
        work, payment=payment, expires_at=(work.now + lasts).replace(microsecond=0)
    )


def _usable(work: UnitOfWork, payment: Payment, attempt: CheckoutAttempt) -> bool:
    return (
        attempt.status in {AttemptStatus.OPENING, AttemptStatus.OPEN}
        and attempt.asks_for(payment)
        and attempt.expires_at - work.now > _needed(attempt)
    )


def _needed(attempt: CheckoutAttempt) -> timedelta:
    if attempt.status is AttemptStatus.OPEN:
        return CHECKOUT_WORTH_OPENING
    # Stripe refuses to open a page with less than 30 minutes to live.
    return timedelta(minutes=31)


def _close_outgrown_page(database: Database, gateway: PaymentGateway, reference: str) -> None:
    """Close a page that still asks for an earlier amount, or that is about to close itself."""
    with database.reading() as session:
        payment = queries.payment_by_reference(session, reference)
        last = queries.last_attempt(session, payment.id) if payment else None
    if payment is None or last is None or last.stripe_session_id is None:
        return
    too_late = last.expires_at - database.clock.now() <= CHECKOUT_WORTH_OPENING
    if last.status is AttemptStatus.OPEN and (too_late or not last.asks_for(payment)):
        close_checkout(database, gateway, last.stripe_session_id)


def close_checkout(database: Database, gateway: PaymentGateway, session_id: str) -> None:
    """See to it that a page can no longer be paid, and learn whether it just was."""
    with suppress(GatewayRefusedError):
        gateway.expire_checkout(session_id)
    sync_checkout(database, gateway, session_id)


def close_open_page(database: Database, gateway: PaymentGateway, reference: str) -> None:
    """See to it that a payment's page, if one is open, can no longer be paid.

    Raises GatewayError.
    """
    with database.reading() as session:
        payment = queries.payment_by_reference(session, reference)
        last = queries.last_attempt(session, payment.id) if payment else None
    if last and last.stripe_session_id and last.status is AttemptStatus.OPEN:
        close_checkout(database, gateway, last.stripe_session_id)


def _request(
    work: UnitOfWork, payment: Payment, attempt: CheckoutAttempt, page: CheckoutPage
) -> CheckoutRequest:
    return CheckoutRequest(
        reference=payment.reference,
        attempt=attempt.attempt,
        installation=queries.installation(work.session),
        amount=attempt.amount,
        interval=attempt.interval,
        gift=payment.purpose is PaymentPurpose.DONATION,
        language=page.language,
        description=page.description,
        email=page.email,
        success_url=page.success_url,
        cancel_url=page.cancel_url,
        expires_at=attempt.expires_at,
        idempotency_key=idempotency_key(payment.reference, attempt.attempt),
    )
