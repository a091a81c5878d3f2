"""Signed addresses of affiliates' pages. They hold no name and no e-mail address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hov_donate.core.links import LinkPurpose, Links

# A letter about a year's affiliation is looked up until the next year's has come.
OWN_PAGE_LASTS = timedelta(days=400)
# Somebody asked for it just now, maybe somebody else.
SENT_LINK_LASTS = timedelta(days=1)
# Whoever filled in a form may bookmark what came of it: it opens nothing else.
JOINED_LASTS = timedelta(days=60)
OFFICER_LASTS = timedelta(days=60)
RESUME_LASTS = timedelta(days=30)
DELEGATES_LASTS = timedelta(days=200)


@dataclass(frozen=True)
class Addresses:
    """Makes the addresses of one installation."""

    public_url: str
    links: Links

    def own_page(
        self,
        affiliation_id: int,
        language: str,
        *,
        now: datetime,
        lasts: timedelta = OWN_PAGE_LASTS,
    ) -> str:
        """An affiliation's own page: its terms, invoices, ways to pay, and its renewal."""
        token = self.links.sign(LinkPurpose.AFFILIATION, str(affiliation_id), now=now, lasts=lasts)
        return f"{self.public_url}/{language}/affiliation/{token}"

    def joined(self, affiliation_id: int, language: str, *, now: datetime) -> str:
        """What came of a form with which somebody joined, and no more than that."""
        token = self.links.sign(
            LinkPurpose.JOINED, str(affiliation_id), now=now, lasts=JOINED_LASTS
        )
        return f"{self.public_url}/{language}/join/{token}"

    def officer(self, officer_id: int, language: str, *, now: datetime) -> str:
        """Where an officer confirms an application that names them, or objects to it."""
        token = self.links.sign(LinkPurpose.OFFICER, str(officer_id), now=now, lasts=OFFICER_LASTS)
        return f"{self.public_url}/{language}/affiliate/officer/{token}"

    def resume(self, form: str, language: str, *, now: datetime) -> str:
        """Where a form that was begun is filled in further."""
        token = self.links.sign(LinkPurpose.AFFILIATE, form, now=now, lasts=RESUME_LASTS)
        return f"{self.public_url}/{language}/affiliate/{token}"

    def delegates(
        self, conference_id: int, affiliation_id: int, language: str, *, now: datetime
    ) -> str:
        """Where an affiliation names whom it sends to a conference."""
        subject = f"{conference_id}:{affiliation_id}"
        token = self.links.sign(LinkPurpose.DELEGATES, subject, now=now, lasts=DELEGATES_LASTS)
        return f"{self.public_url}/{language}/delegates/{token}"

    def affiliating(self, language: str) -> str:
        """Where any organisation can affiliate."""
        return f"{self.public_url}/{language}/affiliate"

    def joining(self, language: str) -> str:
        """Where anybody can become a member."""
        return f"{self.public_url}/{language}/join"
