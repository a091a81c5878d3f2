"""Letters to staff about applications that need a person."""

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Officer
from hov_donate.config import Settings
from hov_donate.contacts.queries import keeper
from hov_donate.core.i18n import translator
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates


def write_application_to_decide(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """An application waits for the office; none once somebody has decided."""
    affiliation = _affiliation(session, letter)
    if affiliation is None or not affiliation.status.pending:
        return None
    subject = translator(letter.language).gettext("An application waits for a decision")
    return _mail(session, letter, settings, affiliation, subject)


def write_officer_objected(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """An officer rejects the affiliation that names them."""
    affiliation = _affiliation(session, letter)
    officer = session.get(Officer, int(letter.object_id.partition("/")[2]))
    if affiliation is None or officer is None:
        return None
    subject = translator(letter.language).gettext("An officer objects to an application")
    return _mail(session, letter, settings, affiliation, subject)


def _affiliation(session: Session, letter: Claim) -> Affiliation | None:
    return session.get(Affiliation, int(letter.object_id.partition("/")[0]))


def _mail(
    session: Session, letter: Claim, settings: Settings, affiliation: Affiliation, subject: str
) -> Mail:
    """The letter of a kind to the treasurer; of a person it names the number alone."""
    campaign = settings.campaign
    whose = ""
    if affiliation.organisation_id is not None:
        whose = keeper(session, affiliation.organisation_id).full_name
    facts = {
        "organisation_name": campaign.name,
        "subject": subject,
        "whose": whose,
        "number": affiliation.number,
        "link": f"{settings.public_url}/office/affiliates/{affiliation.number}",
    }
    text, html = render_mail_templates(letter.kind.value, translator(letter.language), facts)
    return Mail(
        to_name=campaign.mail_sender_name,
        to_address=campaign.email,
        subject=subject,
        text=text,
        html=html,
        message_key=letter.key,
    )
