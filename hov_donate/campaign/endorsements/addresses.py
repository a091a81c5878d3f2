"""Signed addresses of those who are named. They hold no name and no e-mail address."""

from dataclasses import dataclass
from datetime import timedelta

from hov_donate.campaign.endorsements.models import EndorsementPerson
from hov_donate.core.links import LinkPurpose, Links

# A name may stand in public for years, and so long must the link remove it.
LINK_LASTS = timedelta(days=3650)


@dataclass(frozen=True)
class EndorsementAddresses:
    """Makes the addresses of one installation."""

    public_url: str
    links: Links

    def own_name(self, person: EndorsementPerson, language: str) -> str:
        """Where somebody sees what is said of them, and removes it."""
        token = self.links.sign(
            LinkPurpose.ENDORSEMENT_NAME,
            str(person.details_id),
            now=person.named_at,
            lasts=LINK_LASTS,
        )
        return f"{self.public_url}/{language}/endorsement-name/{token}"
