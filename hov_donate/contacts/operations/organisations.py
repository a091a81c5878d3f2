"""Recording organisations, and the tree that they form."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries.organisations import ancestors, keeper
from hov_donate.contacts.words import match_key, write_words
from hov_donate.core.db import UnitOfWork, alone_with
from hov_donate.core.errors import UserError


@dataclass(frozen=True)
class OrganisationFacts:
    """What an officer tells of their organisation; `members` is all it has, and by what source.

    It is shown in public only as far as `listed`, `listed_town` and `listed_members` say.
    """

    kind: str
    name: str
    branch: str
    parent_name: str
    town: str
    country: str
    members: int | None
    members_source: MembersSource | None
    listed: bool
    listed_town: bool
    listed_members: bool


class TreeFault(StrEnum):
    """Why an organisation cannot stand below another."""

    ITSELF = "itself"
    BELOW_IT = "below_it"


class TreeRefusedError(UserError):
    """An organisation cannot stand there; `fault` says why."""

    def __init__(self, fault: TreeFault) -> None:
        """Why not."""
        super().__init__(f"an organisation cannot stand there: {fault}")
        self.fault = fault


def record_organisation(
    work: UnitOfWork, *, facts: OrganisationFacts, language: str, today: date
) -> Organisation:
    """Write an organisation down; whether it is there already, a person decides."""
    organisation = Organisation(
        language=language,
        created_at=work.now,
        match_key=match_key(facts.name, facts.branch),
        members_as_at=None if facts.members is None else today,
        **vars(facts),
    )
    work.session.add(organisation)
    work.session.flush()
    write_words(work, organisation=organisation)
    return organisation


def correct_organisation(
    work: UnitOfWork, *, organisation_id: int, facts: OrganisationFacts, today: date
) -> Organisation:
    """Write down what an organisation is like now. A figure that is not told again stays."""
    organisation = keeper(work.session, organisation_id)
    told = vars(facts).copy()
    if facts.members is None:
        del told["members"], told["members_source"]
    else:
        told["members_as_at"] = today
    for name, value in told.items():
        setattr(organisation, name, value)
    organisation.match_key = match_key(facts.name, facts.branch)
    work.session.flush()
    write_words(work, organisation=organisation)
    return organisation


def note_members(
    work: UnitOfWork, *, organisation_id: int, members: int, as_at: date, source: MembersSource
) -> Organisation:
    """Write down how many members an organisation has in all, on a day, and who says so."""
    organisation = keeper(work.session, organisation_id)
    organisation.members, organisation.members_as_at = members, as_at
    organisation.members_source = source
    work.session.flush()
    return organisation


def link_to_parent(work: UnitOfWork, *, organisation_id: int, parent_id: int | None) -> None:
    """Set the body right above an organisation, or that there is none.

    Raises TreeRefusedError where it would come to stand above itself.
    """
    # Two at once could close a circle.
    alone_with(work.session, Organisation)
    organisation = keeper(work.session, organisation_id)
    if parent_id is not None:
        parent = keeper(work.session, parent_id)
        if parent.id == organisation.id:
            raise TreeRefusedError(TreeFault.ITSELF)
        if organisation.id in {above.id for above in ancestors(work.session, parent.id)}:
            raise TreeRefusedError(TreeFault.BELOW_IT)
        parent_id = parent.id
    organisation.parent_id = parent_id
    work.session.flush()
