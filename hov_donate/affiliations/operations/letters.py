"""Putting out letters about money. Each is named by the affiliation and by what it is about."""

from hov_donate.affiliations.models import Affiliation, CreditNote, Invoice, InvoicePayment
from hov_donate.affiliations.queries.addressees import billed
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Letter, put_out, put_out_all
from hov_donate.payments.models import Payment


def letter_of(invoice: Invoice, kind: MailKind) -> Letter:
    """The letter that brings an invoice: `12/7KQM3XPA`."""
    object_id = f"{invoice.affiliation_id}/{invoice.reference}"
    return Letter(kind, object_id, invoice.details_id, invoice.language)


def tell_of_invoice(work: UnitOfWork, *, invoice: Invoice, kind: MailKind) -> None:
    """Put out the letter that brings an invoice."""
    put_out_all(work, letters=[letter_of(invoice, kind)])


def tell_of_credit_note(work: UnitOfWork, *, note: CreditNote, invoice: Invoice) -> None:
    """The letter that brings a credit note: `12/CN-2026-000004`."""
    _write(work, MailKind.CREDIT_NOTE_ISSUED, invoice, note.full_number)


def tell_of_payment(work: UnitOfWork, *, payment_id: int, kind: MailKind, about: str) -> None:
    """A letter about what became of a payment at Stripe: `12/ABCD2345/re_1`.

    None about a payment that was not for an invoice.
    """
    asked = work.session.get(InvoicePayment, payment_id)
    payment = work.session.get(Payment, payment_id)
    if asked is None or payment is None:
        return
    invoice = work.session.get_one(Invoice, asked.invoice_id)
    _write(work, kind, invoice, f"{payment.reference}/{about}")


def tell_of_received(
    work: UnitOfWork, *, received_id: int, invoice: Invoice, kind: MailKind
) -> None:
    """A letter about recorded money for an invoice: `12/received-7/7KQM3XPA`."""
    _write(work, kind, invoice, f"received-{received_id}/{invoice.reference}")


def _write(work: UnitOfWork, kind: MailKind, invoice: Invoice, about: str) -> None:
    affiliation = work.session.get_one(Affiliation, invoice.affiliation_id)
    put_out(
        work,
        kind=kind,
        object_id=f"{affiliation.id}/{about}",
        details_id=billed(work.session, affiliation) or invoice.details_id,
        language=affiliation.language,
    )
