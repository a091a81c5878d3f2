"""What happens to people."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from hov_donate.contacts.models import Consent, ConsentPurpose, Contact, ContactDetails
from hov_donate.contacts.queries.people import contact_by_email
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork


@dataclass(frozen=True)
class GivenConsent:
    """A box that someone ticked, with the words beside it."""

    purpose: ConsentPurpose
    wording: str
    wording_version: str
    language: str


def record_details(
    work: UnitOfWork, *, identity: Identity, consents: Sequence[GivenConsent], seal: IdentitySeal
) -> ContactDetails:
    """Keep what someone told us now; earlier details of the same address stay as they were.

    Whoever types an address can so never change what its owner told us before. Someone who left
    no address is found by none, and is nobody whom we know already.
    """
    contact = contact_by_email(work.session, seal, identity.email) if identity.email else None
    if contact is None:
        contact = Contact(created_at=work.now)
        work.session.add(contact)
        work.session.flush()
    details = ContactDetails(
        contact_id=contact.id,
        sealed=seal.seal(identity),
        email_digest=digested(seal, identity),
        recorded_at=work.now,
    )
    work.session.add(details)
    work.session.flush()
    work.session.add_all(_consent_row(work, details, given) for given in consents)
    work.session.flush()
    return details


def stop_news(work: UnitOfWork, *, details_id: uuid.UUID) -> None:
    """Whoever these details are of wants no more news, whichever form they asked for them with."""
    whose = select(ContactDetails.contact_id).where(ContactDetails.id == details_id)
    work.session.execute(
        update(Consent)
        .where(
            Consent.contact_id == whose.scalar_subquery(),
            Consent.purpose == ConsentPurpose.NEWS,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=work.now)
    )


def digested(seal: IdentitySeal, identity: Identity) -> str:
    """What details are found by; those without an address, by nothing that anybody could type."""
    return seal.digest(identity.email or f"none:{uuid.uuid4()}")


def _consent_row(work: UnitOfWork, details: ContactDetails, given: GivenConsent) -> Consent:
    return Consent(
        contact_id=details.contact_id,
        details_id=details.id,
        purpose=given.purpose,
        wording=given.wording,
        wording_version=given.wording_version,
        language=given.language,
        given_at=work.now,
    )


def forget(work: UnitOfWork, *, details_ids: Sequence[uuid.UUID]) -> None:
    """Remove who someone is from some details; gifts made with them stay, without a name."""
    work.session.execute(
        update(ContactDetails)
        .where(ContactDetails.id.in_(details_ids))
        .values(sealed=None, email_digest=None)
    )
