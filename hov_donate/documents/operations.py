"""Issuing documents."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.core.errors import HovDonateError
from hov_donate.core.money import Money
from hov_donate.documents.models import (
    Document,
    DocumentFingerprint,
    DocumentKind,
    DocumentSeries,
)

RECEIPT_TEMPLATE = "receipt-1"


class DocumentChangedError(HovDonateError):
    """A document drawn again is not what was first sent; someone changed its template or fonts."""


@dataclass(frozen=True)
class ReceiptFacts:
    """What a receipt states; the name stays with the contact."""

    payment_reference: str
    details_id: uuid.UUID
    amount: Money
    paid_on: date
    language: str
    issuer: str
    tax_note: str


def issue_receipt(work: UnitOfWork, *, facts: ReceiptFacts) -> Document:
    """Issue the one receipt of a payment, with the next number of the year it was paid in.

    The database refuses a second one.
    """
    document = Document(
        kind=DocumentKind.RECEIPT,
        year=facts.paid_on.year,
        number=_next_number(work, DocumentKind.RECEIPT, facts.paid_on.year),
        payment_reference=facts.payment_reference,
        details_id=facts.details_id,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        paid_on=facts.paid_on,
        language=facts.language,
        issuer=facts.issuer,
        tax_note=facts.tax_note,
        template=RECEIPT_TEMPLATE,
        issued_at=work.now,
    )
    work.session.add(document)
    work.session.flush()
    return document


def _next_number(work: UnitOfWork, kind: DocumentKind, year: int) -> int:
    """Count up in the same transaction, so that a document that is not issued leaves no gap."""
    dialect: Any = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    counting = (
        dialect.insert(DocumentSeries)
        .values(kind=kind, year=year, last_number=1)
        .on_conflict_do_update(
            index_elements=["kind", "year"],
            set_={"last_number": DocumentSeries.last_number + 1},
        )
        .returning(DocumentSeries.last_number)
    )
    number: int = work.session.execute(counting).scalar_one()
    return number


def check_fingerprint(work: UnitOfWork, *, payment_reference: str, pdf: bytes) -> None:
    """Keep the SHA-256 of a receipt's first PDF.

    Raises DocumentChangedError when this PDF differs from the first.
    """
    document_id = work.session.scalars(
        select(Document.id).where(
            Document.kind == DocumentKind.RECEIPT,
            Document.payment_reference == payment_reference,
        )
    ).one()
    digest = hashlib.sha256(pdf).hexdigest()
    work.session.execute(
        insert_ignoring_twins(work.session, DocumentFingerprint).values(
            document_id=document_id, sha256=digest, recorded_at=work.now
        )
    )
    first = work.session.scalars(
        select(DocumentFingerprint.sha256).where(DocumentFingerprint.document_id == document_id)
    ).one()
    if first != digest:
        raise DocumentChangedError(
            f"the receipt of {payment_reference} is not what it was when first drawn"
        )
