"""Not asking for a fee any more, or for less of it."""

from datetime import date

from hov_donate.affiliations.models import (
    CreditNote,
    CreditReason,
    Invoice,
)
from hov_donate.affiliations.operations.entries import book
from hov_donate.affiliations.operations.letters import tell_of_credit_note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.moving import carry_out, set_right, tell_moved
from hov_donate.affiliations.queries.giving import gift_on
from hov_donate.affiliations.queries.money import InvoiceStanding, standing_of
from hov_donate.affiliations.queries.sources import sources_settling
from hov_donate.affiliations.rules import booking
from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.affiliations.rules.refusals import MoneyFault, MoneyRefusedError
from hov_donate.affiliations.rules.settling import release
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.documents.models import DocumentKind
from hov_donate.documents.operations import next_number
from hov_donate.ledger.rules import booking_day

CREDIT_NOTE_TEMPLATE = "credit-note-3"


def credit_invoice(  # noqa: PLR0913 (what, how much, why, said and done by whom)
    work: UnitOfWork,
    *,
    invoice: Invoice,
    amount: Money | None,
    reason: CreditReason,
    words: str,
    actor: str,
    settings: Settings,
    follows: bool = False,
    gift_first: bool = False,
) -> CreditNote:
    """Take a sum off an invoice for ever; all that no credit note took off yet when it is None.

    Money that settled it ceases to, as far as nothing is left to settle, and is credit then, or
    settles what it came for; it stays free for an invoice in the place of this one where that
    `follows`, and the caller sets the rest right. The fee goes first, then the gift; the other way
    round where a gift is not accepted. Raises MoneyRefusedError.
    """
    affiliation = lock_affiliation(work, invoice.affiliation_id)
    standing = standing_of(work.session, invoice.id)
    amount = _checked(standing, amount)
    of_gift = gift_on(work.session, standing).gift_of(amount.minor, gift_first=gift_first)
    _free(work, standing, amount, actor, settings)
    note = _note(work, standing, amount, booking_day(work.now, settings.campaign.time_zone))
    note.gift_minor = of_gift
    note.reason, note.words, note.actor = reason, words, actor
    work.session.add(note)
    work.session.flush()
    gift = Money(note.gift_minor, note.currency)
    income = booking.income_of(affiliation.organisation_id)
    lines = booking.credited(amount - gift, gift, income)
    book(work, kind=OwnEntry.CREDIT_NOTE, source=note.full_number, lines=lines, day=note.issued_on)
    tell_of_credit_note(work, note=note, invoice=invoice)
    if not follows:
        set_right(work, affiliation_id=invoice.affiliation_id, settings=settings)
    tell_moved(work, [invoice.affiliation_id])
    return note


def _checked(standing: InvoiceStanding, amount: Money | None) -> Money:
    if standing.creditable.minor == 0:
        raise MoneyRefusedError(MoneyFault.NOTHING_LEFT_TO_CREDIT)
    wanted = amount or standing.creditable
    if wanted.currency != standing.invoice.currency:
        raise MoneyRefusedError(MoneyFault.OTHER_CURRENCY)
    if wanted.minor <= 0:
        raise MoneyRefusedError(MoneyFault.NOT_A_SUM)
    if standing.creditable < wanted:
        raise MoneyRefusedError(MoneyFault.MORE_THAN_INVOICED)
    return wanted


def _free(
    work: UnitOfWork, standing: InvoiceStanding, amount: Money, actor: str, settings: Settings
) -> None:
    """Let go of the money that there would be nothing left to settle for."""
    over = amount.minor - standing.balance.owed_minor
    if over <= 0:
        return
    sources = sources_settling(work.session, standing.invoice.id)
    carry_out(
        work,
        affiliation_id=standing.invoice.affiliation_id,
        moves=release(sources, standing.invoice.id, over),
        settings=settings,
        actor=actor,
    )


def _note(work: UnitOfWork, standing: InvoiceStanding, amount: Money, today: date) -> CreditNote:
    invoice = standing.invoice
    return CreditNote(
        year=today.year,
        number=next_number(work, kind=DocumentKind.CREDIT_NOTE, year=today.year),
        invoice_id=invoice.id,
        amount_minor=amount.minor,
        currency=amount.currency,
        issued_on=today,
        language=invoice.language,
        template=CREDIT_NOTE_TEMPLATE,
        issued_at=work.now,
    )
