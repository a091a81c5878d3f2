"""One statement of everything that a donor gave in a span of days."""

import uuid
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import N_, Translator, translator
from hov_donate.core.money import Money, total
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.documents.pdf import CurrencyTable, StatementText, render_statement
from hov_donate.donations.receipts import shown_name

_KINDS = {
    DocumentKind.RECEIPT: N_("Gift received"),
    DocumentKind.CORRECTION: N_("Went back"),
    DocumentKind.REINSTATEMENT: N_("Counts again"),
}


def statement_pdf(  # noqa: PLR0913 (whose, from, to, in which language)
    session: Session,
    seal: IdentitySeal,
    settings: Settings,
    *,
    contact_id: uuid.UUID,
    first: date,
    last: date,
    language: str,
) -> tuple[str, bytes]:
    """File name and PDF of what a contact gave from `first` to `last`, both included.

    Days are the campaign's days. Every receipt and correction of these days has its line; each
    currency has its own table and sum. The file name tells an onlooker the days and nothing else.
    """
    issued = _issued(session, contact_id, first, last)
    name = _newest_name(session, seal, contact_id)
    text = _statement_text(settings, translator(language), issued, name, (first, last))
    return f"{first.isoformat()}_{last.isoformat()}.pdf", render_statement(text)


def _issued(session: Session, contact_id: uuid.UUID, first: date, last: date) -> list[Document]:
    return list(
        session.scalars(
            select(Document)
            .join(ContactDetails, ContactDetails.id == Document.details_id)
            .where(ContactDetails.contact_id == contact_id)
            .where(Document.paid_on >= first, Document.paid_on <= last)
            .order_by(Document.currency, Document.paid_on, Document.id)
        )
    )


def _newest_name(session: Session, seal: IdentitySeal, contact_id: uuid.UUID) -> str | None:
    newest = session.scalars(
        select(ContactDetails.id)
        .where(ContactDetails.contact_id == contact_id, ContactDetails.sealed.is_not(None))
        .order_by(ContactDetails.recorded_at.desc())
        .limit(1)
    ).first()
    someone = identity(session, seal, newest) if newest else None
    return someone.name if someone else None


def _statement_text(
    settings: Settings,
    speak: Translator,
    issued: list[Document],
    name: str | None,
    span: tuple[date, date],
) -> StatementText:
    _, campaign = speak.gettext, settings.campaign
    nothing = () if issued else (_("Nothing was given in these days."),)
    return StatementText(
        title=_("Statement of gifts"),
        span_label=_("From and to"),
        span=f"{speak.date(span[0])} – {speak.date(span[1])}",
        received_from_label=_("Received from"),
        received_from=shown_name(speak, name),
        headings=(_("Date"), _("Document"), _("What happened"), _("Amount")),
        total_label=_("Given, less what went back"),
        tables=tuple(_tables(speak, issued)),
        organisation=campaign.legal_name,
        address=campaign.address,
        notes=(*nothing, campaign.tax_note[speak.language]),
        language=speak.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def _tables(speak: Translator, issued: Iterable[Document]) -> Iterable[CurrencyTable]:
    for currency, documents in groupby(issued, lambda document: document.currency):
        lines = list(documents)
        given = total((_counted(document) for document in lines), currency)
        yield CurrencyTable(
            title=f"{speak.currency_name(currency)} ({currency})",
            lines=tuple(_line(speak, document) for document in lines),
            total=speak.money(given),
        )


def _line(speak: Translator, document: Document) -> tuple[str, str, str, str]:
    return (
        speak.date(document.paid_on),
        document.full_number,
        speak.gettext(_KINDS[document.kind]),
        speak.money(_counted(document)),
    )


def _counted(document: Document) -> Money:
    """What a document adds to what was given."""
    return -document.amount if document.kind is DocumentKind.CORRECTION else document.amount
