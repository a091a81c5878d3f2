"""Staff correct what an organisation is called, where it is, and what it shows in public."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.affiliations.models import Affiliation, ChangeKind
from hov_donate.affiliations.operations.history import Why, note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.operations import (
    OrganisationFacts,
    correct_organisation,
    link_to_parent,
)
from hov_donate.contacts.queries import keeper
from hov_donate.core.db import UnitOfWork


class BodyField(StrEnum):
    """What of an organisation was corrected; its history holds these words and never a name."""

    NAME = "name"
    BRANCH = "branch"
    PARENT_NAME = "parent_name"
    TOWN = "town"
    COUNTRY = "country"
    LISTED = "listed"
    LISTED_TOWN = "listed_town"
    LISTED_MEMBERS = "listed_members"
    PARENT = "parent"


@dataclass(frozen=True)
class BodyFacts:
    """What staff may correct of an organisation; the fields of `OrganisationFacts` by that name."""

    name: str
    branch: str
    parent_name: str
    town: str
    country: str
    listed: bool
    listed_town: bool
    listed_members: bool

    @classmethod
    def of(cls, organisation: Organisation) -> "BodyFacts":
        """As they are written down now."""
        return cls(**{name: getattr(organisation, name) for name in cls.__dataclass_fields__})

    def changed_from(self, before: "BodyFacts") -> list[BodyField]:
        """What is not as it was, in the order of the fields."""
        fields = [BodyField(name) for name in self.__dataclass_fields__]
        return [it for it in fields if getattr(self, it.value) != getattr(before, it.value)]


def correct_body(
    work: UnitOfWork, *, affiliation_id: int, facts: BodyFacts, actor: str, today: date
) -> list[BodyField]:
    """Write down what an affiliated organisation is like now; what that changed.

    Papers that were issued stay as they were issued. Another country asks another scale, from the
    next term on. Raises LookupError for a person, or when it is not there.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    if affiliation.organisation_id is None:
        raise LookupError(f"affiliation {affiliation.number} is a person's")
    own = keeper(work.session, affiliation.organisation_id)
    changed = facts.changed_from(BodyFacts.of(own))
    if changed:
        told = OrganisationFacts(kind=own.kind, members=None, members_source=None, **vars(facts))
        correct_organisation(work, organisation_id=own.id, facts=told, today=today)
        affiliation.country = facts.country
        _note(work, affiliation, changed, actor)
    return changed


def place_below(
    work: UnitOfWork, *, affiliation_id: int, parent_id: int | None, actor: str
) -> None:
    """Set the body right above an affiliated organisation, or that there is none.

    Raises LookupError for a person, TreeRefusedError where it would come to stand above itself.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    if affiliation.organisation_id is None:
        raise LookupError(f"affiliation {affiliation.number} is a person's")
    link_to_parent(work, organisation_id=affiliation.organisation_id, parent_id=parent_id)
    _note(work, affiliation, [BodyField.PARENT], actor)


def _note(
    work: UnitOfWork, affiliation: Affiliation, changed: Collection[BodyField], actor: str
) -> None:
    note(
        work,
        affiliation=affiliation,
        kind=ChangeKind.ORGANISATION_CORRECTED,
        why=Why(actor, " ".join(changed)),
    )
