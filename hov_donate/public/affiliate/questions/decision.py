"""Who decided that they affiliate, when, and where it is written."""

from collections.abc import Mapping
from datetime import date

from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.fields import Control, Field
from hov_donate.public.checking import Problem

LONGEST_MINUTE = 120


class Decision(Question):
    """The meeting that decided it."""

    name = "decision"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Who decided to affiliate, and when?")

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """The body, the day and the minute."""
        _ = draft.setting.speak.gettext
        # Many renew by a decision that stands.
        needed = draft.renews_id is None
        return (
            Field(
                "body",
                Control.TEXT,
                _("The body that decided"),
                _("For example: branch meeting, executive committee."),
                _("Enter the body that decided") if needed else "",
            ),
            Field(
                "decided_on",
                Control.DAY,
                _("Date of the meeting"),
                _("For example: 24 11 2026."),
                _("Enter the date of the meeting") if needed else "",
            ),
            Field(
                "minute",
                Control.TEXT,
                _("Minute reference"),
                _("Where it stands in the minutes, if they are numbered."),
                longest=LONGEST_MINUTE,
            ),
        )

    def mend(self, draft: Draft, answers: Mapping[str, str]) -> list[Problem]:
        """It has been decided: the meeting is not in the future."""
        told = answers["decided_on"]
        if not told or date.fromisoformat(told) <= draft.setting.today:
            return []
        text = draft.setting.speak.gettext("Date of the meeting must be today or in the past")
        return [Problem("decided_on-day", text)]
