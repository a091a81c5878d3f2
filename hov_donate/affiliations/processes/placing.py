"""Staff says that money that matched nothing was paid for an invoice."""

from hov_donate.affiliations.models import Invoice, InvoicePayment
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.processes.paying import close_invoice_pages
from hov_donate.affiliations.queries.addressees import billed
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.gateway.port import PaymentGateway, RemotePayment
from hov_donate.payments.models import Payment
from hov_donate.payments.operations import ask_alike
from hov_donate.payments.processes.placing import place_onto
from hov_donate.payments.rules import PaymentPurpose, Resolution


def attach_to_invoice(
    database: Database,
    gateway: PaymentGateway,
    *,
    unmatched_id: int,
    invoice_id: int,
    actor: str,
) -> str:
    """Let unmatched money be a payment for an invoice; the payment's reference.

    It settles what is owed of the invoice in the same currency; the rest is credit. A page at
    Stripe that still asks for the invoice is closed first. Raises CannotBePlacedError,
    GatewayError, OutdatedReadError; LookupError when there is no such invoice.
    """
    close_invoice_pages(database, gateway, invoice_id=invoice_id)

    def onto(work: UnitOfWork, remote: RemotePayment) -> Payment:
        invoice = work.session.get(Invoice, invoice_id)
        if invoice is None:
            raise LookupError(f"no invoice {invoice_id}")
        affiliation = lock_affiliation(work, invoice.affiliation_id)
        payment = ask_alike(
            work,
            remote=remote,
            purpose=PaymentPurpose.AFFILIATION,
            details_id=billed(work.session, affiliation) or invoice.details_id,
            actor=actor,
        )
        asked = InvoicePayment(
            payment_id=payment.id, invoice_id=invoice.id, affiliation_id=affiliation.id
        )
        work.session.add(asked)
        work.session.flush()
        return payment

    return place_onto(
        database,
        gateway,
        unmatched_id=unmatched_id,
        onto=onto,
        resolution=Resolution.ATTACHED,
        actor=actor,
    )
