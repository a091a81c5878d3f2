"""Who gave, as staff typed it into a form."""

from collections.abc import Collection
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from hov_donate.contacts.sealing import Identity
from hov_donate.core.i18n import Translator
from hov_donate.donations.placing import Giver
from hov_donate.office import asked

LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_TEXT = 1000
GIVEN, NONE = "given", "none"


@dataclass(frozen=True)
class TypedGiver:
    """The form's fields. `leave` is whether the giver lets us keep the details."""

    name: str = ""
    email: str = ""
    language: str = ""
    leave: str = ""
    source: str = ""

    def checked(
        self, speak: Translator, languages: Collection[str]
    ) -> tuple[Giver | None, dict[str, str]]:
        """The giver that was meant, or every problem by its field, in the order of the page."""
        _ = speak.gettext
        problems = {}
        email = _valid(self.email)
        if email is None:
            problems["email"] = _("Enter an e-mail address in the correct format")
        if self.language not in languages:
            problems["language"] = _("Choose the language of the receipt")
        if self.leave not in {GIVEN, NONE}:
            problems["leave"] = _("Choose whether the giver lets us keep these details")
        if self.leave == GIVEN and not self.source:
            problems["source"] = _("Write how and when the giver agreed")
        if problems or email is None:
            return None, problems
        consent = self.source if self.leave == GIVEN else ""
        return Giver(Identity(self.name, email), self.language, consent), {}


def read_giver() -> TypedGiver:
    """The form as it was sent."""
    return TypedGiver(
        name=" ".join(asked.typed("name", LONGEST_NAME).split()),
        email=asked.typed("email", LONGEST_EMAIL),
        language=asked.typed("language", LONGEST_NAME),
        leave=asked.typed("leave", LONGEST_NAME),
        source=asked.typed("source", LONGEST_TEXT),
    )


def _valid(typed: str) -> str | None:
    try:
        return validate_email(typed, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None
