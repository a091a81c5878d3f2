"""Members join by the score: what the page does for one, written down for many at once."""

from collections.abc import Iterable, Sequence

from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    ChangeKind,
    Declaration,
    Term,
)
from hov_donate.affiliations.operations.asking import Wanted, issue_invoices
from hov_donate.affiliations.operations.history import APPLICANT
from hov_donate.affiliations.operations.standing import stand_all_anew
from hov_donate.affiliations.operations.terms import term_values
from hov_donate.affiliations.queries.planning import plan_term
from hov_donate.affiliations.queries.scales import ActiveScales
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.cli.demo.affiliates.persons import Person
from hov_donate.config import Settings
from hov_donate.contacts.models import Contact, ContactDetails
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.rules import booking_day

# How a membership without a committee comes about.
STEPS = (
    (ChangeKind.SUBMITTED, None, AffiliationStatus.SUBMITTED),
    (ChangeKind.CONFIRMED, AffiliationStatus.SUBMITTED, AffiliationStatus.CONFIRMED),
    (ChangeKind.APPROVED, AffiliationStatus.CONFIRMED, AffiliationStatus.APPROVED),
)


def join(
    work: UnitOfWork, people: Sequence[Person], *, settings: Settings, seal: IdentitySeal
) -> list[Affiliation]:
    """Make these people members, each with a first term and its invoice, in few statements."""
    details = _details(work, people, seal)
    members = [
        _member(work, *each, settings.campaign.objectives_version)
        for each in zip(people, details, strict=True)
    ]
    _add(work, members)
    declarations = [_declaration(work, *each) for each in zip(members, people, strict=True)]
    _add(work, declarations)
    _add(work, _steps(work, members))
    scales, today = ActiveScales(work.session), booking_day(work.now, settings.campaign.time_zone)
    terms = []
    for member, declaration in zip(members, declarations, strict=True):
        planned = plan_term(scales, affiliation=member, declaration=declaration, terms=(), on=today)
        terms.append(Term(**term_values(member, planned, planned.quote.fee, work.now)))
        member.joined_on = planned.quote.term.first
    _add(work, terms)
    wanted = [Wanted(*each) for each in zip(members, terms, strict=True)]
    issue_invoices(work, wanted=wanted, settings=settings, letter=None)
    stand_all_anew(work, affiliations=members, today=today)
    return members


def _details(
    work: UnitOfWork, people: Iterable[Person], seal: IdentitySeal
) -> list[ContactDetails]:
    identities = [Identity(person.name, person.email) for person in people]
    contacts = [Contact(created_at=work.now) for _ in identities]
    _add(work, contacts)
    details = [
        ContactDetails(
            contact_id=contact.id,
            sealed=seal.seal(identity),
            email_digest=seal.digest(identity.email),
            recorded_at=work.now,
        )
        for contact, identity in zip(contacts, identities, strict=True)
    ]
    _add(work, details)
    return details


def _member(
    work: UnitOfWork, person: Person, details: ContactDetails, objectives: str
) -> Affiliation:
    return Affiliation(
        details_id=details.id,
        kind="individual",
        member_class=person.member_class,
        country=person.country,
        language=person.language,
        status=AffiliationStatus.APPROVED,
        objectives_version=objectives,
        objectives_accepted_at=work.now,
        created_at=work.now,
    )


def _declaration(work: UnitOfWork, member: Affiliation, person: Person) -> Declaration:
    return Declaration(
        affiliation_id=member.id,
        income_band=person.income_band,
        overseas=person.country in {"AU", "ZA", "IN"},
        actor=APPLICANT,
        declared_at=work.now,
    )


def _steps(work: UnitOfWork, members: Iterable[Affiliation]) -> list[AffiliationChange]:
    return [
        AffiliationChange(
            affiliation_id=member.id,
            kind=kind,
            from_status=before,
            to_status=after,
            at=work.now,
            actor=APPLICANT,
        )
        for member in members
        for kind, before, after in STEPS
    ]


def _add(work: UnitOfWork, rows: Sequence[object]) -> None:
    work.session.add_all(rows)
    work.session.flush()
