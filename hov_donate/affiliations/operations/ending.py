"""Affiliations end by people's decisions: lapsed, resigned; a promise holds that off for a time."""

from collections.abc import Sequence
from datetime import date

from hov_donate.affiliations.events import AffiliationResigned
from hov_donate.affiliations.models import (
    Affiliation,
    ChangeKind,
    CreditReason,
    Promise,
    Term,
)
from hov_donate.affiliations.operations.deciding import write_about
from hov_donate.affiliations.operations.history import Why, move, note
from hov_donate.affiliations.operations.invoicing import credit_invoice
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.scales import DecisionMissingError
from hov_donate.affiliations.operations.standing import stand_anew
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.money import open_invoices
from hov_donate.affiliations.rules.standing import AffiliationStatus, StepRefusedError
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind


class PromiseRefusedError(UserError):
    """A promise holds from today to a day that is not past, for who lives."""


def lapse(
    work: UnitOfWork, *, affiliation_id: int, actor: str, reason: str, minute_reference: str
) -> Affiliation:
    """End an affiliation that is in arrears, by a decision that is minuted.

    What is owed stays owed; whoever pays is back. Raises LookupError, StepRefusedError for who is
    not in arrears, DecisionMissingError without a minute.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    if not minute_reference.strip():
        raise DecisionMissingError("name the minute of the meeting that decided it")
    if affiliation.status is not AffiliationStatus.ARREARS:
        raise StepRefusedError("only an affiliation in arrears can lapse")
    change = move(
        work,
        affiliation=affiliation,
        to=AffiliationStatus.LAPSED,
        kind=ChangeKind.LAPSED,
        why=Why(actor, reason, minute_reference),
    )
    write_about(work, affiliation=affiliation, change=change, kind=MailKind.AFFILIATION_ENDED)
    return affiliation


def resign(work: UnitOfWork, *, affiliation_id: int, actor: str, reason: str) -> Affiliation:
    """End an affiliation, or an application, by the word of those whose it is.

    What was asked for and is not paid at all is called back (`handlers.call_back_invoices`); what
    was paid stays. Raises LookupError, StepRefusedError for what has ended already.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    change = move(
        work,
        affiliation=affiliation,
        to=AffiliationStatus.RESIGNED,
        kind=ChangeKind.RESIGNED,
        why=Why(actor, reason),
    )
    work.tell(AffiliationResigned(affiliation.id))
    write_about(work, affiliation=affiliation, change=change, kind=MailKind.AFFILIATION_ENDED)
    return affiliation


def call_back(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    reason: CreditReason,
    words: str,
    actor: str,
    settings: Settings,
) -> None:
    """Void the terms of today and later for which no money came, and credit their invoices."""
    today = booking_day(work.now, settings.campaign.time_zone)
    call_back_terms(
        work,
        terms=[it for it in terms_of(work.session, affiliation.id) if today <= it.ends_on],
        reason=reason,
        words=words,
        actor=actor,
        settings=settings,
    )


def call_back_terms(
    work: UnitOfWork,
    *,
    terms: Sequence[Term],
    reason: CreditReason,
    words: str,
    actor: str,
    settings: Settings,
) -> None:
    """Void those of some terms for which money was asked and none came; credit their invoices."""
    for term in terms:
        invoices = open_invoices(work.session, term.id)
        if not invoices or any(it.settled.minor for it in invoices):
            continue
        for standing in invoices:
            credit_invoice(
                work,
                invoice=standing.invoice,
                amount=None,
                reason=reason,
                words=words,
                actor=actor,
                settings=settings,
            )
        term.voided_at = work.now
    work.session.flush()


def promise(
    work: UnitOfWork, *, affiliation_id: int, until: date, words: str, actor: str, today: date
) -> Promise:
    """Somebody says that the money is coming: until that day, everything stands as it does today.

    Raises LookupError, PromiseRefusedError.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    if until < today or not affiliation.status.living or not words.strip():
        raise PromiseRefusedError("a promise is made in words, for a day to come, by who lives")
    made = Promise(
        affiliation_id=affiliation.id,
        made_on=today,
        holds_until=until,
        words=words.strip(),
        actor=actor,
        promised_at=work.now,
    )
    work.session.add(made)
    note(work, affiliation=affiliation, kind=ChangeKind.PROMISED, why=Why(actor, words.strip()))
    stand_anew(work, affiliation_id=affiliation.id, today=today)
    return made
