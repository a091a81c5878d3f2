"""What people agree to who are named in an endorsement; they tell staff, who tick it for them.

Who moves a motion for the campaign reveals a political opinion and membership of a union: keeping
the name needs explicit consent, and so does showing it (UK GDPR article 9(2)(a)).
"""

from hov_donate.contacts.consents import ConsentText
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.core.i18n import N_

KEEP_ENDORSER = ConsentText(
    ConsentPurpose.KEEP_DETAILS,
    "keep-endorser-1",
    N_(
        "They agreed that %(campaign)s keeps their name and role with this endorsement. They know"
        " that this may reveal their political opinions or that they are a member of a trade"
        " union, and that they can withdraw at any time."
    ),
)
SHOW_ENDORSER = ConsentText(
    ConsentPurpose.SHOW_NAME,
    "show-endorser-1",
    N_("They agreed that everybody can read their name and role with this endorsement."),
)
