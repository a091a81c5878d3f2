"""What officers of organisations are asked to agree to, word for word.

While an organisation is affiliated, its officers are people in regular contact with the campaign
(UK GDPR article 9(2)(d)), and no consent is asked for that; keeping them longer needs one.
"""

from hov_donate.contacts.consents import ConsentText
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.core.i18n import N_

KEEP_OFFICERS = ConsentText(
    ConsentPurpose.KEEP_DETAILS,
    "keep-officers-1",
    N_(
        "I agree that %(campaign)s keeps my name and e-mail address after the affiliation has"
        " ended, to run the campaign and account for it. I understand that this may reveal my"
        " political opinions and my membership of a union. I can withdraw at any time."
    ),
)
