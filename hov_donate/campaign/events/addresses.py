"""Signed addresses of proposals and sign-ups. They hold no name and no e-mail address."""

from dataclasses import dataclass
from datetime import timedelta

from hov_donate.campaign.events.models import CampaignEvent, EventSignUp
from hov_donate.core.links import LinkPurpose, Links

# An event may be planned three years before, and put off: the link must still take back what it
# confirmed. Nobody is behind it once they are forgotten.
LINK_LASTS = timedelta(days=3650)


@dataclass(frozen=True)
class EventAddresses:
    """Makes the addresses of one installation."""

    public_url: str
    links: Links

    def event(self, event: CampaignEvent, language: str) -> str:
        """The page of an event, for everybody."""
        return f"{self.public_url}/{language}/events/{event.id}"

    def proposal(self, event: CampaignEvent, language: str) -> str:
        """Where a proposal is confirmed first, and taken back later."""
        token = self.links.sign(
            LinkPurpose.EVENT_PROPOSAL, str(event.id), now=event.created_at, lasts=LINK_LASTS
        )
        return f"{self.public_url}/{language}/event-proposal/{token}"

    def sign_up(self, sign_up: EventSignUp, language: str) -> str:
        """Where a sign-up is confirmed first, and taken back later."""
        token = self.links.sign(
            LinkPurpose.EVENT_SIGN_UP, str(sign_up.id), now=sign_up.signed_up_at, lasts=LINK_LASTS
        )
        return f"{self.public_url}/{language}/event-sign-up/{token}"
