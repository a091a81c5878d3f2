"""What people agree to who propose an event or sign up for one; the box is never ticked before.

Who goes to an event of the campaign reveals a political opinion: keeping it needs explicit consent
(UK GDPR article 9(2)(a)).
"""

from hov_donate.contacts.consents import ConsentText
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.core.i18n import N_

KEEP_PROPOSER = ConsentText(
    ConsentPurpose.KEEP_DETAILS,
    "keep-proposer-1",
    N_(
        "I agree that %(campaign)s keeps my name and e-mail address until 30 days after the event,"
        " to write to me about it. I understand that this may reveal my political opinions. I can"
        " withdraw at any time."
    ),
)
KEEP_SIGN_UP = ConsentText(
    ConsentPurpose.KEEP_DETAILS,
    "keep-sign-up-1",
    N_(
        "I agree that %(campaign)s keeps my e-mail address until 30 days after the event, to write"
        " to me about it. I understand that this may reveal my political opinions. I can withdraw"
        " at any time."
    ),
)
