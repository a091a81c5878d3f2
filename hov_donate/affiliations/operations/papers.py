"""Holding invoices and credit notes to what was first drawn."""

import hashlib

from sqlalchemy import select

from hov_donate.affiliations.models import BillFingerprint
from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.documents.operations import DocumentChangedError


def check_bill(work: UnitOfWork, *, number: str, pdf: bytes) -> None:
    """Keep the SHA-256 of the first PDF of an invoice or credit note.

    Raises DocumentChangedError when this PDF differs from the first.
    """
    digest = hashlib.sha256(pdf).hexdigest()
    work.session.execute(
        insert_ignoring_twins(work.session, BillFingerprint).values(
            number=number, sha256=digest, recorded_at=work.now
        )
    )
    first = work.session.scalars(
        select(BillFingerprint.sha256).where(BillFingerprint.number == number)
    ).one()
    if first != digest:
        raise DocumentChangedError(f"{number} is not what it was when first drawn")
