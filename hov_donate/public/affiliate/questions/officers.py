"""Who speaks for the organisation. Another officer than the one who writes has to confirm it."""

from collections.abc import Mapping
from enum import StrEnum

from hov_donate.affiliations.models import OfficerRole
from hov_donate.contacts.sealing import Identity
from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.fields import Control, Field, Option
from hov_donate.public.checking import Problem


class Post(StrEnum):
    """What whoever fills in the form is in the organisation."""

    SECRETARY = "secretary"
    CHAIR = "chair"
    OTHER = "other"


def _person(draft: Draft, who: str, why: str) -> tuple[Field, Field]:
    """Name and address of someone; `who` begins the names of both fields."""
    _ = draft.setting.speak.gettext
    # Browsers know one person: the one who types.
    own = who == YOU
    return (
        Field(
            f"{who}_name",
            Control.TEXT,
            _("Full name"),
            empty=_("Enter the full name"),
            autocomplete="name" if own else "off",
        ),
        Field(
            f"{who}_email",
            Control.EMAIL,
            _("E-mail address"),
            why,
            _("Enter the e-mail address"),
            autocomplete="email" if own else "off",
            longest=254,
        ),
    )


YOU = "you"


class You(Question):
    """Who fills in the form: letters about the affiliation go to them."""

    name = "you"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Who are you?")

    def lead(self, draft: Draft) -> str:
        """Why it is asked."""
        return draft.setting.speak.gettext(
            "We write to you about this affiliation. Only officers of the campaign can read it."
        )

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """Name, address and post."""
        _ = draft.setting.speak.gettext
        options = (
            Option(Post.SECRETARY, _("Secretary")),
            Option(Post.CHAIR, _("Chair")),
            Option(Post.OTHER, _("Neither of the two")),
        )
        post = Field(
            "post",
            Control.CHOICE,
            _("What are you in the organisation?"),
            empty=_("Choose what you are in the organisation"),
            options=options,
        )
        why = _("We send you what happens next, and a link to go on with this form.")
        return (*_person(draft, YOU, why), post)


class Secretary(Question):
    """The secretary, where somebody else fills in the form."""

    name = "secretary"
    post = Post.SECRETARY

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Who is the secretary?")

    def lead(self, draft: Draft) -> str:
        """What becomes of it."""
        return draft.setting.speak.gettext(
            "We send them what you fill in here, with a link to confirm it or to object."
        )

    def applies(self, draft: Draft) -> bool:
        """Unless they write themselves."""
        return draft.told("post") != self.post

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """Name and address."""
        _ = draft.setting.speak.gettext
        why = _("Their own, not yours: another officer must be able to confirm.")
        return _person(draft, self.name, why)

    def mend(self, draft: Draft, answers: Mapping[str, str]) -> list[Problem]:
        """Nobody confirms what they wrote themselves."""
        theirs = answers[f"{self.name}_email"].lower()
        if theirs != draft.told("you_email").lower():
            return []
        text = draft.setting.speak.gettext(
            "Enter another e-mail address than yours: another officer must be able to confirm"
        )
        return [Problem(f"{self.name}_email", text)]


class Chair(Secretary):
    """The chair, where somebody else fills in the form."""

    name = "chair"
    post = Post.CHAIR

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Who is the chair?")


class Delegates(Question):
    """Whom they send to the conference; it can wait."""

    name = "delegates"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("Who are your delegates?")

    def lead(self, draft: Draft) -> str:
        """How many, and that there is time."""
        speak, most = draft.setting.speak, self._most(draft)
        return speak.ngettext(
            "You may send %(num)s delegate to the conference. If you do not know yet, leave it"
            " empty: we ask you before each conference.",
            "You may send %(num)s delegates to the conference. If you do not know yet, leave it"
            " empty: we ask you before each conference.",
            most,
        )

    def applies(self, draft: Draft) -> bool:
        """Where they may send any."""
        return self._most(draft) > 0

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """Names, one in a line."""
        _ = draft.setting.speak.gettext
        label, hint = _("Names of the delegates"), _("One in each line.")
        return (Field("delegates", Control.LINES, label, hint, longest=2000),)

    def mend(self, draft: Draft, answers: Mapping[str, str]) -> list[Problem]:
        """No more than they may send."""
        most = self._most(draft)
        if len(answers["delegates"].splitlines()) <= most:
            return []
        text = draft.setting.speak.ngettext(
            "Enter %(num)s name at most", "Enter %(num)s names at most", most
        )
        return [Problem("delegates", text)]

    def _most(self, draft: Draft) -> int:
        quote = draft.figures.quote
        return quote.delegates if quote else 0


def officers(draft: Draft) -> dict[OfficerRole, Identity]:
    """Everyone who speaks for the organisation, by role; who writes may hold two."""
    you = _identity(draft, YOU)
    posts = {Post.SECRETARY: OfficerRole.SECRETARY, Post.CHAIR: OfficerRole.CHAIR}
    named = {
        role: you if draft.told("post") == post else _identity(draft, post)
        for post, role in posts.items()
    }
    return {OfficerRole.CORRESPONDENCE: you, **named}


def _identity(draft: Draft, who: str) -> Identity:
    return Identity(name=draft.told(f"{who}_name"), email=draft.told(f"{who}_email"))
