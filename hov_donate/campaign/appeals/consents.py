"""What signers are asked to agree to, word for word; each box by itself, none ticked before.

A signature reveals a political opinion: keeping the name needs explicit consent, and so does
showing any of it (UK GDPR article 9(2)(a); ico.org.uk, special category data).
"""

from collections.abc import Sequence

from hov_donate.campaign.appeals.rules import Shown
from hov_donate.contacts.consents import NEWS, ConsentText
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.contacts.operations import GivenConsent
from hov_donate.core.i18n import N_, Translator

__all__ = ["KEEP_SIGNATURE", "NEWS", "SHOWING", "ticked"]

KEEP_SIGNATURE = ConsentText(
    ConsentPurpose.KEEP_DETAILS,
    "keep-signature-1",
    N_(
        "I agree that %(campaign)s keeps my name, e-mail address and what I wrote here with my"
        " signature. I understand that this may reveal my political opinions or that I am a member"
        " of a trade union. I can withdraw at any time."
    ),
)
# What may be shown, by the name of its field in `Shown`.
SHOWING = {
    "name": ConsentText(ConsentPurpose.SHOW_NAME, "show-name-1", N_("Show my name")),
    "role": ConsentText(ConsentPurpose.SHOW_ROLE, "show-role-1", N_("Show my role")),
    "organisation": ConsentText(
        ConsentPurpose.SHOW_ORGANISATION, "show-organisation-1", N_("Show my organisation")
    ),
    "town": ConsentText(ConsentPurpose.SHOW_TOWN, "show-town-1", N_("Show my town")),
}


def ticked(
    shown: Shown, *, keep: bool, news: bool, speak: Translator, campaign: str
) -> Sequence[GivenConsent]:
    """The consents of somebody who ticked these boxes."""
    texts = [KEEP_SIGNATURE] if keep else []
    texts += [NEWS] if news else []
    texts += [text for item, text in SHOWING.items() if getattr(shown, item)]
    return [text.given(speak, campaign) for text in texts]
