"""Applications are sent, and become affiliations: at once, or when somebody has agreed."""

from datetime import date

from hov_donate.affiliations.models import Affiliation, ChangeKind, Declaration
from hov_donate.affiliations.operations.confirming import approve_by_rule, tell_staff
from hov_donate.affiliations.operations.declaring import record_declaration
from hov_donate.affiliations.operations.history import APPLICANT, Why, begin, move, note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.officers import name_officers
from hov_donate.affiliations.operations.renewing import renew
from hov_donate.affiliations.operations.requests import MemberRequest, OrganisationRequest
from hov_donate.affiliations.operations.sending import settle_form, take_form
from hov_donate.affiliations.operations.terms import choice_of
from hov_donate.affiliations.queries.affiliations import second_officers
from hov_donate.affiliations.queries.planning import plan_next_term
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.config import Settings
from hov_donate.contacts.operations import (
    correct_organisation,
    record_details,
    record_organisation,
)
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.rules import booking_day

_S = AffiliationStatus
# Who left, or was turned away, applies again.
APPLIES_AGAIN = frozenset({_S.RESIGNED, _S.REJECTED})


def submit_organisation(
    work: UnitOfWork, *, request: OrganisationRequest, settings: Settings, seal: IdentitySeal
) -> Affiliation:
    """Take an organisation's form: a new application, or the renewal of an affiliation.

    Whether a new one is another one's double, staff see (`queries.likely_doubles`). All officers
    are told; an application then waits for a second officer's word, and staff hear where there is
    none. The same form twice is one application. Raises LookupError for an unknown `renews_id`,
    NoScaleError, QuoteError, ChoiceRefusedError.
    """
    application = take_form(work, form=request.form, language=request.language)
    if application.submitted_at is not None:
        return work.session.get_one(Affiliation, application.affiliation_id)
    affiliation = _affiliation_of(work, request, settings)
    declaration = record_declaration(
        work,
        affiliation=affiliation,
        declared=request.declared,
        chosen=request.choice,
        actor=APPLICANT,
    )
    name_officers(
        work,
        affiliation=affiliation,
        officers=request.officers,
        consents=request.consents,
        seal=seal,
    )
    settle_form(
        work,
        application=application,
        affiliation=affiliation,
        delegates=request.delegates,
        seal=seal,
    )
    _go_on(work, affiliation, declaration, settings)
    return affiliation


def _affiliation_of(
    work: UnitOfWork, request: OrganisationRequest, settings: Settings
) -> Affiliation:
    """The affiliation that a form is about, with what it says of the organisation."""
    today = booking_day(work.now, settings.campaign.time_zone)
    if request.renews_id is None:
        affiliation = _new_affiliation(work, request, today)
    else:
        affiliation = _known_affiliation(work, request, request.renews_id, today)
    affiliation.kind = request.organisation.kind
    affiliation.member_class = request.member_class
    affiliation.country = request.organisation.country
    affiliation.language = request.language
    affiliation.purchase_order = request.purchase_order
    affiliation.bill_to = request.bill_to
    work.session.flush()
    return affiliation


def _new_affiliation(work: UnitOfWork, request: OrganisationRequest, today: date) -> Affiliation:
    organisation = record_organisation(
        work, facts=request.organisation, language=request.language, today=today
    )
    affiliation = Affiliation(
        organisation_id=organisation.id,
        kind=organisation.kind,
        country=organisation.country,
        language=request.language,
        status=_S.SUBMITTED,
        created_at=work.now,
    )
    work.session.add(affiliation)
    work.session.flush()
    begin(work, affiliation=affiliation, why=Why(APPLICANT))
    return affiliation


def _known_affiliation(
    work: UnitOfWork, request: OrganisationRequest, affiliation_id: int, today: date
) -> Affiliation:
    affiliation = lock_affiliation(work, affiliation_id)
    if affiliation.organisation_id is None:
        raise LookupError(f"{affiliation.number} is no organisation's")
    correct_organisation(
        work,
        organisation_id=affiliation.organisation_id,
        facts=request.organisation,
        today=today,
    )
    why = Why(APPLICANT)
    if affiliation.status in APPLIES_AGAIN:
        move(work, affiliation=affiliation, to=_S.SUBMITTED, kind=ChangeKind.SUBMITTED, why=why)
    else:
        note(work, affiliation=affiliation, kind=ChangeKind.DECLARED, why=why)
    return affiliation


def _go_on(
    work: UnitOfWork, affiliation: Affiliation, declaration: Declaration, settings: Settings
) -> None:
    """Renew what lives or lapsed; see to it that an application comes before somebody."""
    if not affiliation.status.pending:
        renew(
            work,
            affiliation=affiliation,
            declaration=declaration,
            actor=APPLICANT,
            settings=settings,
        )
        return
    _check(work, affiliation, declaration, settings)
    if not second_officers(work.session, affiliation.id):
        tell_staff(work, affiliation=affiliation, settings=settings)


def _check(
    work: UnitOfWork, affiliation: Affiliation, declaration: Declaration, settings: Settings
) -> Quote:
    """What the scale says now. Raises NoScaleError, QuoteError, ChoiceRefusedError."""
    today = booking_day(work.now, settings.campaign.time_zone)
    quote = plan_next_term(work.session, affiliation, today).quote
    choice_of(quote, declaration)
    return quote


def submit_member(
    work: UnitOfWork, *, request: MemberRequest, settings: Settings, seal: IdentitySeal
) -> Affiliation:
    """Take the form of somebody who becomes a member, at once where the scale asks for nobody.

    The same form twice is one membership. Raises NoScaleError, QuoteError, ChoiceRefusedError.
    """
    application = take_form(work, form=request.form, language=request.language)
    if application.submitted_at is not None:
        return work.session.get_one(Affiliation, application.affiliation_id)
    affiliation = _new_member(work, request, seal)
    declaration = record_declaration(
        work,
        affiliation=affiliation,
        declared=request.declared,
        chosen=request.choice,
        actor=APPLICANT,
    )
    settle_form(work, application=application, affiliation=affiliation, delegates=(), seal=seal)
    _check(work, affiliation, declaration, settings)
    move(
        work,
        affiliation=affiliation,
        to=_S.CONFIRMED,
        kind=ChangeKind.CONFIRMED,
        why=Why(APPLICANT),
    )
    approve_by_rule(work, affiliation=affiliation, settings=settings)
    return affiliation


def _new_member(work: UnitOfWork, request: MemberRequest, seal: IdentitySeal) -> Affiliation:
    details = record_details(work, identity=request.identity, consents=request.consents, seal=seal)
    affiliation = Affiliation(
        details_id=details.id,
        kind=request.kind,
        member_class=request.member_class,
        country=request.country,
        language=request.language,
        local_group_id=request.local_group_id,
        status=_S.SUBMITTED,
        objectives_version=request.objectives_version,
        objectives_accepted_at=work.now,
        created_at=work.now,
    )
    work.session.add(affiliation)
    work.session.flush()
    begin(work, affiliation=affiliation, why=Why(APPLICANT))
    return affiliation
