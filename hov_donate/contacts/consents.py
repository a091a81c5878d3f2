"""A box to tick, word for word.

Whoever changes a text gives it a new version: what someone agreed to is kept with both.
"""

from dataclasses import dataclass

from hov_donate.contacts.models import ConsentPurpose
from hov_donate.contacts.operations import GivenConsent
from hov_donate.core.i18n import N_, Translator


@dataclass(frozen=True)
class ConsentText:
    """A box to tick: what for, which version of the words, and the words."""

    purpose: ConsentPurpose
    version: str
    message: str

    def shown(self, speak: Translator, campaign: str) -> str:
        """The words beside the box, in the reader's language."""
        return speak.gettext(self.message, campaign=campaign)

    def given(self, speak: Translator, campaign: str) -> GivenConsent:
        """The consent of someone who read these words and ticked the box."""
        wording = self.shown(speak, campaign)
        return GivenConsent(self.purpose, wording, self.version, speak.language)


NEWS = ConsentText(
    ConsentPurpose.NEWS,
    "news-1",
    N_("Send me news of %(campaign)s by e-mail. I can stop this at any time."),
)
