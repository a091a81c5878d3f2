"""The letter that tells the treasurer of an attack."""

from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.core.i18n import translator
from hov_donate.defence.queries import episode
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates


def write_attack_alert(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """Tell the treasurer that strangers try out cards, and what to do; None for no such attack."""
    attack = episode(session, int(letter.object_id))
    if attack is None:
        return None
    speak = translator(letter.language)
    text, html = render_mail_templates(
        "attack_alert",
        speak,
        {
            "organisation_name": settings.campaign.name,
            "began_at": speak.moment(attack.began_at, settings.campaign.time_zone),
            "trigger": attack.trigger.value,
            "link": f"{settings.public_url}/office/attempts",
        },
    )
    return Mail(
        to_name=settings.campaign.mail_sender_name,
        to_address=settings.campaign.email,
        subject=speak.gettext("Cards are being tried out on the donation page"),
        text=text,
        html=html,
        message_key=letter.key,
    )
