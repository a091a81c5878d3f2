"""A second officer confirms that the organisation means it, or objects."""

from hov_donate.affiliations.models import Affiliation, ChangeKind, Officer, OfficerAnswer
from hov_donate.affiliations.operations.deciding import approve, may_be_approved
from hov_donate.affiliations.operations.history import RULE, Why, move
from hov_donate.affiliations.operations.officers import record_answer
from hov_donate.affiliations.queries.affiliations import (
    objected,
    officers_of,
    second_officers,
)
from hov_donate.affiliations.rules.scale import Approval
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out


def answer_as_officer(
    work: UnitOfWork,
    *,
    officer_id: int,
    answer: OfficerAnswer,
    settings: Settings,
    reason: str = "",
) -> Affiliation:
    """An officer confirms the application that names them, or rejects it and says why.

    A second officer's word confirms it; where the scale asks for no committee, it is approved at
    once, and otherwise staff are told. An objection is told to staff, and nothing goes on by itself
    any more. Answering twice changes nothing; whoever confirmed may object later. Raises
    LookupError for who does not speak for it any more.
    """
    affiliation, officer, news = record_answer(
        work, officer_id=officer_id, answer=answer, reason=reason
    )
    if not news:
        return affiliation
    if answer is OfficerAnswer.REJECTED:
        _tell_of_objection(work, affiliation, officer, settings)
    elif _confirms(work, affiliation, officer):
        _confirm(work, affiliation, officer, settings)
    return affiliation


def _confirms(work: UnitOfWork, affiliation: Affiliation, officer: Officer) -> bool:
    if affiliation.status is not AffiliationStatus.SUBMITTED:
        return False
    if officer.id not in {each.id for each in second_officers(work.session, affiliation.id)}:
        return False
    return not objected(officers_of(work.session, affiliation.id).values())


def _confirm(
    work: UnitOfWork, affiliation: Affiliation, officer: Officer, settings: Settings
) -> None:
    move(
        work,
        affiliation=affiliation,
        to=AffiliationStatus.CONFIRMED,
        kind=ChangeKind.CONFIRMED,
        why=Why(officer.role.value),
    )
    approve_by_rule(work, affiliation=affiliation, settings=settings)


def approve_by_rule(work: UnitOfWork, *, affiliation: Affiliation, settings: Settings) -> None:
    """Approve a confirmed application where the scale asks for no committee; or tell staff."""
    approval = may_be_approved(work, affiliation=affiliation, settings=settings)
    if approval is not Approval.NONE:
        tell_staff(work, affiliation=affiliation, settings=settings)
        return
    approve(
        work,
        affiliation_id=affiliation.id,
        actor=RULE,
        reason="",
        minute_reference="",
        settings=settings,
    )


def tell_staff(work: UnitOfWork, *, affiliation: Affiliation, settings: Settings) -> None:
    """Staff hear of an application that waits for them."""
    _to_staff(
        work, MailKind.APPLICATION_TO_DECIDE, f"{affiliation.id}/{work.now:%Y-%m-%d}", settings
    )


def _tell_of_objection(
    work: UnitOfWork, affiliation: Affiliation, officer: Officer, settings: Settings
) -> None:
    object_id = f"{affiliation.id}/{officer.id}"
    _to_staff(work, MailKind.OFFICER_OBJECTED, object_id, settings)


def _to_staff(work: UnitOfWork, kind: MailKind, object_id: str, settings: Settings) -> None:
    put_out(
        work,
        kind=kind,
        object_id=object_id,
        details_id=None,
        language=settings.campaign.office_languages[0],
    )
