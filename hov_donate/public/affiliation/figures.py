"""The figures by which a term is charged, as they were declared and as they are typed anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hov_donate.affiliations.classes import class_name
from hov_donate.affiliations.models import Affiliation, Declaration
from hov_donate.affiliations.operations import Declared
from hov_donate.affiliations.queries.declared import declared_in
from hov_donate.affiliations.queries.planning import PlannedTerm
from hov_donate.affiliations.rules.following import quote_at
from hov_donate.affiliations.rules.membership import member_fees
from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS, TOTAL_MEMBERS
from hov_donate.public.affiliate.draft import Draft, Setting
from hov_donate.public.affiliate.fields import Field, Option, as_typed
from hov_donate.public.affiliate.figures import DECLARED, MEASURE, NO, NONE_OF_THESE, YES
from hov_donate.public.affiliate.questions.figures import OWN, Members, number_fields, word_fields
from hov_donate.public.affiliate.scales import Scales
from hov_donate.public.affiliation.fees import fee_words
from hov_donate.public.affiliation.house import today
from hov_donate.public.checking import Problem
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@dataclass(frozen=True)
class FigureForm:
    """What a scale asks of an affiliation, with the answers that it gave last."""

    affiliation: Affiliation
    before: Declaration
    draft: Draft

    @classmethod
    def of(
        cls, affiliation: Affiliation, before: Declaration, planned: PlannedTerm
    ) -> "FigureForm":
        """The form for a term under its scale, filled in as before."""
        setting = Setting(
            campaign=parts().settings.campaign,
            speak=translator(),
            scales=Scales((planned.stored,)),
            today=today(),
            place=planned.place,
        )
        answers = _answers(affiliation, before)
        return cls(affiliation, before, Draft(setting, answers, renews_id=affiliation.id))

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is typed or chosen: numbers of an organisation, circumstances of a person."""
        if self.affiliation.organisation_id is None:
            return tuple(_of_a_person(field, self.draft) for field in word_fields(self.draft))
        members = Members().fields(self.draft)
        return (*members, *number_fields(self.draft, but=OWN), *word_fields(self.draft))

    @property
    def typed(self) -> dict[str, str]:
        """The answers as they stand in the form."""
        return as_typed(self.fields, self.draft.answers)

    def read(self, form: Mapping[str, str]) -> tuple["FigureForm", dict[str, str], list[Problem]]:
        """The form as it is filled in now, what was typed, and what is wrong with it."""
        typed = self.draft.setting.reader.typed(self.fields, form)
        answers, problems = self.draft.setting.reader.read(self.fields, typed)
        problems = problems or Members().mend(self.draft, answers)
        draft = replace(self.draft, answers={**self.draft.answers, **answers})
        return replace(self, draft=draft), typed, problems

    @property
    def declared(self) -> Declared:
        """The figures as they are declared now; which body decided stays as it was."""
        figures, facts = self.draft.figures, self.draft.figures.facts
        return replace(
            declared_in(self.before),
            members_total=figures.count(TOTAL_MEMBERS),
            members_affiliated=figures.count(AFFILIATED_MEMBERS),
            measures=facts.measures,
            declared=facts.declared,
            income_band=facts.income_band,
            overseas=facts.overseas,
        )

    @property
    def member_class(self) -> str | None:
        """The class as it is chosen now."""
        return self.draft.figures.facts.member_class


def _of_a_person(field: Field, draft: Draft) -> Field:
    """A question to a person about themselves; each class with its fee."""
    _ = translator().gettext
    labels = {
        "class": (_("What fits you?"), _("Choose what fits you")),
        "income_band": (_("Your income"), _("Choose your income")),
        "overseas": (_("Do you live overseas?"), _("Choose whether you live overseas")),
    }
    label, empty = labels[field.name]
    options = (_classes(draft) or field.options) if field.name == "class" else field.options
    return replace(field, label=label, empty=empty, options=options)


def _classes(draft: Draft) -> tuple[Option, ...]:
    """The classes that the scale offers for the term; none where their fees depend on more."""
    scale, speak = draft.scale, translator()
    if scale is None:
        return ()
    fees = member_fees(
        scale, draft.figures.facts, lambda facts: quote_at(scale, facts, draft.setting.place)
    )
    return tuple(
        Option(
            fee.member_class or NONE_OF_THESE,
            class_name(fee.member_class, speak)
            if fee.member_class
            else speak.gettext("None of these"),
            fee_words(fee.quote, speak),
        )
        for fee in fees
    )


def _answers(affiliation: Affiliation, before: Declaration) -> dict[str, str]:
    """What was declared last, in the plain form of answers."""
    counted = {
        TOTAL_MEMBERS: before.members_total,
        AFFILIATED_MEMBERS: before.members_affiliated,
        **{MEASURE + name: n for name, n in before.measures.items()},
        **{DECLARED + name: n for name, n in before.declared.items()},
    }
    return {
        "kind": affiliation.kind,
        "country": affiliation.country,
        "class": affiliation.member_class or NONE_OF_THESE,
        "income_band": before.income_band or NONE_OF_THESE,
        "overseas": YES if before.overseas else NO,
        **{name: str(n) for name, n in counted.items() if n is not None},
    }


def shown_answers(form: FigureForm) -> list[tuple[str, str]]:
    """Every figure with its label, in the reader's words."""
    return [(field.label, _shown(field, form.typed[field.name])) for field in form.fields]


def _shown(field: Field, answer: str) -> str:
    labels = {option.value: option.label for option in field.options}
    return labels.get(answer, answer)
