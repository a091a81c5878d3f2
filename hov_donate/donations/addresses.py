"""Signed addresses of donors' pages. They hold no name and no e-mail address."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from hov_donate.core.links import LinkPurpose, Links
from hov_donate.payments.models import Payment

# A bookmarked thank-you page is many people's receipt: it opens until the next year's accounts.
GIFT_LINK_LASTS = timedelta(days=400)
# From one monthly letter to the next. Whoever has an older one is sent a fresh one when asked.
MY_GIVING_LINK_LASTS = timedelta(days=35)
# Somebody asked for it just now, maybe somebody else.
SENT_LINK_LASTS = timedelta(days=1)


@dataclass(frozen=True)
class Addresses:
    """Makes the addresses of one installation."""

    public_url: str
    links: Links

    def gift(self, payment: Payment, language: str) -> str:
        """A gift's own page."""
        # From the gift's own time, so that a repeated call to Stripe is the same to the letter.
        token = self.links.sign(
            LinkPurpose.GIFT, payment.reference, now=payment.created_at, lasts=GIFT_LINK_LASTS
        )
        return f"{self.public_url}/{language}/gift/{token}"

    def my_giving(
        self,
        contact_id: uuid.UUID,
        language: str,
        *,
        now: datetime,
        lasts: timedelta = MY_GIVING_LINK_LASTS,
    ) -> str:
        """A donor's own page: all gifts, receipts, and what is given every month or year."""
        token = self.links.sign(LinkPurpose.MY_GIVING, str(contact_id), now=now, lasts=lasts)
        return f"{self.public_url}/{language}/my-giving/{token}"
