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
from hov_donate.documents.queries import document_about

RECEIPT_TEMPLATE = "receipt-2"
CORRECTION_TEMPLATE = "correction-2"


class DocumentChangedError(HovDonateError):
    """A document drawn again is not what was first sent; someone changed its template or fonts."""


@dataclass(frozen=True)
class ReceiptFacts:
    """What a receipt states; the name stays with the contact.

    `purpose` is what the gift is for; empty where it is the campaign's work.
    """

    payment_reference: str
    details_id: uuid.UUID
    amount: Money
    paid_on: date
    language: str
    issuer: str
    tax_note: str
    purpose: str = ""


def issue_receipt(work: UnitOfWork, *, facts: ReceiptFacts) -> Document:
    """Issue the one receipt of a payment, with the next number of the year it was paid in.

    The database refuses a second one.
    """
    facts_of_it = vars(facts) | {"subject": facts.payment_reference, "corrects_id": None}
    return _issue(work, DocumentKind.RECEIPT, RECEIPT_TEMPLATE, facts_of_it)


@dataclass(frozen=True)
class CorrectionFacts:
    """What takes money off a receipt, or puts it back: `subject` is a refund or a movement."""

    subject: str
    amount: Money
    happened_on: date


def issue_correction(work: UnitOfWork, *, receipt: Document, facts: CorrectionFacts) -> Document:
    """Issue the one document that takes a sum off a receipt; the receipt itself never changes."""
    return _issue_about(work, DocumentKind.CORRECTION, receipt, facts)


def issue_reinstatement(work: UnitOfWork, *, receipt: Document, facts: CorrectionFacts) -> Document:
    """Issue the one document that takes a correction back: the money is there again."""
    return _issue_about(work, DocumentKind.REINSTATEMENT, receipt, facts)


def _issue_about(
    work: UnitOfWork, kind: DocumentKind, receipt: Document, facts: CorrectionFacts
) -> Document:
    issued = document_about(work.session, kind, facts.subject)
    if issued is not None:
        return issued
    copied = ("payment_reference", "details_id", "language", "issuer", "tax_note")
    stated = {name: getattr(receipt, name) for name in copied} | {
        "subject": facts.subject,
        "corrects_id": receipt.id,
        "amount": facts.amount,
        "paid_on": facts.happened_on,
    }
    return _issue(work, kind, CORRECTION_TEMPLATE, stated)


def _issue(work: UnitOfWork, kind: DocumentKind, template: str, facts: dict[str, Any]) -> Document:
    """Write a document with the next number of its kind in the year of its day."""
    amount: Money = facts.pop("amount")
    year: int = facts["paid_on"].year
    document = Document(
        **facts,
        kind=kind,
        year=year,
        number=next_number(work, kind=kind, year=year),
        amount_minor=amount.minor,
        currency=amount.currency,
        template=template,
        issued_at=work.now,
    )
    work.session.add(document)
    work.session.flush()
    return document


def next_number(work: UnitOfWork, *, kind: DocumentKind, year: int, count: int = 1) -> int:
    """The next number of a kind in a year, counted from 1; of `count` in a row, the first.

    Counted up in the same transaction, so that a document that is not issued leaves no gap; whoever
    counts in the same series waits until then.
    """
    dialect: Any = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    counting = (
        dialect.insert(DocumentSeries)
        .values(kind=kind, year=year, last_number=count)
        .on_conflict_do_update(
            index_elements=["kind", "year"],
            set_={"last_number": DocumentSeries.last_number + count},
        )
        .returning(DocumentSeries.last_number)
    )
    last: int = work.session.execute(counting).scalar_one()
    return last - count + 1


def check_fingerprint(work: UnitOfWork, *, document_id: int, pdf: bytes) -> None:
    """Keep the SHA-256 of a document's first PDF.

    Raises DocumentChangedError when this PDF differs from the first.
    """
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
        raise DocumentChangedError(f"document {document_id} is not what it was when first drawn")
