"""What donors are asked to agree to, word for word.

A gift reveals a political opinion, so keeping the details needs explicit consent
(UK GDPR article 9(2)(a); ico.org.uk, special category data).
"""

from hov_donate.contacts.consents import NEWS, ConsentText
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.core.i18n import N_

__all__ = ["KEEP_DETAILS", "NEWS"]

KEEP_DETAILS = ConsentText(
    ConsentPurpose.KEEP_DETAILS,
    "keep-details-1",
    N_(
        "I agree that %(campaign)s keeps my name, e-mail address and this gift to run the campaign"
        " and account for it. I understand that this may reveal my political opinions. I can"
        " withdraw at any time."
    ),
)
