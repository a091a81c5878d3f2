"""An application as far as it is filled in, and what a question is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from hov_donate.affiliations.rules.conditions import kind_name
from hov_donate.affiliations.rules.following import Place
from hov_donate.affiliations.rules.scale import Scale
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.affiliations.words import told
from hov_donate.config import Campaign
from hov_donate.core.i18n import Translator
from hov_donate.public.affiliate.fields import Field, Reader, as_typed
from hov_donate.public.affiliate.figures import Figures
from hov_donate.public.affiliate.scales import Scales
from hov_donate.public.checking import Problem


@dataclass(frozen=True)
class Setting:
    """Where an application is filled in: by whom it is read, when, and under which scales.

    `place` is where the term begins that is asked for: today, or after the one that is renewed.
    """

    campaign: Campaign
    speak: Translator
    scales: Scales
    today: date
    place: Place

    @property
    def reader(self) -> Reader:
        """Reads what is typed."""
        return Reader(self.campaign, self.speak)

    def kind(self, kind: str) -> str:
        """The name of a kind of organisation."""
        name = kind_name(kind, self.scales.own_kinds)
        return told(Sentence("%(name)s", {"name": name}), self.speak)


@dataclass(frozen=True)
class Draft:
    """Answers in their plain form; `done` are the questions that were answered."""

    setting: Setting
    answers: Mapping[str, str] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    renews_id: int | None = None

    def told(self, name: str) -> str:
        """An answer; empty where there is none."""
        return self.answers.get(name, "")

    @cached_property
    def scale(self) -> Scale | None:
        """The scale for country and kind; None before both are told, or where there is none."""
        kind, country = self.told("kind"), self.told("country")
        return self.setting.scales.scale(country, kind) if kind and country else None

    @cached_property
    def figures(self) -> Figures:
        """What bears on the fee."""
        return Figures(self.answers, self.scale, self.setting.place)


class Question:
    """One page of the application. What it says depends on what was answered before."""

    name: str
    template = "public/affiliate/question.html"

    def title(self, draft: Draft) -> str:
        """What is asked, as the heading."""
        raise NotImplementedError

    def lead(self, draft: Draft) -> str:  # noqa: ARG002 (for those who look)
        """A sentence under the heading; none by itself."""
        return ""

    def applies(self, draft: Draft) -> bool:  # noqa: ARG002 (for those who look)
        """Whether it is asked of them."""
        return True

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """What is typed or chosen."""
        raise NotImplementedError

    def mend(
        self,
        draft: Draft,  # noqa: ARG002 (for those who look)
        answers: Mapping[str, str],  # noqa: ARG002 (for those who look)
    ) -> list[Problem]:
        """What is wrong with answers that are each right by themselves."""
        return []

    def facts(self, draft: Draft) -> dict[str, object]:  # noqa: ARG002 (for those who look)
        """What its template shows besides."""
        return {}

    def besides(self, draft: Draft) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 (as above)
        """What stands on the check page besides its answers: (label, text)."""
        return ()

    def settled(self, draft: Draft) -> bool:
        """Whether it was answered, and its answers still hold."""
        return self.name in draft.done and not self.read(draft, self.typed(draft))[1]

    def typed(self, draft: Draft) -> dict[str, str]:
        """Its answers as they stand in the form again."""
        return as_typed(self.fields(draft), draft.answers)

    def read(self, draft: Draft, typed: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
        """The answers, and every problem in the order of the page."""
        answers, problems = draft.setting.reader.read(self.fields(draft), typed)
        return answers, problems or self.mend(draft, answers)
