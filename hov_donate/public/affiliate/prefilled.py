"""A renewal begins with what was told last; figures, fee and decision are asked for anew."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Declaration, OfficerRole
from hov_donate.affiliations.operations.drafting import Answers
from hov_donate.affiliations.queries.affiliations import newest_declaration, officers_of
from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS, TOTAL_MEMBERS
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import identities, keeper
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.public.affiliate.figures import DECLARED, MEASURE, NO, NONE_OF_THESE, YES
from hov_donate.public.affiliate.questions.agreeing import TICKED
from hov_donate.public.affiliate.questions.officers import YOU, Post
from hov_donate.public.affiliate.questions.paying import ANOTHER, US

# What is not asked again unless somebody wants to change it.
STANDS = frozenset(
    {"kind", "name", "place", "you", "secretary", "chair", "invoice", "payer", "listing"}
)
ROLES = {
    OfficerRole.CORRESPONDENCE: YOU,
    OfficerRole.SECRETARY: Post.SECRETARY.value,
    OfficerRole.CHAIR: Post.CHAIR.value,
    OfficerRole.PAYER: "payer",
}


def answers_of(session: Session, seal: IdentitySeal, affiliation: Affiliation) -> Answers:
    """What is known of an organisation, as answers to the questions. Raises LookupError."""
    organisation = keeper(session, affiliation.organisation_id or 0)
    declared = newest_declaration(session, affiliation.id)
    people = _people(session, seal, affiliation)
    told = {
        **_about(affiliation, organisation),
        **_figures(declared),
        **_officers(people),
        **_payer(affiliation, people.get(OfficerRole.PAYER)),
    }
    return Answers(told, STANDS)


def _about(affiliation: Affiliation, organisation: Organisation) -> dict[str, str]:
    return {
        "kind": affiliation.kind,
        "class": affiliation.member_class or NONE_OF_THESE,
        "name": organisation.name,
        "branch": organisation.branch,
        "parent": organisation.parent_name,
        "town": organisation.town,
        "country": affiliation.country,
        "listed": TICKED if organisation.listed else "",
        "listed_town": TICKED if organisation.listed_town else "",
        "listed_members": TICKED if organisation.listed_members else "",
        "order": affiliation.purchase_order,
    }


def _figures(declared: Declaration) -> dict[str, str]:
    own = {TOTAL_MEMBERS: declared.members_total, AFFILIATED_MEMBERS: declared.members_affiliated}
    numbers = (own, _named(MEASURE, declared.measures), _named(DECLARED, declared.declared))
    told = {name: str(n) for each in numbers for name, n in each.items() if n is not None}
    return told | {
        "income_band": declared.income_band or NONE_OF_THESE,
        "overseas": YES if declared.overseas else NO,
    }


def _named(prefix: str, numbers: Mapping[str, int]) -> dict[str, int]:
    return {prefix + name: n for name, n in numbers.items()}


def _people(
    session: Session, seal: IdentitySeal, affiliation: Affiliation
) -> dict[OfficerRole, Identity]:
    officers = officers_of(session, affiliation.id)
    known = identities(session, seal, [officer.details_id for officer in officers.values()])
    return {
        role: known[officer.details_id]
        for role, officer in officers.items()
        if officer.details_id in known
    }


def _officers(people: Mapping[OfficerRole, Identity]) -> dict[str, str]:
    told: dict[str, str] = {}
    for role, someone in people.items():
        told[f"{ROLES[role]}_name"] = someone.name
        told[f"{ROLES[role]}_email"] = someone.email
    return told | {"post": _post(people)}


def _post(people: Mapping[OfficerRole, Identity]) -> str:
    """What whoever is written to is besides, by their address."""
    writer = people.get(OfficerRole.CORRESPONDENCE)
    posts = {OfficerRole.SECRETARY: Post.SECRETARY, OfficerRole.CHAIR: Post.CHAIR}
    for role, post in posts.items():
        if writer and role in people and people[role].email == writer.email:
            return post
    return Post.OTHER


def _payer(affiliation: Affiliation, payer: Identity | None) -> dict[str, str]:
    name, _, lines = affiliation.bill_to.partition("\n")
    if payer is None:
        return {"payer": US}
    return {"payer": ANOTHER, "payer_name": name or payer.name, "payer_address": lines}
