"""Finding documents."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.documents.models import Document, DocumentKind


def receipt_of(session: Session, payment_reference: str) -> Document | None:
    """The receipt of a payment, once it is issued."""
    return document_about(session, DocumentKind.RECEIPT, payment_reference)


def document_about(session: Session, kind: DocumentKind, subject: str) -> Document | None:
    """The document of a kind about a payment, refund or movement, once it is issued."""
    return session.scalars(
        select(Document).where(Document.kind == kind, Document.subject == subject)
    ).one_or_none()


def documents_of(session: Session, payment_reference: str) -> list[Document]:
    """Everything that was issued about a payment, in order."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.payment_reference == payment_reference)
            .order_by(Document.id)
        )
    )
