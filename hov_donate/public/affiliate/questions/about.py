"""Which organisation it is."""

from collections.abc import Mapping

from hov_donate.core.countries import country_choices
from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.fields import Control, Field, Option
from hov_donate.public.affiliate.figures import NO, YES

LONGEST_TOWN = 120
UNSURE = "unsure"


def kind_field(draft: Draft) -> Field:
    """What kind of organisation it is."""
    _ = draft.setting.speak.gettext
    kinds = draft.setting.scales.bodies
    return Field(
        "kind",
        Control.CHOICE,
        _("Kind of organisation"),
        empty=_("Choose what kind of organisation it is"),
        options=tuple(Option(kind, draft.setting.kind(kind)) for kind in kinds),
    )


def country_field(draft: Draft) -> Field:
    """The country in which it is."""
    speak = draft.setting.speak
    return Field(
        "country",
        Control.LIST,
        speak.gettext("Country"),
        empty=speak.gettext("Choose a country from the list"),
        options=tuple(Option(*choice) for choice in country_choices(speak.language)),
        autocomplete="country",
    )


class Kind(Question):
    """What kind of organisation affiliates; the fee may depend on it."""

    name = "kind"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("What kind of organisation is it?")

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """The kinds that the scales have."""
        return (kind_field(draft),)


class Name(Question):
    """What it is called, and what it is a part of."""

    name = "name"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("What is your organisation called?")

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """Name, branch and the body above it."""
        _ = draft.setting.speak.gettext
        return (
            Field(
                "name",
                Control.TEXT,
                _("Name of the organisation"),
                _("As it is to stand on the invoice and the certificate."),
                _("Enter the name of your organisation"),
                autocomplete="organization",
            ),
            Field("branch", Control.TEXT, _("Branch"), _("Name or number, if it is a branch.")),
            Field(
                "parent",
                Control.TEXT,
                _("The body that it is part of"),
                _("A national union, a region, a federation."),
            ),
        )


class Place(Question):
    """Where it is; another scale may hold in another country."""

    name = "place"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Where is your organisation?")

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """Town and country."""
        _ = draft.setting.speak.gettext
        town = Field("town", Control.TEXT, _("Town or city"), longest=LONGEST_TOWN)
        return (town, country_field(draft))


class Before(Question):
    """Whether it was affiliated before: then it renews, and is not written down twice.

    Everybody is asked, so that the question says nothing of who is affiliated.
    """

    name = "before"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Has your organisation been affiliated before?")

    def applies(self, draft: Draft) -> bool:
        """Who renews has been."""
        return draft.renews_id is None

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """Yes, no, or nobody knows."""
        _ = draft.setting.speak.gettext
        options = (
            Option(NO, _("No, this is the first time")),
            Option(YES, _("Yes")),
            Option(UNSURE, _("I do not know")),
        )
        empty = _("Choose whether your organisation has been affiliated before")
        field = Field(
            "before",
            Control.CHOICE,
            self.title(draft),
            empty=empty,
            options=options,
            brief=_("Affiliated before"),
        )
        return (field,)


def may_renew(answers: Mapping[str, str]) -> bool:
    """Whether to offer the link to the renewal."""
    return answers.get("before") in {YES, UNSURE}
