"""Letters about events: to whoever proposed one, and to those who signed up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hov_donate.campaign.events.addresses import EventAddresses
from hov_donate.campaign.events.models import CampaignEvent, EventSignUp, EventText
from hov_donate.campaign.events.queries import told
from hov_donate.campaign.events.rules import UNCONFIRMED_FOR, EventStatus, SignUpStatus
from hov_donate.config import Settings
from hov_donate.contacts.letters import mail_to, nameless
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.countries import country_name
from hov_donate.core.i18n import Translator, translator
from hov_donate.core.links import Links
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim


@dataclass(frozen=True)
class Desk:
    """What letters about events are written from."""

    session: Session
    settings: Settings
    seal: IdentitySeal
    links: Links

    @property
    def addresses(self) -> EventAddresses:
        """The links of the letters."""
        return EventAddresses(self.settings.public_url, self.links)

    def until(self, since: datetime, speak: Translator) -> str:
        """Until when something can be confirmed, as the campaign's clock shows it."""
        return speak.moment(since + UNCONFIRMED_FOR, self.settings.campaign.time_zone)


def event_to_confirm(desk: Desk, letter: Claim) -> Mail | None:
    """Ask whoever has the mailbox whether they proposed it; None once that is answered.

    Country and time tell which it is: no word in it is of whoever typed the address.
    """
    event = desk.session.get(CampaignEvent, int(letter.object_id))
    if event is None or event.status is not EventStatus.UNCONFIRMED:
        return None
    someone = identity(desk.session, desk.seal, event.details_id) if event.details_id else None
    if someone is None:
        return None
    speak = translator(letter.language)
    facts = {
        "country": country_name(event.country, letter.language),
        "when": speak.day_and_time(event.starts_at, event.zone),
        "link": desk.addresses.proposal(event, letter.language),
        "until": desk.until(event.created_at, speak),
    }
    return mail_to(
        nameless(someone),
        letter=letter,
        campaign=desk.settings.campaign,
        subject=speak.gettext("Please confirm your event"),
        facts=facts,
        pdfs={},
    )


def event_question(desk: Desk, letter: Claim) -> Mail | None:
    """What staff would like to know before they publish it; None once it is decided."""
    event = _proposed(desk, letter)
    if event is None or event.status is not EventStatus.PROPOSED:
        return None
    speak = translator(letter.language)
    facts = {
        "words": event.said,
        "reply_to": desk.settings.campaign.email,
        "link": desk.addresses.proposal(event, letter.language),
    }
    return _to_proposer(desk, letter, event, speak.gettext("A question about your event"), facts)


def event_decided(desk: Desk, letter: Claim) -> Mail | None:
    """Whether it is published, and if not, why; None where that was changed since."""
    event = _proposed(desk, letter)
    if event is None or event.status not in {EventStatus.PUBLISHED, EventStatus.REFUSED}:
        return None
    published = event.status is EventStatus.PUBLISHED
    _ = translator(letter.language).gettext
    subject = _("Your event is published") if published else _("Your event is not published")
    facts = {
        "published": published,
        "words": event.said,
        "reply_to": desk.settings.campaign.email,
        "link": desk.addresses.event(event, letter.language),
    }
    return _to_proposer(desk, letter, event, subject, facts)


def sign_up_to_confirm(desk: Desk, letter: Claim) -> Mail | None:
    """Ask whoever has the mailbox whether they want to come; None once that is answered."""
    row = desk.session.get(EventSignUp, int(letter.object_id))
    if row is None or row.status is not SignUpStatus.UNCONFIRMED:
        return None
    speak = translator(letter.language)
    facts = {
        "link": desk.addresses.sign_up(row, letter.language),
        "until": desk.until(row.signed_up_at, speak),
    }
    return _to_whoever_comes(
        desk, letter, row, speak.gettext("Please confirm that you come"), facts
    )


def event_called_off(desk: Desk, letter: Claim) -> Mail | None:
    """That it is not held; None where it is on again, or they do not come anyway."""
    row = desk.session.get(EventSignUp, int(letter.object_id.partition("/")[0]))
    if row is None or row.status is not SignUpStatus.CONFIRMED:
        return None
    event = desk.session.get_one(CampaignEvent, row.event_id)
    if event.status is not EventStatus.CANCELLED:
        return None
    subject = translator(letter.language).gettext("An event is cancelled")
    facts = {"link": desk.addresses.event(event, letter.language)}
    return _to_whoever_comes(desk, letter, row, subject, facts)


def _proposed(desk: Desk, letter: Claim) -> CampaignEvent | None:
    """The event, while this letter is still the last word about it."""
    event_id, _, times = letter.object_id.partition("/")
    event = desk.session.get(CampaignEvent, int(event_id))
    return event if event is not None and str(event.said_times) == times else None


def _words(desk: Desk, event: CampaignEvent, language: str) -> EventText | None:
    languages = (language, desk.settings.campaign.default_language)
    return next((it.text for it in told(desk.session, [event], languages)), None)


def _to_proposer(
    desk: Desk, letter: Claim, event: CampaignEvent, subject: str, facts: Mapping[str, object]
) -> Mail | None:
    someone = identity(desk.session, desk.seal, event.details_id) if event.details_id else None
    text = _words(desk, event, letter.language)
    if someone is None or text is None:
        return None
    campaign = desk.settings.campaign
    facts = {**facts, "title": text.title}
    return mail_to(someone, letter=letter, campaign=campaign, subject=subject, facts=facts, pdfs={})


def _to_whoever_comes(
    desk: Desk, letter: Claim, row: EventSignUp, subject: str, facts: Mapping[str, object]
) -> Mail | None:
    someone = identity(desk.session, desk.seal, row.details_id)
    event = desk.session.get_one(CampaignEvent, row.event_id)
    text = _words(desk, event, letter.language)
    if someone is None or text is None:
        return None
    speak, campaign = translator(letter.language), desk.settings.campaign
    facts = {
        **facts,
        "title": text.title,
        "when": speak.day_and_time(event.starts_at, event.zone),
        "where": event.town,
    }
    return mail_to(someone, letter=letter, campaign=campaign, subject=subject, facts=facts, pdfs={})
