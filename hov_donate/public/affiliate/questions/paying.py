"""Where the invoice goes."""

from hov_donate.contacts.sealing import Identity
from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.fields import Control, Field, Option

LONGEST_ORDER = 60
US, ANOTHER = "us", "another"


class Invoice(Question):
    """Who pays, and what has to stand on the invoice."""

    name = "invoice"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Where does the invoice go?")

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """The payer and the number of the order."""
        _ = draft.setting.speak.gettext
        options = (
            Option(US, _("To us: we pay ourselves")),
            Option(
                ANOTHER, _("To another body that pays for us"), _("For example a regional office.")
            ),
        )
        return (
            Field(
                "payer",
                Control.CHOICE,
                _("Who pays?"),
                empty=_("Choose who pays"),
                options=options,
            ),
            Field(
                "order",
                Control.TEXT,
                _("Purchase-order number"),
                _("If one has to stand on the invoice."),
                longest=LONGEST_ORDER,
            ),
        )


class Payer(Question):
    """The other body that pays."""

    name = "payer"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Who pays for you?")

    def applies(self, draft: Draft) -> bool:
        """Where somebody else does."""
        return draft.told("payer") == ANOTHER

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """Name and address as on an envelope, and an e-mail address."""
        _ = draft.setting.speak.gettext
        return (
            Field(
                "payer_name",
                Control.TEXT,
                _("Name of the body that pays"),
                empty=_("Enter the name of the body that pays"),
            ),
            Field(
                "payer_address",
                Control.LINES,
                _("Address"),
                _("As on an envelope, without the name."),
                _("Enter the address of the body that pays"),
                longest=500,
            ),
            Field(
                "payer_email",
                Control.EMAIL,
                _("E-mail address"),
                _("We send the invoice to it."),
                _("Enter the e-mail address to which the invoice goes"),
                longest=254,
            ),
        )


def bill_to(draft: Draft) -> str:
    """Name and address of another payer, as on an envelope; empty where they pay themselves."""
    if draft.told("payer") != ANOTHER:
        return ""
    return f"{draft.told('payer_name')}\n{draft.told('payer_address')}"


def payer(draft: Draft) -> Identity | None:
    """Who gets the invoice where another body pays."""
    if draft.told("payer") != ANOTHER:
        return None
    return Identity(name=draft.told("payer_name"), email=draft.told("payer_email"))
