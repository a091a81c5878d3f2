"""What they agree to, each by itself. Nothing is ticked for them."""

from hov_donate.affiliations.consents import KEEP_OFFICERS
from hov_donate.contacts.consents import NEWS
from hov_donate.contacts.operations import GivenConsent
from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.fields import Control, Field

TICKED = "yes"


class Listing(Question):
    """What anybody may read of them, piece by piece. Officers' names are never shown."""

    name = "listing"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("What may we show in public?")

    def lead(self, draft: Draft) -> str:
        """Who will read it."""
        return draft.setting.speak.gettext(
            "Our website and printed lists name organisations that affiliate, if they want it."
            " Anyone can read them, employers and governments too. Officers’ names are never shown."
            " You can change this at any time."
        )

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """The name; the town; the number of members."""
        _ = draft.setting.speak.gettext
        shown = ", ".join(filter(None, (draft.told("name"), draft.told("branch"))))
        return (
            Field(
                "listed",
                Control.TICK,
                _("Show the name: %(name)s", name=shown),
                brief=_("Show the name"),
            ),
            Field(
                "listed_town",
                Control.TICK,
                _("Show the town: %(town)s", town=draft.told("town") or _("not given")),
                brief=_("Show the town"),
            ),
            Field(
                "listed_members",
                Control.TICK,
                _("Show how many members it has"),
                _("Otherwise they are only added up with those of others."),
            ),
        )


class Consents(Question):
    """Whether details of people may be kept for longer than they are needed."""

    name = "consents"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("What may we do with your details?")

    def lead(self, draft: Draft) -> str:
        """What is done in any case, and by which right."""
        return draft.setting.speak.gettext(
            "While your organisation is affiliated, we keep the names and e-mail addresses of its"
            " officers, to write to them about it and to nobody else. They may reveal political"
            " opinions and membership of a union, so we keep them sealed. For anything more we"
            " need your agreement."
        )

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """Two boxes, both empty."""
        speak, campaign = draft.setting.speak, draft.setting.campaign.name
        hint = speak.gettext(
            "If you leave this empty, we delete your name and your e-mail address within 30 days"
            " after the affiliation has ended."
        )
        return (
            Field(
                "keep_details",
                Control.TICK,
                KEEP_OFFICERS.shown(speak, campaign),
                hint,
                brief=speak.gettext("Keep my details after the affiliation has ended"),
            ),
            Field(
                "news",
                Control.TICK,
                NEWS.shown(speak, campaign),
                brief=speak.gettext("Send me news"),
            ),
        )


def consents(draft: Draft) -> tuple[GivenConsent, ...]:
    """The boxes that were ticked, with the words beside them."""
    speak, campaign = draft.setting.speak, draft.setting.campaign.name
    boxes = {"keep_details": KEEP_OFFICERS, "news": NEWS}
    return tuple(
        text.given(speak, campaign) for name, text in boxes.items() if draft.told(name) == TICKED
    )
