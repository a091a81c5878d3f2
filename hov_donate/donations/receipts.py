"""Receipts and what corrects them, in words and as PDFs.

Each is the issued document, with the name that its giver left. File names tell an onlooker a number
and nothing else.
"""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import Translator, translator
from hov_donate.core.references import spaced
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.documents.pdf import ReceiptText, render_receipt
from hov_donate.documents.queries import document_about, receipt_of


@dataclass(frozen=True)
class Drawn:
    """A document's PDF; its bytes are the same whenever it is drawn."""

    document_id: int
    name: str
    content: bytes


def receipt_pdf(session: Session, seal: IdentitySeal, reference: str) -> tuple[str, bytes] | None:
    """File name and PDF of a gift's receipt; None before it is issued."""
    document = receipt_of(session, reference)
    if document is None:
        return None
    drawn = document_pdf(session, seal, document)
    return drawn.name, drawn.content


def document_pdf(session: Session, seal: IdentitySeal, document: Document) -> Drawn:
    """The PDF of a receipt, a correction or a reinstatement."""
    someone = identity(session, seal, document.details_id)
    name = someone.name if someone else None
    if document.kind is DocumentKind.RECEIPT:
        text = receipt_text(document, name)
    else:
        text = correction_text(session, document, name)
    pdf = render_receipt(text, template=document.template)
    return Drawn(document.id, f"{document.full_number}.pdf", pdf)


def receipt_text(document: Document, name: str | None) -> ReceiptText:
    """The words of a receipt, in the language in which the gift was made."""
    speak = translator(document.language)
    _ = speak.gettext
    issuer, *address = json.loads(document.issuer)
    return ReceiptText(
        title=_("Receipt"),
        number_label=_("Number"),
        number=document.full_number,
        date_label=_("Date received"),
        date=speak.date(document.paid_on),
        amount_label=_("Amount received"),
        amount=speak.money(document.amount),
        received_from_label=_("Received from"),
        received_from=shown_name(speak, name),
        purpose_label=_("For"),
        purpose=document.purpose or _("A gift to the campaign's work"),
        rows=((_("Reference"), spaced(document.payment_reference)),),
        organisation=issuer,
        address=tuple(address),
        legal=(),
        notes=(document.tax_note,),
        language=document.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def correction_text(session: Session, document: Document, name: str | None) -> ReceiptText:
    """The words of a document that takes money off a receipt, or puts it back."""
    speak = translator(document.language)
    _ = speak.gettext
    issuer, *address = json.loads(document.issuer)
    receipt = session.get_one(Document, document.corrects_id)
    gives_back = document.kind is DocumentKind.REINSTATEMENT
    return ReceiptText(
        title=_("Correction taken back") if gives_back else _("Correction to a receipt"),
        number_label=_("Number"),
        number=document.full_number,
        date_label=_("Date"),
        date=speak.date(document.paid_on),
        amount_label=_("Counts again") if gives_back else _("Taken off the receipt"),
        amount=speak.money(document.amount),
        received_from_label=_("Gift from"),
        received_from=shown_name(speak, name),
        purpose_label=_("Receipt"),
        purpose=receipt.full_number,
        rows=(
            (_("Amount on the receipt"), speak.money(receipt.amount)),
            (_("Date of the receipt"), speak.date(receipt.paid_on)),
            (_("Reference"), spaced(document.payment_reference)),
        ),
        organisation=issuer,
        address=tuple(address),
        effect=_effect(session, document, receipt, speak),
        language=document.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def _effect(
    session: Session, document: Document, receipt: Document, speak: Translator
) -> tuple[str, ...]:
    _ = speak.gettext
    stays = _("The receipt itself stays as it was issued. Keep both documents together.")
    said = {"amount": speak.money(document.amount), "receipt": receipt.full_number}
    undone = document_about(session, DocumentKind.CORRECTION, document.subject)
    if document.kind is DocumentKind.CORRECTION or undone is None:
        return (_("This document takes %(amount)s off receipt %(receipt)s.", **said), stays)
    words = _(
        "This document takes correction %(correction)s back: %(amount)s of receipt %(receipt)s"
        " count again.",
        correction=undone.full_number,
        **said,
    )
    return (words, stays)


def shown_name(speak: Translator, name: str | None) -> str:
    """A giver's name, or what stands in its place."""
    if name is None:
        return speak.gettext("Name removed at the giver's request")
    return name or speak.gettext("Name not given")
