"""The letter that tells the treasurer what turned amber or red, and what to do."""

from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.core.i18n import translator
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates
from hov_donate.reports.queries import told_by
from hov_donate.reports.rules import MEANINGS, NAMES
from hov_donate.reports.words import LIGHTS


def write_watch_alert(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """What turned, why it matters and what to do; None when a later letter tells it."""
    turned = told_by(session, int(letter.object_id))
    if not turned:
        return None
    speak = translator(letter.language)
    subject = speak.gettext("Something needs a look")
    text, html = render_mail_templates(
        "watch_alert",
        speak,
        {
            "organisation_name": settings.campaign.name,
            "subject": subject,
            "turned": [
                {
                    "name": speak.gettext(NAMES[each.subject]),
                    "state": speak.gettext(LIGHTS[each.light]),
                    "meaning": speak.gettext(MEANINGS[each.subject]),
                    "found": each.found,
                    "remedy": each.remedy,
                }
                for each in turned
            ],
            "link": f"{settings.public_url}/office/watch",
        },
    )
    return Mail(
        to_name=settings.campaign.mail_sender_name,
        to_address=settings.campaign.email,
        subject=subject,
        text=text,
        html=html,
        message_key=letter.key,
    )
