"""What the fee is worked out from, and the fee itself."""

from collections.abc import Mapping

from hov_donate.affiliations.classes import class_name
from hov_donate.affiliations.rules.asking import Choice
from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS, TOTAL_MEMBERS
from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.fields import Control, Field, Option
from hov_donate.public.affiliate.figures import (
    DECLARED,
    NO,
    NONE_OF_THESE,
    YES,
    field_of,
)
from hov_donate.public.checking import Problem

OWN = (TOTAL_MEMBERS, AFFILIATED_MEMBERS)


def total_field(draft: Draft, *, needed: bool) -> Field:
    """How many members it has."""
    _ = draft.setting.speak.gettext
    return Field(
        TOTAL_MEMBERS,
        Control.COUNT,
        _("Members in total"),
        _("How many members your organisation has."),
        _("Enter how many members your organisation has") if needed else "",
    )


def affiliated_field(draft: Draft, *, needed: bool) -> Field:
    """How many members it pays for."""
    _ = draft.setting.speak.gettext
    return Field(
        AFFILIATED_MEMBERS,
        Control.COUNT,
        _("Members affiliated on"),
        _("The number that you choose to pay on. It may be lower than your membership."),
        _("Enter on how many members you affiliate") if needed else "",
    )


def number_fields(draft: Draft, *, but: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Every number that the scale asks for, each by itself; `but` are asked elsewhere."""
    wanted = draft.figures.numbers
    needed = [_number_field(draft, name, needed=True) for name in wanted.numbers if name not in but]
    extras = [_number_field(draft, name, needed=False) for name in wanted.extras if name not in but]
    return (*needed, *extras, *(_declared_field(draft, name) for name in wanted.declared))


def _number_field(draft: Draft, name: str, *, needed: bool) -> Field:
    if name == TOTAL_MEMBERS:
        return total_field(draft, needed=needed)
    if name == AFFILIATED_MEMBERS:
        return affiliated_field(draft, needed=needed)
    _ = draft.setting.speak.gettext
    word = class_name(name, draft.setting.speak)
    empty = _("Enter the number of “%(word)s”", word=word) if needed else ""
    return Field(field_of(name), Control.COUNT, _("How many: %(word)s", word=word), empty=empty)


def _declared_field(draft: Draft, name: str) -> Field:
    _ = draft.setting.speak.gettext
    word = class_name(name, draft.setting.speak)
    empty = _("Enter how many members are of the class “%(word)s”, 0 if there are none", word=word)
    label = _("Members of the class “%(word)s”", word=word)
    return Field(DECLARED + name, Control.COUNT, label, empty=empty)


def word_fields(draft: Draft) -> tuple[Field, ...]:
    """Which class, which band, and whether it is overseas: as far as the scale asks."""
    _ = draft.setting.speak.gettext
    wanted = draft.figures.words
    fields = []
    if wanted.member_class:
        label, empty = _("Which class is it in?"), _("Choose a class")
        fields.append(_choice_field(draft, "class", label, empty, wanted.member_class))
    if wanted.income_band:
        label, empty = _("Which income band is it in?"), _("Choose an income band")
        fields.append(_choice_field(draft, "income_band", label, empty, wanted.income_band))
    if wanted.overseas:
        fields.append(_overseas_field(draft))
    return tuple(fields)


def _choice_field(draft: Draft, name: str, label: str, empty: str, choice: Choice) -> Field:
    speak = draft.setting.speak
    options = [Option(word, class_name(word, speak)) for word in choice.words]
    if not choice.needed:
        options.append(Option(NONE_OF_THESE, speak.gettext("None of these")))
    return Field(name, Control.CHOICE, label, empty=empty, options=tuple(options))


def _overseas_field(draft: Draft) -> Field:
    _ = draft.setting.speak.gettext
    home = draft.setting.campaign.address[-1]
    return Field(
        "overseas",
        Control.CHOICE,
        _("Is it overseas, seen from our office (%(place)s)?", place=home),
        empty=_("Choose whether it is overseas"),
        options=(Option(YES, _("Yes")), Option(NO, _("No"))),
    )


class Members(Question):
    """How many members it has, and how many it pays for: two figures, and both are kept."""

    name = "members"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("How many members?")

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """In total, and affiliated on; needed where the scale counts them."""
        needed = draft.figures.numbers.numbers
        return (
            total_field(draft, needed=TOTAL_MEMBERS in needed),
            affiliated_field(draft, needed=AFFILIATED_MEMBERS in needed),
        )

    def mend(self, draft: Draft, answers: Mapping[str, str]) -> list[Problem]:
        """Nobody affiliates on more members than there are."""
        total, affiliated = (answers.get(name, "") for name in OWN)
        if total and affiliated and int(affiliated) > int(total):
            text = draft.setting.speak.gettext(
                "Members affiliated on must not be more than members in total"
            )
            return [Problem(AFFILIATED_MEMBERS, text)]
        return []


class Circumstances(Question):
    """Words of the scale's own: a class, an income band, overseas or not."""

    name = "circumstances"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("What else does your fee depend on?")

    def applies(self, draft: Draft) -> bool:
        """Where the scale asks for such a word."""
        return draft.figures.words.words

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """The words to choose among."""
        return word_fields(draft)


class Numbers(Question):
    """Other numbers that the scale counts by."""

    name = "numbers"

    def title(self, draft: Draft) -> str:
        """The question."""
        return draft.setting.speak.gettext("How many of each?")

    def applies(self, draft: Draft) -> bool:
        """Where the scale counts anything besides members."""
        return bool(self.fields(draft))

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """One number each."""
        return number_fields(draft, but=OWN)
