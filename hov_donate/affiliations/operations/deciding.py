"""People decide about applications: approve, reject, ask. Reasons are kept, applicants are told."""

from hov_donate.affiliations.models import Affiliation, AffiliationChange, ChangeKind
from hov_donate.affiliations.operations.history import Why, move, note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.terms import choice_of, make_term
from hov_donate.affiliations.queries.affiliations import (
    affiliations_of_organisation,
    newest_declaration,
    spoken_for,
)
from hov_donate.affiliations.queries.planning import plan_next_term
from hov_donate.affiliations.rules.scale import Approval
from hov_donate.affiliations.rules.standing import AffiliationStatus, StepRefusedError
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out

_S = AffiliationStatus


class AlreadyAffiliatedError(UserError):
    """The organisation is affiliated by another row of it already; `number` is that one's."""

    def __init__(self, number: str) -> None:
        """By which it is affiliated."""
        super().__init__(f"the organisation is affiliated already, as {number}")
        self.number = number


class ReasonMissingError(UserError):
    """A decision that somebody is told of needs its reason."""


def approve(
    work: UnitOfWork,
    *,
    affiliation_id: int,
    actor: str,
    reason: str,
    minute_reference: str,
    settings: Settings,
) -> Affiliation:
    """Take an application: its first term is made and asked for.

    Whoever approves what no second officer confirmed, or one objected to, confirms it thereby.
    Raises LookupError, StepRefusedError, AlreadyAffiliatedError, and what `make_term` raises.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    why = Why(actor, reason, minute_reference)
    _refuse_a_second_one(work, affiliation)
    if affiliation.status is _S.SUBMITTED:
        move(work, affiliation=affiliation, to=_S.CONFIRMED, kind=ChangeKind.CONFIRMED, why=why)
    move(work, affiliation=affiliation, to=_S.APPROVED, kind=ChangeKind.APPROVED, why=why)
    _make_first_term(work, affiliation, settings)
    return affiliation


def _refuse_a_second_one(work: UnitOfWork, affiliation: Affiliation) -> None:
    if affiliation.organisation_id is None:
        return
    for other in affiliations_of_organisation(work.session, affiliation.organisation_id):
        if other.id != affiliation.id and other.status.living:
            raise AlreadyAffiliatedError(other.number)


def _make_first_term(work: UnitOfWork, affiliation: Affiliation, settings: Settings) -> None:
    today = booking_day(work.now, settings.campaign.time_zone)
    declaration = newest_declaration(work.session, affiliation.id)
    planned = plan_next_term(work.session, affiliation, today)
    choice = choice_of(planned.quote, declaration)
    make_term(
        work,
        affiliation=affiliation,
        on=today,
        settings=settings,
        chosen=choice.fee,
        gift=choice.gift,
    )


def may_be_approved(
    work: UnitOfWork, *, affiliation: Affiliation, settings: Settings
) -> Approval | None:
    """Who must agree, by the scale, before an application holds; None where something bars it."""
    today = booking_day(work.now, settings.campaign.time_zone)
    try:
        _refuse_a_second_one(work, affiliation)
        planned = plan_next_term(work.session, affiliation, today)
        choice_of(planned.quote, newest_declaration(work.session, affiliation.id))
    except UserError:
        return None
    return planned.quote.approval


def reject(
    work: UnitOfWork, *, affiliation_id: int, actor: str, reason: str, minute_reference: str
) -> Affiliation:
    """Do not take an application; its sender reads the reason.

    Raises LookupError, StepRefusedError, ReasonMissingError.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    _need(reason)
    change = move(
        work,
        affiliation=affiliation,
        to=_S.REJECTED,
        kind=ChangeKind.REJECTED,
        why=Why(actor, reason, minute_reference),
    )
    write_about(work, affiliation=affiliation, change=change, kind=MailKind.APPLICATION_REJECTED)
    return affiliation


def ask(work: UnitOfWork, *, affiliation_id: int, actor: str, question: str) -> Affiliation:
    """Ask the sender of an application something; it waits for the answer, which comes by e-mail.

    Raises LookupError, StepRefusedError for what is no application any more, ReasonMissingError.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    _need(question)
    if not affiliation.status.pending:
        raise StepRefusedError(f"an affiliation that is {affiliation.status} is not asked")
    change = note(work, affiliation=affiliation, kind=ChangeKind.ASKED, why=Why(actor, question))
    write_about(work, affiliation=affiliation, change=change, kind=MailKind.APPLICATION_QUESTION)
    return affiliation


def _need(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissingError("say why")


def write_about(
    work: UnitOfWork, *, affiliation: Affiliation, change: AffiliationChange, kind: MailKind
) -> None:
    """Put out the letter that tells of a decision to whoever speaks for the affiliation."""
    work.session.flush()
    put_out(
        work,
        kind=kind,
        object_id=f"{affiliation.id}/{change.id}",
        details_id=spoken_for(work.session, affiliation),
        language=affiliation.language,
    )
