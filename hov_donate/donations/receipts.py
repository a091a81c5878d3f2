"""A receipt in words, and as a PDF: the issued document, with the name that its giver left."""

import json

from sqlalchemy.orm import Session

from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import Translator, translator
from hov_donate.core.references import spaced
from hov_donate.documents.models import Document
from hov_donate.documents.pdf import ReceiptText, render_receipt
from hov_donate.documents.queries import receipt_of


def receipt_pdf(session: Session, seal: IdentitySeal, reference: str) -> tuple[str, bytes] | None:
    """File name and PDF of a gift's receipt; None before it is issued.

    The file name tells an onlooker a number and nothing else.
    """
    document = receipt_of(session, reference)
    if document is None:
        return None
    someone = identity(session, seal, document.details_id)
    text = receipt_text(document, someone.name if someone else None)
    return f"{document.full_number}.pdf", render_receipt(text, template=document.template)


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
        received_from=_shown_name(speak, name),
        purpose_label=_("For"),
        purpose=_("A gift to the campaign's work"),
        rows=((_("Reference"), spaced(document.payment_reference)),),
        organisation=issuer,
        address=tuple(address),
        legal=(),
        notes=(document.tax_note,),
        language=document.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def _shown_name(speak: Translator, name: str | None) -> str:
    if name is None:
        return speak.gettext("Name removed at the giver's request")
    return name or speak.gettext("Name not given")
