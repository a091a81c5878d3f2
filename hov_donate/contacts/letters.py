"""A letter to somebody whom we know: their name and address, and the campaign's head and foot."""

from collections.abc import Mapping

from hov_donate.config import Campaign
from hov_donate.contacts.sealing import Identity
from hov_donate.core.i18n import translator
from hov_donate.core.linklike import plain
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates


def nameless(someone: Identity) -> Identity:
    """Whoever has the mailbox, while only a stranger has said what they are called."""
    return Identity("", someone.email)


def mail_to(
    someone: Identity,
    *,
    letter: Claim,
    campaign: Campaign,
    subject: str,
    facts: Mapping[str, object],
    pdfs: Mapping[str, bytes],
) -> Mail:
    """The letter from the templates of its kind; `pdfs` go with it, by file name.

    A name that looks like an advertisement greets nobody.
    """
    name = plain(someone.name)
    text, html = render_mail_templates(
        letter.kind.value,
        translator(letter.language),
        {
            "organisation_name": campaign.name,
            "organisation_lines": [campaign.legal_name, campaign.email],
            "name": name,
            "subject": subject,
            **facts,
        },
    )
    return Mail(
        to_name=name,
        to_address=someone.email,
        subject=subject,
        text=text,
        html=html,
        message_key=letter.key,
        attachments=tuple((name, "application/pdf", content) for name, content in pdfs.items()),
    )
