"""What nobody came back to: forms that were never sent, memberships that were never paid for."""

from datetime import timedelta

from sqlalchemy import delete, exists, select

from hov_donate.affiliations.models import (
    Affiliation,
    Application,
    ChangeKind,
    CreditReason,
    Invoice,
    InvoiceBalance,
    InvoicePayment,
    Term,
)
from hov_donate.affiliations.operations import lock_affiliation
from hov_donate.affiliations.operations.ending import call_back_terms
from hov_donate.affiliations.operations.history import CALENDAR, Why, move
from hov_donate.affiliations.processes.standing import in_batches
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.config import Settings
from hov_donate.contacts.operations import forget
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.core.i18n import N_, translator
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus

# Promised on the pages of the forms.
FORMS_ARE_KEPT = timedelta(days=30)
MEMBERS_MAY_TAKE = timedelta(days=60)
NEVER_PAID = "never paid"
NOT_ASKED_FOR = N_("This was never paid and is not asked for any more.")
NOTHING_CAME = frozenset({PaymentStatus.EXPIRED, PaymentStatus.FAILED})


def forget_unsent(database: Database) -> None:
    """Delete the forms that were not sent and not touched for a month."""
    with database.writing() as work:
        work.session.execute(
            delete(Application).where(
                Application.submitted_at.is_(None),
                Application.saved_at < work.now - FORMS_ARE_KEPT,
            )
        )


def close_never_paid(database: Database, settings: Settings) -> None:
    """End the memberships of people for which no money came within two months, and forget them.

    Organisations are left to staff: some pay by cheque in a quarter's time.
    """
    long_ago = database.clock.now() - MEMBERS_MAY_TAKE
    lately = exists().where(
        Term.affiliation_id == Affiliation.id, Term.voided_at.is_(None), Term.made_at > long_ago
    )
    of_this = Invoice.affiliation_id == Affiliation.id
    settled = exists().where(
        of_this, InvoiceBalance.invoice_id == Invoice.id, InvoiceBalance.settled_minor > 0
    )
    paying = exists().where(
        of_this,
        InvoicePayment.invoice_id == Invoice.id,
        Payment.id == InvoicePayment.payment_id,
        Payment.status.not_in(NOTHING_CAME),
        Payment.created_at > long_ago,
    )
    never_paid = (
        Affiliation.details_id.is_not(None)
        & (Affiliation.status == AffiliationStatus.INVOICED)
        & ~lately
        & ~settled
        & ~paying
    )
    for ids in in_batches(database, never_paid):
        for affiliation_id in ids:
            with database.writing() as work:
                _close(work, affiliation_id, settings)


def _close(work: UnitOfWork, affiliation_id: int, settings: Settings) -> None:
    affiliation = lock_affiliation(work, affiliation_id)
    details_id = affiliation.details_id
    if affiliation.status is not AffiliationStatus.INVOICED or details_id is None:
        return
    call_back_terms(
        work,
        terms=terms_of(work.session, affiliation.id),
        reason=CreditReason.VOID,
        words=translator(affiliation.language).gettext(NOT_ASKED_FOR),
        actor=CALENDAR,
        settings=settings,
    )
    move(
        work,
        affiliation=affiliation,
        to=AffiliationStatus.RESIGNED,
        kind=ChangeKind.RESIGNED,
        why=Why(CALENDAR, NEVER_PAID),
    )
    others = select(Affiliation.id).where(
        Affiliation.details_id == details_id, Affiliation.id != affiliation.id
    )
    if work.session.scalars(others.limit(1)).first() is None:
        forget(work, details_ids=[details_id])
