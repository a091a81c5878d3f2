"""Finding documents."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.documents.models import Document, DocumentKind


def receipt_of(session: Session, payment_reference: str) -> Document | None:
    """The receipt of a payment, once it is issued."""
    return session.scalars(
        select(Document).where(
            Document.kind == DocumentKind.RECEIPT,
            Document.payment_reference == payment_reference,
        )
    ).one_or_none()
