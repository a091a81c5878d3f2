"""Paying an invoice at Stripe: steps that span transactions."""

import logging
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Invoice, InvoicePayment
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.queries.addressees import billed
from hov_donate.affiliations.queries.money import standing_of
from hov_donate.affiliations.queries.paying import (
    on_its_way,
    outgrown,
    unsettled_references,
    waiting_payment,
)
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.amounts import AmountError, AmountFault
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.core.errors import HovDonateError
from hov_donate.core.free_references import free_reference
from hov_donate.core.i18n import translator
from hov_donate.core.money import MAXIMUM_CHARGE_MINOR, MINIMUM_CHARGE, Money
from hov_donate.gateway.port import GatewayError, GatewayUnavailableError, Interval, PaymentGateway
from hov_donate.payments import operations as asking
from hov_donate.payments import processes as payments
from hov_donate.payments.models import Payment
from hov_donate.payments.operations import OutdatedReadError
from hov_donate.payments.processes import CheckoutPage
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentPurpose

log = logging.getLogger(__name__)

OPENINGS = 5


@dataclass(frozen=True)
class Wish:
    """What someone wants to pay of an invoice: a part, or all that is owed; once, or every year."""

    amount: Money | None
    interval: Interval | None


def open_invoice_page(  # noqa: PLR0913 (where, what, for whom, how much of it, how often)
    database: Database,
    gateway: PaymentGateway,
    *,
    invoice_id: int,
    return_address: str,
    seal: IdentitySeal,
    interval: Interval | None = None,
    amount: Money | None = None,
) -> str | None:
    """The address of a page where what is owed of an invoice can be paid, or `amount` of it.

    None when nothing is left to ask for: it is paid, or a debit for it is on its way. Pressing
    twice gives the same page. A page that was opened for another sum is closed first; should it
    just have been paid, what is left is asked for. Stripe's page names the invoice's number and
    nothing of the campaign. Raises AmountError for more than is left or less than Stripe takes;
    GatewayError, then it can be tried again; LookupError when there is no such invoice.
    """
    wish = Wish(amount, interval)
    for _ in range(OPENINGS):
        outgrown = _outgrown(database, invoice_id, wish)
        if outgrown is not None:
            payments.close_open_page(database, gateway, outgrown)
        try:
            reference = _ask(database, invoice_id, wish)
        except OutdatedReadError:
            continue
        if reference is None:
            return None
        page = _page(database, seal, invoice_id, reference, return_address)
        url = payments.open_checkout(database, gateway, reference=reference, page=page)
        if url is not None:
            return url
    raise GatewayUnavailableError("the invoice kept being paid while its page was opened")


def _outgrown(database: Database, invoice_id: int, wish: Wish) -> str | None:
    """The payment whose page may be open and asks for something else."""
    with database.reading() as session:
        waiting = waiting_payment(session, invoice_id)
        if waiting is None:
            return None
        wanted = _wanted(session, invoice_id, wish)
    return waiting.reference if _differs(waiting, wanted, wish) else None


def _differs(payment: Payment, wanted: Money, wish: Wish) -> bool:
    return (payment.amount, payment.interval) != (wanted, wish.interval)


def _wanted(session: Session, invoice_id: int, wish: Wish) -> Money:
    """What to ask for: what is owed and not on its way yet, or the part that was named."""
    owed = standing_of(session, invoice_id).owed
    left = Money(max(0, owed.minor - on_its_way(session, invoice_id)), owed.currency)
    return left if wish.amount is None else wish.amount


def _ask(database: Database, invoice_id: int, wish: Wish) -> str | None:
    """The reference of the one payment that waits for the invoice, asking for what is wished.

    Two at once take turns, so that they ask for one payment. Raises OutdatedReadError when another
    payment came to wait meanwhile.
    """
    with database.writing() as work:
        invoice = work.session.get(Invoice, invoice_id)
        if invoice is None:
            raise LookupError(f"no invoice {invoice_id}")
        payment = _held(work, invoice)
        left = _wanted(work.session, invoice_id, Wish(None, wish.interval))
        if left.minor == 0:
            return None
        wanted = _wanted(work.session, invoice_id, wish)
        _check(wanted, left)
        if payment is None:
            return _begin(work, invoice, wanted, wish.interval).reference
        if _differs(payment, wanted, wish):
            asking.abandon_opening(work, payment=payment)
            asking.change(work, payment=payment, amount=wanted, interval=wish.interval)
        return payment.reference


def _held(work: UnitOfWork, invoice: Invoice) -> Payment | None:
    """The payment that waits for an invoice, and the affiliation, held in this order as by syncs.

    Raises OutdatedReadError when another one waits by then, or this one none any more.
    """
    waiting = waiting_payment(work.session, invoice.id)
    if waiting is not None:
        payment_by_reference(work.session, waiting.reference, lock=True)
    lock_affiliation(work, invoice.affiliation_id)
    if waiting_payment(work.session, invoice.id) is not waiting:
        raise OutdatedReadError(f"another payment waits for {invoice.full_number}")
    return waiting


def _check(wanted: Money, left: Money) -> None:
    """Refuse with AmountError what is not owed, or what Stripe does not take."""
    if left < wanted or wanted.minor > MAXIMUM_CHARGE_MINOR:
        raise AmountError(AmountFault.TOO_LARGE)
    if wanted.major < Decimal(MINIMUM_CHARGE.get(wanted.currency, 1)):
        raise AmountError(AmountFault.TOO_SMALL)
    if not wanted.chargeable:
        raise AmountError(AmountFault.NOT_CHARGEABLE)


def _begin(work: UnitOfWork, invoice: Invoice, wanted: Money, interval: Interval | None) -> Payment:
    affiliation = lock_affiliation(work, invoice.affiliation_id)
    payment = asking.ask(
        work,
        reference=free_reference(work.session, Payment.reference),
        purpose=PaymentPurpose.AFFILIATION,
        amount=wanted,
        interval=interval,
        details_id=billed(work.session, affiliation) or invoice.details_id,
    )
    work.session.add(
        InvoicePayment(payment_id=payment.id, invoice_id=invoice.id, affiliation_id=affiliation.id)
    )
    work.session.flush()
    return payment


def _page(
    database: Database, seal: IdentitySeal, invoice_id: int, reference: str, return_address: str
) -> CheckoutPage:
    with database.reading() as session:
        invoice = session.get_one(Invoice, invoice_id)
        payment = payment_by_reference(session, reference)
        someone = identity(session, seal, payment.details_id) if payment else None
    speak = translator(invoice.language)
    return CheckoutPage(
        description=speak.gettext("Invoice %(number)s", number=invoice.full_number),
        language=invoice.language,
        email=someone.email if someone else "",
        success_url=return_address,
        cancel_url=return_address,
    )


def close_invoice_pages(database: Database, gateway: PaymentGateway, *, invoice_id: int) -> None:
    """See to it that no page asks for an invoice any more that was paid otherwise, or credited.

    Raises GatewayError. Should a page be paid all the same, the money is credit.
    """
    with database.reading() as session:
        waiting = waiting_payment(session, invoice_id)
    if waiting is not None:
        payments.close_open_page(database, gateway, waiting.reference)


def close_outgrown_pages(database: Database, gateway: PaymentGateway) -> None:
    """Close the pages that ask for more than is owed, because it was paid otherwise or credited.

    One that cannot be closed holds up no other. Raises the last GatewayError, for the job to keep.
    """
    with database.reading() as session:
        found = outgrown(session)
    failed: GatewayError | None = None
    for invoice_id in found:
        try:
            close_invoice_pages(database, gateway, invoice_id=invoice_id)
        except GatewayError as error:
            failed = error
    if failed is not None:
        raise failed


def check_invoice(database: Database, gateway: PaymentGateway, *, invoice_id: int) -> bool:
    """Bring all that was asked for an invoice in step with Stripe; False when Stripe was silent.

    What a page does after Stripe's, in case it is quicker than the webhook.
    """
    with database.reading() as session:
        references = unsettled_references(session, invoice_id)
    try:
        for reference in references:
            payments.sync_by_reference(database, gateway, reference)
    except HovDonateError as error:
        log.warning("invoice %s could not be checked: %s", invoice_id, error)
        return False
    return True
