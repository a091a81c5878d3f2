"""What somebody types into the search box, as a condition on affiliations."""

import re
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, CreditNote, Invoice, Officer
from hov_donate.affiliations.queries.money import invoice_by_reference
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import contact_ids_by_email
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.contacts.words import organisations_named

# The largest key that a database keeps.
LARGEST_KEY = 2**63 - 1
_NUMBER = re.compile(r"(?P<letter>[AM]?)[ -]?0*(?P<id>[0-9]{1,19})")
_CREDIT_NOTE = re.compile(r"CN-?(?P<year>[0-9]{4})-(?P<number>[0-9]{1,9})")


def matching(session: Session, seal: IdentitySeal | None, text: str) -> ColumnElement[bool]:
    """Those whom the text means.

    An affiliate's number, an invoice's or a credit note's number, a reference or an e-mail address
    in full; anything else is the beginning of words of the organisation's name. Without a seal no
    address is found: whether somebody belongs is not for everybody's eyes.
    """
    if "@" in text:
        return false() if seal is None else _with_email(session, seal, text)
    invoice = invoice_by_reference(session, text)
    owner = invoice.affiliation_id if invoice else _by_credit_note(session, text)
    if owner is not None:
        return Affiliation.id == owner
    number = numbered(text)
    return number if number is not None else _named(text)


def numbered(text: str) -> ColumnElement[bool] | None:
    """The affiliation with this number, with its letter or without; None for other texts."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if found is None or int(found["id"]) > LARGEST_KEY:
        return None
    meant = Affiliation.id == int(found["id"])
    if found["letter"] == "A":
        return meant & Affiliation.organisation_id.is_not(None)
    return meant & Affiliation.details_id.is_not(None) if found["letter"] == "M" else meant


def _by_credit_note(session: Session, text: str) -> int | None:
    found = _CREDIT_NOTE.fullmatch(text.strip().upper())
    if found is None:
        return None
    return session.scalars(
        select(Invoice.affiliation_id)
        .join(CreditNote, CreditNote.invoice_id == Invoice.id)
        .where(CreditNote.year == int(found["year"]), CreditNote.number == int(found["number"]))
    ).first()


def _with_email(session: Session, seal: IdentitySeal, text: str) -> ColumnElement[bool]:
    """Theirs, or their officers', now or earlier."""
    details = _details(session, contact_ids_by_email(session, seal, text))
    officers = select(Officer.affiliation_id).where(Officer.details_id.in_(details))
    return or_(Affiliation.details_id.in_(details), Affiliation.id.in_(officers))


def _details(session: Session, contacts: Sequence[uuid.UUID]) -> Sequence[uuid.UUID]:
    query = select(ContactDetails.id).where(ContactDetails.contact_id.in_(contacts))
    return session.scalars(query).all()


def _named(text: str) -> ColumnElement[bool]:
    named = organisations_named(text)
    return false() if named is None else Affiliation.organisation_id.in_(named)
