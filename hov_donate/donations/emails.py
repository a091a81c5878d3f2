"""Letters about gifts. Subjects tell an onlooker nothing about whom the gift was for."""

from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import translator
from hov_donate.core.references import spaced
from hov_donate.documents.queries import receipt_of
from hov_donate.donations.receipts import receipt_pdf
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates


def write_receipt(
    session: Session, letter: Claim, *, settings: Settings, seal: IdentitySeal, link: str
) -> Mail | None:
    """The letter with a gift's receipt; None when its giver was erased meanwhile."""
    document = receipt_of(session, letter.object_id)
    pdf = receipt_pdf(session, seal, letter.object_id)
    if document is None or pdf is None:
        return None
    someone = identity(session, seal, document.details_id)
    if someone is None:
        return None
    speak = translator(letter.language)
    text, html = render_mail_templates(
        "receipt",
        speak,
        {
            "organisation_name": settings.campaign.name,
            "organisation_lines": [settings.campaign.legal_name, settings.campaign.email],
            "name": someone.name,
            "amount": speak.money(document.amount),
            "date": speak.date(document.paid_on),
            "number": document.full_number,
            "reference": spaced(document.payment_reference),
            "tax_note": document.tax_note,
            "link": link,
        },
    )
    return Mail(
        to_name=someone.name,
        to_address=someone.email,
        subject=speak.gettext("Receipt %(number)s", number=document.full_number),
        text=text,
        html=html,
        message_key=letter.key,
        attachments=((pdf[0], "application/pdf", pdf[1]),),
    )
