"""Finding credit notes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import CreditNote, Invoice
from hov_donate.documents.models import DocumentKind


def credit_note_by_number(session: Session, full_number: str) -> CreditNote | None:
    """The credit note with this number, as printed: CN-2026-000004."""
    year, _, number = full_number.removeprefix(DocumentKind.CREDIT_NOTE.prefix).partition("-")
    if not (year.isdecimal() and number.isdecimal()):
        return None
    found = select(CreditNote).where(CreditNote.year == int(year), CreditNote.number == int(number))
    return session.scalars(found).one_or_none()


def credit_notes_of(session: Session, affiliation_id: int) -> list[CreditNote]:
    """All credit notes of an affiliation, oldest first."""
    return list(
        session.scalars(
            select(CreditNote)
            .join(Invoice, Invoice.id == CreditNote.invoice_id)
            .where(Invoice.affiliation_id == affiliation_id)
            .order_by(CreditNote.id)
        )
    )
