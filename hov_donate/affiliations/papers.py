"""Invoices and credit notes, in words and as PDFs.

Each is what was issued, with the name of whoever it was issued to; what was paid of it does not
stand there, so that it never changes. File names tell an onlooker a number and nothing else.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.core import Locale
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import CreditNote, CreditReason, Invoice
from hov_donate.affiliations.rules.keeping import told_again
from hov_donate.affiliations.words import told
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import N_, Translator, translator
from hov_donate.core.money import Money
from hov_donate.core.references import grouped, spaced
from hov_donate.documents.billing import BillText, Section, render_bill

REASONS = {
    CreditReason.VOID: N_("The invoice is void."),
    CreditReason.CORRECTED: N_("The invoice was corrected."),
    CreditReason.RESIGNED: N_("The affiliation has ended."),
    CreditReason.WAIVED: N_("This sum is waived."),
}
# What members read instead; not on credit notes of the first design, which said the same to all.
REASONS_TO_MEMBERS = {CreditReason.RESIGNED: N_("The membership has ended.")}
FIRST_DESIGN = "credit-note-1"


@dataclass(frozen=True)
class Paper:
    """An issued document as a PDF; its bytes are the same whenever it is drawn."""

    number: str
    content: bytes

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.number}.pdf"


def invoice_pdf(session: Session, seal: IdentitySeal, invoice: Invoice) -> Paper:
    """The PDF of an invoice."""
    text = invoice_text(session, seal, invoice)
    return Paper(invoice.full_number, render_bill(text, template=invoice.template))


def credit_note_pdf(session: Session, seal: IdentitySeal, note: CreditNote) -> Paper:
    """The PDF of a credit note."""
    text = credit_note_text(session, seal, note)
    return Paper(note.full_number, render_bill(text, template=note.template))


def invoice_text(session: Session, seal: IdentitySeal, invoice: Invoice) -> BillText:
    """The words of an invoice, in the language in which it was issued."""
    speak = translator(invoice.language)
    _, of_person = speak.gettext, not invoice.snapshot["organisation"]
    issuer, *address = json.loads(invoice.issuer)
    return BillText(
        title=_("Invoice"),
        number=invoice.full_number,
        addressed_label=_("Invoice for"),
        addressed=_addressed(session, seal, invoice, speak),
        facts=_facts(invoice, speak),
        headings=(_("What for"), _("Amount")),
        lines=_lines(invoice, speak, of_person=of_person),
        total_label=_("To be paid"),
        total=speak.money(invoice.amount),
        sections=(*_how_found(invoice, speak), *_ways_to_pay(invoice, speak, address)),
        organisation=issuer,
        address=(*address, invoice.snapshot["email"]),
        language=invoice.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def credit_note_text(session: Session, seal: IdentitySeal, note: CreditNote) -> BillText:
    """The words of a credit note, in the language of its invoice."""
    invoice = session.get_one(Invoice, note.invoice_id)
    speak = translator(note.language)
    _, said = speak.gettext, {"number": invoice.full_number}
    issuer, *address = json.loads(invoice.issuer)
    return BillText(
        title=_("Credit note"),
        number=note.full_number,
        addressed_label=_("Credit note for"),
        addressed=_addressed(session, seal, invoice, speak),
        facts=_credit_facts(note, invoice, speak),
        headings=(_("What for"), _("Amount")),
        lines=_credit_lines(note, invoice, speak),
        total_label=_("Taken off"),
        total=speak.money(note.amount),
        sections=(Section(_("Why"), tuple(filter(None, (_(_reason(note, invoice)), note.words)))),),
        organisation=issuer,
        address=(*address, invoice.snapshot["email"]),
        notes=(
            _("This document takes the sum above off invoice %(number)s.", **said),
            _("The invoice itself stays as it was issued. Keep both documents together."),
        ),
        language=note.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def _reason(note: CreditNote, invoice: Invoice) -> str:
    """Why it is not asked for any more, in words for whom it was asked of."""
    if invoice.snapshot["organisation"] or note.template == FIRST_DESIGN:
        return REASONS[note.reason]
    return REASONS_TO_MEMBERS.get(note.reason, REASONS[note.reason])


def _addressed(
    session: Session, seal: IdentitySeal, invoice: Invoice, speak: Translator
) -> tuple[str, ...]:
    """Lines as on an envelope: the organisation, or the person, and who pays for them."""
    someone = identity(session, seal, invoice.details_id)
    name = someone.name if someone else ""
    organisation = invoice.snapshot["organisation"]
    bill_to = tuple(invoice.bill_to.splitlines())
    if not organisation:
        return (name or speak.gettext("Name removed at the member's request"), *bill_to)
    body, town, country = organisation
    place = ", ".join(filter(None, (town, _country(country, speak))))
    attention = speak.gettext("For the attention of %(name)s", name=name) if name else ""
    if bill_to:
        for_whom = speak.gettext("On behalf of %(organisation)s", organisation=body)
        return (*bill_to, for_whom, place, attention)
    return (body, place, attention)


def _country(code: str, speak: Translator) -> str:
    territories: Any = Locale.parse(speak.language).territories
    return str(territories.get(code, code))


def _facts(invoice: Invoice, speak: Translator) -> tuple[tuple[str, str], ...]:
    _ = speak.gettext
    number = _("Member number") if not invoice.snapshot["organisation"] else _("Affiliation number")
    return (
        (_("Invoice number"), invoice.full_number),
        (_("Date"), speak.date(invoice.issued_on)),
        (_("To be paid by"), speak.date(invoice.due_on)),
        (_("Reference"), spaced(invoice.reference)),
        (_("Your purchase order"), invoice.purchase_order),
        (number, invoice.snapshot["number"]),
    )


def _credit_facts(
    note: CreditNote, invoice: Invoice, speak: Translator
) -> tuple[tuple[str, str], ...]:
    _ = speak.gettext
    return (
        (_("Number"), note.full_number),
        (_("Date"), speak.date(note.issued_on)),
        (_("Invoice"), invoice.full_number),
        (_("Amount of the invoice"), speak.money(invoice.amount)),
        (_("Date of the invoice"), speak.date(invoice.issued_on)),
        (_("Reference"), spaced(invoice.reference)),
        (_("Your purchase order"), invoice.purchase_order),
    )


def _lines(invoice: Invoice, speak: Translator, *, of_person: bool) -> tuple[tuple[str, str], ...]:
    _ = speak.gettext
    fee, gift = (Money(it, invoice.currency) for it in (invoice.fee_minor, invoice.gift_minor))
    first, last = (speak.date(date.fromisoformat(day)) for day in invoice.snapshot["term"])
    days = {"first": first, "last": last}
    asked = (
        _("Membership, %(first)s to %(last)s", **days)
        if of_person
        else _("Affiliation, %(first)s to %(last)s", **days)
    )
    lines = ((asked, fee), (_("Gift to the campaign's work"), gift))
    return tuple((words, speak.money(amount)) for words, amount in lines if amount.minor)


def _credit_lines(
    note: CreditNote, invoice: Invoice, speak: Translator
) -> tuple[tuple[str, str], ...]:
    _ = speak.gettext
    gift = Money(note.gift_minor, note.currency)
    lines = (
        (_("Fee on invoice %(number)s", number=invoice.full_number), note.amount - gift),
        (_("Gift on invoice %(number)s", number=invoice.full_number), gift),
    )
    return tuple((words, speak.money(amount)) for words, amount in lines if amount.minor)


def _how_found(invoice: Invoice, speak: Translator) -> list[Section]:
    _, kept = speak.gettext, invoice.snapshot
    sentences = [told(told_again(each), speak) for each in kept["quote"].get("explain", [])]
    if kept["override"]:
        decided = _("The campaign decided on this fee; minute: %(minute)s", minute=kept["override"])
        sentences.append(decided)
    return [Section(_("How the fee was found"), tuple(sentences))] if sentences else []


def _ways_to_pay(invoice: Invoice, speak: Translator, address: list[str]) -> list[Section]:
    _, said = speak.gettext, {"reference": spaced(invoice.reference)}
    card = Section(
        _("Pay by card"),
        (_("Anybody may pay, in full or in part, at this address:"),),
        link=invoice.snapshot["pay_at"],
    )
    banks = [
        Section(
            _("Pay by bank transfer"),
            (_("Give the reference %(reference)s, so that we know what it is for.", **said),),
            rows=(
                (_("Account holder"), holder),
                ("IBAN", grouped(iban)),
                ("BIC", bic),
                (_("Bank"), bank),
            ),
        )
        for holder, bank, iban, bic in invoice.snapshot["banks"]
    ]
    return [card, *banks, *_cheque(invoice, speak, ", ".join(address))]


def _cheque(invoice: Invoice, speak: Translator, address: str) -> list[Section]:
    """Only in a currency of which the campaign has a bank account."""
    if not invoice.snapshot["banks"]:
        return []
    _, holder = speak.gettext, invoice.snapshot["banks"][0][0]
    words = _(
        "Make it out to %(holder)s, write %(reference)s on its back, and send it to: %(address)s",
        holder=holder,
        reference=spaced(invoice.reference),
        address=address,
    )
    return [Section(_("Pay by cheque"), (words,))]
