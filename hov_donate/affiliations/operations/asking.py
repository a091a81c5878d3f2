"""Asking for fees by invoices, one or many at a time."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hov_donate.affiliations.models import Affiliation, Invoice, Term
from hov_donate.affiliations.operations.entries import Entry, book_all
from hov_donate.affiliations.operations.letters import letter_of
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.moving import tell_moved
from hov_donate.affiliations.queries.addressees import billed_by_each
from hov_donate.affiliations.rules import booking
from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.config import Campaign, Settings
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import keepers
from hov_donate.core.db import UnitOfWork
from hov_donate.core.free_references import free_references
from hov_donate.core.money import Money
from hov_donate.documents.models import DocumentKind
from hov_donate.documents.operations import next_number
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out_all

INVOICE_TEMPLATE = "invoice-2"


@dataclass(frozen=True)
class Wanted:
    """A term that is to be asked for, and a gift beside its fee, in the same currency."""

    affiliation: Affiliation
    term: Term
    gift: Money | None = None

    @property
    def gift_or_nothing(self) -> Money:
        """The gift, as a sum."""
        return self.gift or Money(0, self.term.currency)

    @property
    def income(self) -> Account:
        """Where its fee stands in the books."""
        return booking.income_of(self.affiliation.organisation_id)

    @property
    def amount(self) -> Money:
        """What the invoice asks for. Raises CurrencyMismatchError."""
        return self.term.fee + self.gift_or_nothing


def issue_invoice(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    term: Term,
    gift: Money | None,
    settings: Settings,
    letter: MailKind | None = MailKind.INVOICE_ISSUED,
) -> Invoice:
    """Ask for a term's fee, and for the gift that its payer chose to add, in the same currency.

    It is dated today, has the next number of the year, and is due after the campaign's days or when
    the term begins, whichever is later. It goes by `letter` to whoever pays. Raises LookupError
    when nobody is there to ask, and CurrencyMismatchError.
    """
    lock_affiliation(work, affiliation.id)
    wanted = Wanted(affiliation, term, gift)
    [invoice] = issue_invoices(work, wanted=[wanted], settings=settings, letter=letter)
    tell_moved(work, [affiliation.id])
    return invoice


def issue_invoices(
    work: UnitOfWork,
    *,
    wanted: Sequence[Wanted],
    settings: Settings,
    letter: MailKind | None = MailKind.INVOICE_ISSUED,
) -> list[Invoice]:
    """As `issue_invoice`, for many in a handful of statements; they are held by the caller.

    Who reckons how they stand is the caller too: nothing is stated here.
    """
    desk = _Desk.of(work, wanted, settings)
    first = next_number(work, kind=DocumentKind.INVOICE, year=desk.today.year, count=len(wanted))
    drawn = free_references(work.session, Invoice.reference, count=len(wanted))
    invoices = [
        desk.invoice(each, first + at, reference)
        for at, (each, reference) in enumerate(zip(wanted, drawn, strict=True))
    ]
    work.session.add_all(invoices)
    work.session.flush()
    book_all(
        work,
        entries=[
            Entry(
                OwnEntry.INVOICE,
                invoice.full_number,
                booking.invoiced(each.term.fee, each.gift_or_nothing, each.income),
                desk.today,
            )
            for invoice, each in zip(invoices, wanted, strict=True)
        ],
    )
    if letter is not None:
        put_out_all(work, letters=[letter_of(invoice, letter) for invoice in invoices])
    return invoices


def due_on(affiliation: Affiliation, starts_on: date, today: date, campaign: Campaign) -> date:
    """By which day an invoice of today is to be paid, for a term that begins on a day."""
    days = campaign.payment_days
    within = days.members if affiliation.organisation_id is None else days.organisations
    return max(starts_on, today + timedelta(days=within))


@dataclass(frozen=True)
class _Desk:
    """Where invoices are written: who is asked, and what stands on all of them."""

    settings: Settings
    now: datetime
    today: date
    addressees: Mapping[int, uuid.UUID]
    organisations: Mapping[int, Organisation]

    @classmethod
    def of(cls, work: UnitOfWork, wanted: Sequence[Wanted], settings: Settings) -> "_Desk":
        affiliations = [each.affiliation for each in wanted]
        ids = {it.organisation_id for it in affiliations if it.organisation_id is not None}
        return cls(
            settings=settings,
            now=work.now,
            today=booking_day(work.now, settings.campaign.time_zone),
            addressees=billed_by_each(work.session, affiliations),
            organisations=keepers(work.session, ids),
        )

    def invoice(self, wanted: Wanted, number: int, reference: str) -> Invoice:
        affiliation, term = wanted.affiliation, wanted.term
        if affiliation.id not in self.addressees:
            raise LookupError(f"nobody speaks for affiliation {affiliation.number}")
        return Invoice(
            year=self.today.year,
            number=number,
            reference=reference,
            affiliation_id=affiliation.id,
            term_id=term.id,
            details_id=self.addressees[affiliation.id],
            fee_minor=term.fee_minor,
            gift_minor=wanted.gift_or_nothing.minor,
            amount_minor=wanted.amount.minor,
            currency=term.currency,
            issued_on=self.today,
            due_on=due_on(affiliation, term.starts_on, self.today, self.settings.campaign),
            language=affiliation.language,
            purchase_order=affiliation.purchase_order,
            bill_to=affiliation.bill_to,
            issuer=_issuer(self.settings.campaign),
            snapshot=self._snapshot(affiliation, term, reference),
            template=INVOICE_TEMPLATE,
            issued_at=self.now,
        )

    def _snapshot(self, affiliation: Affiliation, term: Term, reference: str) -> dict[str, Any]:
        """What is printed and may be otherwise tomorrow: names, bank accounts, the sum."""
        campaign = self.settings.campaign
        return {
            "number": affiliation.number,
            "organisation": self._organisation(affiliation),
            "term": [term.starts_on.isoformat(), term.ends_on.isoformat()],
            "quote": term.snapshot,
            "override": term.override_minute,
            "banks": [
                [bank.holder, bank.bank, bank.iban, bank.bic]
                for bank in campaign.bank_accounts
                if term.currency in bank.currencies
            ],
            "email": campaign.email,
            "pay_at": f"{self.settings.public_url}/{affiliation.language}/pay/{reference}",
        }

    def _organisation(self, affiliation: Affiliation) -> list[str]:
        """Name, town and country of an organisation; nothing of a person."""
        if affiliation.organisation_id is None:
            return []
        found = self.organisations[affiliation.organisation_id]
        return [found.full_name, found.town, found.country]


def _issuer(campaign: Campaign) -> str:
    return json.dumps([campaign.legal_name, *campaign.address], ensure_ascii=False)
