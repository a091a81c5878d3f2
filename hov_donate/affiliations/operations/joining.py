"""People become members; who is one already is renewed, and strangers learn nothing of it."""

from hov_donate.affiliations.models import Affiliation, ChangeKind, CreditReason
from hov_donate.affiliations.operations.applying import submit_member
from hov_donate.affiliations.operations.declaring import record_declaration
from hov_donate.affiliations.operations.ending import call_back
from hov_donate.affiliations.operations.history import APPLICANT, Why, note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.renewing import renew
from hov_donate.affiliations.operations.requests import MemberRequest
from hov_donate.affiliations.queries.affiliations import newest_declaration
from hov_donate.affiliations.queries.members import joined_with, membership_before
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.config import Settings
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out

FORM_CHANGED = "the form was sent again with other answers"


def join_as_member(
    work: UnitOfWork, *, request: MemberRequest, settings: Settings, seal: IdentitySeal
) -> Affiliation:
    """Take the form of somebody who joins; one form is one membership, however often it is sent.

    Sent again with other answers, it corrects what is not paid yet. Of who is a member already, all
    is done as of others, so that nobody learns of it; they get the link to their own page by
    letter, and should they pay all the same, it is that membership that is paid (`unite`). Raises
    NoScaleError, QuoteError, ChoiceRefusedError.
    """
    begun = joined_with(work.session, request.form)
    if begun is None:
        joined = submit_member(work, request=request, settings=settings, seal=seal)
        _write_to_known(work, joined)
        return joined
    affiliation = lock_affiliation(work, begun.id)
    if affiliation.status is AffiliationStatus.INVOICED and affiliation.paid_until is None:
        _revise(work, affiliation, request, settings, seal)
    return affiliation


def _write_to_known(work: UnitOfWork, joined: Affiliation) -> None:
    if membership_before(work.session, joined) is not None:
        put_out(
            work,
            kind=MailKind.AFFILIATION_LINK,
            object_id=f"{joined.details_id}/{joined.id}",
            details_id=joined.details_id,
            language=joined.language,
        )


def _revise(
    work: UnitOfWork,
    affiliation: Affiliation,
    request: MemberRequest,
    settings: Settings,
    seal: IdentitySeal,
) -> None:
    if affiliation.details_id and request.identity != identity(
        work.session, seal, affiliation.details_id
    ):
        affiliation.details_id = record_details(
            work, identity=request.identity, consents=request.consents, seal=seal
        ).id
    affiliation.language = request.language
    affiliation.local_group_id = request.local_group_id
    work.session.flush()
    if _costs_the_same(work, affiliation, request):
        return
    affiliation.member_class, affiliation.country = request.member_class, request.country
    declaration = record_declaration(
        work,
        affiliation=affiliation,
        declared=request.declared,
        chosen=request.choice,
        actor=APPLICANT,
    )
    note(work, affiliation=affiliation, kind=ChangeKind.DECLARED, why=Why(APPLICANT))
    call_back(
        work,
        affiliation=affiliation,
        reason=CreditReason.CORRECTED,
        words=FORM_CHANGED,
        actor=APPLICANT,
        settings=settings,
    )
    renew(
        work, affiliation=affiliation, declaration=declaration, actor=APPLICANT, settings=settings
    )


def _costs_the_same(work: UnitOfWork, affiliation: Affiliation, request: MemberRequest) -> bool:
    """Whether nothing has changed by which the fee is found."""
    before = newest_declaration(work.session, affiliation.id)
    wanted, chosen = request.declared, request.choice
    return (
        affiliation.member_class,
        affiliation.country,
        before.income_band,
        before.overseas,
        before.chosen,
        before.surplus_is_gift,
    ) == (
        request.member_class,
        request.country,
        wanted.income_band,
        wanted.overseas,
        chosen.amount,
        chosen.surplus_is_gift,
    )
