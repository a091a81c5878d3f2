"""The published figures in words: what each is called, what it means, and how it is printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hov_donate.campaign.numbers.rules import Figure, Rounded
from hov_donate.core.i18n import N_, Translator


@dataclass(frozen=True)
class Definition:
    """What a figure is called, and what is counted."""

    title: str
    meaning: str


# In the order in which they are shown.
DEFINITIONS: Mapping[Figure, Definition] = {
    Figure.PEOPLE: Definition(
        N_("People who signed"),
        N_(
            "Everybody who signed an appeal of the campaign and confirmed it by the link in a"
            " letter, or signed on paper. Who signed several appeals counts once, and who took it"
            " back does not count. A year after an appeal has closed its names are removed: who"
            " signs another one only then counts once more."
        ),
    ),
    Figure.COUNTRIES: Definition(
        N_("Countries of those who signed"),
        N_("Every country from which at least one of these signatures came."),
    ),
    Figure.EVENTS: Definition(
        N_("Events"),
        N_(
            "Events that were held: published, begun and not cancelled. What happened on one day"
            " in one town is one event, however many notices of it there are."
        ),
    ),
    Figure.EVENT_COUNTRIES: Definition(
        N_("Countries of events"), N_("Every country in which at least one of these was held.")
    ),
    Figure.ORGANISATIONS: Definition(
        N_("Organisations that decided to stand by the campaign"),
        N_(
            "Unions, branches and other organisations of which a body decided it, by a motion that"
            " we have. Those that did not agree to be named are counted too."
        ),
    ),
    Figure.WORKERS: Definition(
        N_("Workers represented"),
        N_(
            "The members of these organisations, nobody twice: where an organisation decided and"
            " told how many members it has, they are counted, and those of its branches are among"
            " them; otherwise the members of its branches that decided are added up. Somebody who"
            " is a member of two unions cannot be told apart. Members of organisations that are not"
            " shown with theirs are added only where there are five or more of these, and then"
            " rounded down to 1, 2 or 5 with noughts. Rounded down to two significant figures."
        ),
    ),
    Figure.LEADERS: Definition(
        N_("Leaders in a personal capacity"),
        N_(
            "Leaders of organisations who stand by the campaign in a personal capacity: their"
            " organisation has not decided by that."
        ),
    ),
    Figure.LEADERS_WORKERS: Definition(
        N_("Members of the organisations of these leaders"),
        N_(
            "The members of the organisations of these leaders, reckoned in the same way. It is a"
            " figure of its own, no part of the workers represented, and must not be added to them:"
            " some organisations are in both."
        ),
    ),
}


@dataclass(frozen=True)
class Line:
    """A figure as somebody reads it; `shown` is what is printed, `value` the office's alone."""

    figure: Figure
    title: str
    meaning: str
    value: int
    told: Rounded | None
    shown: str

    @property
    def public_value(self) -> int | None:
        """No more exact than printed: less the bodies that are named, it would tell the others."""
        return self.told.value if self.told else None


def printed(it: Rounded | None, speak: Translator) -> str:
    """A figure as it is printed: what is certain, and told."""
    if it is None:
        return speak.gettext("not told")
    number = speak.number(it.value)
    return speak.gettext("more than %(number)s", number=number) if it.more else number


def lines(
    values: Mapping[Figure, int], told: Mapping[Figure, Rounded | None], speak: Translator
) -> Sequence[Line]:
    """Every figure in words, in the order in which they are shown."""
    return [
        Line(
            figure,
            speak.gettext(it.title),
            speak.gettext(it.meaning),
            values[figure],
            told[figure],
            printed(told[figure], speak),
        )
        for figure, it in DEFINITIONS.items()
    ]


def achieved(told: Mapping[Figure, Rounded | None], speak: Translator) -> Sequence[str]:
    """The campaign in some sentences; what is none yet, or not told, is left out."""
    known = {figure: it.value for figure, it in told.items() if it and it.value}
    found = []
    if people := known.get(Figure.PEOPLE):
        found.append(
            speak.ngettext("%(num)s person has signed.", "%(num)s people have signed.", people)
        )
    if countries := known.get(Figure.COUNTRIES):
        found.append(
            speak.ngettext(
                "They are from %(num)s country.", "They are from %(num)s countries.", countries
            )
        )
    if events := known.get(Figure.EVENTS):
        found.append(speak.ngettext("%(num)s event was held.", "%(num)s events were held.", events))
    if Figure.WORKERS in known:
        number = printed(told[Figure.WORKERS], speak)
        found.append(
            speak.gettext(
                "Organisations that stand by us represent %(number)s workers.", number=number
            )
        )
    return found
