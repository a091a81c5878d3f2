"""Who speaks for an organisation, and what they say to its affiliation."""

from collections.abc import Mapping, Sequence

from hov_donate.affiliations.models import (
    Affiliation,
    ChangeKind,
    Officer,
    OfficerAnswer,
    OfficerRole,
)
from hov_donate.affiliations.operations.history import Why, note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.queries.affiliations import (
    SECOND_OFFICERS,
    contacts_of,
    officers_of,
)
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out


def name_officers(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    officers: Mapping[OfficerRole, Identity],
    consents: Sequence[GivenConsent],
    seal: IdentitySeal,
) -> dict[OfficerRole, Officer]:
    """Let these speak for an organisation from now on; each of them is told by letter, once.

    The consents are those of who filled in the form, who is the first to be written to. Whoever
    spoke in a role before, and is the same, goes on.
    """
    before = officers_of(work.session, affiliation.id)
    named = {
        role: _go_on(work, before.get(role), someone, seal)
        or _name(work, affiliation, (role, someone), consents, seal)
        for role, someone in officers.items()
    }
    for role in before.keys() - named.keys():
        before[role].ended_at = work.now
    work.session.flush()
    _tell(work, affiliation, named)
    return named


def _go_on(
    work: UnitOfWork, before: Officer | None, someone: Identity, seal: IdentitySeal
) -> Officer | None:
    if before is None:
        return None
    if identity(work.session, seal, before.details_id) == someone:
        return before
    before.ended_at = work.now
    work.session.flush()
    return None


def _name(
    work: UnitOfWork,
    affiliation: Affiliation,
    named: tuple[OfficerRole, Identity],
    consents: Sequence[GivenConsent],
    seal: IdentitySeal,
) -> Officer:
    role, someone = named
    theirs = consents if role is OfficerRole.CORRESPONDENCE else ()
    details = record_details(work, identity=someone, consents=theirs, seal=seal)
    officer = Officer(
        affiliation_id=affiliation.id, role=role, details_id=details.id, since=work.now
    )
    work.session.add(officer)
    work.session.flush()
    return officer


def _tell(work: UnitOfWork, affiliation: Affiliation, named: Mapping[OfficerRole, Officer]) -> None:
    """One letter for each address: the second officers' first, which asks them something."""
    order = (*SECOND_OFFICERS, OfficerRole.CORRESPONDENCE, OfficerRole.PAYER)
    whose = contacts_of(work.session, [officer.details_id for officer in named.values()])
    told = set()
    for officer in (named[role] for role in order if role in named):
        contact = whose[officer.details_id]
        if contact not in told:
            told.add(contact)
            put_out(
                work,
                kind=MailKind.OFFICER_NAMED,
                object_id=f"{affiliation.id}/{officer.id}",
                details_id=officer.details_id,
                language=affiliation.language,
            )


def record_answer(
    work: UnitOfWork, *, officer_id: int, answer: OfficerAnswer, reason: str
) -> tuple[Affiliation, Officer, bool]:
    """What an officer says, and whether it is news; an objection may follow a confirmation.

    The affiliation is locked. Raises LookupError for who does not speak for it any more.
    """
    found = work.session.get(Officer, officer_id)
    if found is None:
        raise LookupError(f"no officer {officer_id}")
    affiliation = lock_affiliation(work, found.affiliation_id)
    officer = work.session.get_one(Officer, officer_id, populate_existing=True)
    if officer.ended_at is not None:
        raise LookupError(f"officer {officer_id} does not speak for it any more")
    if officer.answer in {answer, OfficerAnswer.REJECTED}:
        return affiliation, officer, False
    officer.answer, officer.answered_at = answer, work.now
    kind = ChangeKind.OFFICER_CONFIRMED
    if answer is OfficerAnswer.REJECTED:
        kind = ChangeKind.OFFICER_OBJECTED
    note(work, affiliation=affiliation, kind=kind, why=Why(officer.role.value, reason))
    return affiliation, officer, True
