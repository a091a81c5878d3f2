"""Letters to the treasurer about money that needs a person."""

from hov_donate.config import Settings
from hov_donate.core.i18n import translator
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates


def write_treasurer_alert(letter: Claim, *, settings: Settings) -> Mail:
    """Tell the treasurer which object at Stripe needs a look, and where to look."""
    speak = translator(letter.language)
    text, html = render_mail_templates(
        "treasurer_alert",
        speak,
        {
            "organisation_name": settings.campaign.name,
            "object_id": letter.object_id,
            "link": f"{settings.public_url}/office/reconciliation",
        },
    )
    return Mail(
        to_name=settings.campaign.mail_sender_name,
        to_address=settings.campaign.email,
        subject=speak.gettext("Something needs your attention"),
        text=text,
        html=html,
        message_key=letter.key,
    )
