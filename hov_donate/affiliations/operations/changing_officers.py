"""Staff write down who speaks for an organisation now."""

from collections.abc import Mapping

from hov_donate.affiliations.models import Affiliation, ChangeKind, OfficerRole
from hov_donate.affiliations.operations.history import Why, note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.officers import name_officers
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError


class NobodyLeftError(UserError):
    """An organisation with nobody to write to: neither correspondence, secretary nor chair."""


def change_officers(
    work: UnitOfWork,
    *,
    affiliation_id: int,
    officers: Mapping[OfficerRole, Identity],
    actor: str,
    seal: IdentitySeal,
) -> Affiliation:
    """Let these speak for it from now on, and nobody else; whoever is new is told by letter.

    Raises LookupError when it is not there, NobodyLeftError.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    if not set(officers) - {OfficerRole.PAYER}:
        raise NobodyLeftError("name somebody to write to")
    name_officers(work, affiliation=affiliation, officers=officers, consents=(), seal=seal)
    note(work, affiliation=affiliation, kind=ChangeKind.OFFICERS_CHANGED, why=Why(actor))
    return affiliation
