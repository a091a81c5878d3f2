"""Someone was written down wrongly: their details are replaced, and who they are is found anew."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Consent, Contact, ContactDetails
from hov_donate.contacts.operations.people import digested
from hov_donate.contacts.queries import contact_by_email
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork


def hold_contact(work: UnitOfWork, *, details_id: uuid.UUID) -> ContactDetails:
    """The details, with their contact held against whoever corrects it at the same time.

    Raises LookupError for details that are not there, were erased, or were replaced by others.
    """
    whose = work.session.scalar(
        select(ContactDetails.contact_id).where(ContactDetails.id == details_id)
    )
    if whose is not None:
        # Rows of others that name this one are let in meanwhile: further details, consents.
        work.session.get(Contact, whose, with_for_update={"key_share": True})
    details = work.session.get(ContactDetails, details_id, populate_existing=True)
    if details is None or details.sealed is None or details.replaced_by_id is not None:
        raise LookupError(f"details {details_id} are not there, were erased or replaced")
    return details


def correct_details(
    work: UnitOfWork, *, details_ids: Sequence[uuid.UUID], identity: Identity, seal: IdentitySeal
) -> Mapping[uuid.UUID, uuid.UUID]:
    """Someone's name or address was written down wrongly: keep it as it should be.

    The details are all of one contact, see `hold_contact`; the new ones by the old ones' ids. What
    was told first stays with the documents that were issued with it, and what was agreed to stands
    with the new details too. With another address it is another contact, or whose that address is
    already: nobody's page shows what another gave, and a link that went to a mistyped address opens
    nothing any more.
    """
    before = list(
        work.session.scalars(select(ContactDetails).where(ContactDetails.id.in_(details_ids)))
    )
    contact_id = _whose(work, before, identity, seal)
    replaced = {each.id: _replace(work, each, contact_id, identity, seal) for each in before}
    _move(work, with_former(work.session, replaced), contact_id)
    return replaced


def _whose(
    work: UnitOfWork, before: Sequence[ContactDetails], identity: Identity, seal: IdentitySeal
) -> uuid.UUID:
    """The contact with the right address: another one, for whom no link that went out is good."""
    if {each.email_digest for each in before} & set(seal.digests(identity.email)):
        return before[0].contact_id
    known = contact_by_email(work.session, seal, identity.email) if identity.email else None
    if known is not None:
        return known.id
    contact = Contact(created_at=work.now)
    work.session.add(contact)
    work.session.flush()
    return contact.id


def _replace(
    work: UnitOfWork,
    before: ContactDetails,
    contact_id: uuid.UUID,
    identity: Identity,
    seal: IdentitySeal,
) -> uuid.UUID:
    details = ContactDetails(
        contact_id=contact_id,
        sealed=seal.seal(identity),
        email_digest=digested(seal, identity),
        recorded_at=work.now,
    )
    work.session.add(details)
    work.session.flush()
    before.replaced_by_id = details.id
    agreed = work.session.scalars(select(Consent).where(Consent.details_id == before.id)).all()
    work.session.add_all(_same_consent(details, each) for each in agreed)
    work.session.flush()
    return details.id


def _same_consent(details: ContactDetails, given: Consent) -> Consent:
    return Consent(
        contact_id=details.contact_id,
        details_id=details.id,
        purpose=given.purpose,
        wording=given.wording,
        wording_version=given.wording_version,
        language=given.language,
        given_at=given.given_at,
        withdrawn_at=given.withdrawn_at,
    )


def with_former(session: Session, details_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Details with all those that they replaced, however often someone was corrected."""
    found = newest = set(details_ids)
    while newest:
        query = select(ContactDetails.id).where(ContactDetails.replaced_by_id.in_(newest))
        newest = set(session.scalars(query)) - found
        found = found | newest
    return found


def _move(work: UnitOfWork, details_ids: Collection[uuid.UUID], contact_id: uuid.UUID) -> None:
    """What was replaced belongs to whoever it is now, with the documents that name it."""
    for table, key in ((ContactDetails, ContactDetails.id), (Consent, Consent.details_id)):
        work.session.execute(
            update(table).where(key.in_(details_ids)).values(contact_id=contact_id)
        )
