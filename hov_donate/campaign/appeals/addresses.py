"""Signed addresses of signatures. They hold no name and no e-mail address."""

from dataclasses import dataclass
from datetime import timedelta

from hov_donate.campaign.appeals.models import Signature
from hov_donate.core.links import LinkPurpose, Links

# As long as a list may stand: whoever signed must be able to take it back.
SIGNATURE_LINK_LASTS = timedelta(days=3650)


@dataclass(frozen=True)
class SignatureAddresses:
    """Makes the addresses of one installation."""

    public_url: str
    links: Links

    def signature(self, signature: Signature, language: str) -> str:
        """Where a signature is confirmed first, and taken back later."""
        token = self.links.sign(
            LinkPurpose.SIGNATURE,
            str(signature.id),
            now=signature.signed_at,
            lasts=SIGNATURE_LINK_LASTS,
        )
        return f"{self.public_url}/{language}/signature/{token}"
