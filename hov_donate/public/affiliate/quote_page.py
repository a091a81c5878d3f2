"""A quote without signing in. Its figures are in its address, and nothing is written down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Response, request

from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS
from hov_donate.public.addresses import address
from hov_donate.public.affiliate.draft import Draft
from hov_donate.public.affiliate.entry import new_token
from hov_donate.public.affiliate.fields import Field
from hov_donate.public.affiliate.keeping import setting
from hov_donate.public.affiliate.questions.about import country_field, kind_field
from hov_donate.public.affiliate.questions.figures import number_fields, word_fields
from hov_donate.public.affiliate.quoted import Told
from hov_donate.public.affiliate.shown import shown
from hov_donate.public.checking import Problem
from hov_donate.web.access import open_to_all
from hov_donate.web.rendering import html, render

STEP, CHANGE = "step", "change"


def _about(draft: Draft) -> tuple[Field, ...]:
    return (kind_field(draft), country_field(draft))


# What is asked by and by; what a later step asks hangs on the answers to the earlier ones.
STEPS: tuple[Callable[[Draft], tuple[Field, ...]], ...] = (_about, word_fields, number_fields)


@dataclass(frozen=True)
class Asked:
    """How far somebody has come: what is asked now, with what was typed and what is wrong."""

    draft: Draft
    step: int
    fields: tuple[Field, ...]
    typed: Mapping[str, str]
    problems: Sequence[Problem] = ()


def read(args: Mapping[str, str], draft: Draft) -> Asked | Draft:
    """The figures, once they are complete; before that, what is still to be asked."""
    for step, fields_of in enumerate(STEPS):
        fields = fields_of(draft)
        typed = draft.setting.reader.typed(fields, args)
        told, problems = draft.setting.reader.read(fields, typed)
        if problems:
            tried = _tried(args, step, fields)
            return Asked(draft, step, fields, typed, problems if tried else ())
        draft = replace(draft, answers={**draft.answers, **told})
    return draft


def _tried(args: Mapping[str, str], step: int, fields: tuple[Field, ...]) -> bool:
    """Whether the step's form was sent; one with nothing chosen leaves no trace but its step."""
    sent = args.get(STEP, "")
    return (sent.isdecimal() and int(sent[:2]) >= step) or any(it.name in args for it in fields)


def figures_of(args: Mapping[str, str]) -> Mapping[str, str]:
    """The figures that a quote was given for, as far as they can be read."""
    found = read(args, Draft(setting()))
    return found.answers if isinstance(found, Draft) else found.draft.answers


@open_to_all
def quote() -> Response:
    """What affiliating costs and brings, for figures that anybody may try out."""
    found = read(request.args, Draft(setting()))
    if isinstance(found, Draft):
        return _changing(found) if CHANGE in request.args else _result(found)
    return _form(found)


def _form(asked: Asked) -> Response:
    text = render(
        "public/affiliate/quote_form.html",
        open=bool(asked.draft.setting.scales.bodies),
        fields=asked.fields,
        typed=asked.typed,
        problems=asked.problems,
        errors={problem.field: problem.text for problem in asked.problems},
        known=[(name, text) for name, text in asked.draft.answers.items() if text],
        step=asked.step,
        action=address("affiliate_quote"),
    )
    return html(text, 422 if asked.problems else 200)


def _changing(draft: Draft) -> Response:
    """Everything at once, to be changed."""
    fields = tuple(field for fields_of in STEPS for field in fields_of(draft))
    blank = Draft(draft.setting)
    return _form(Asked(blank, len(STEPS), fields, draft.answers))


def _result(draft: Draft) -> Response:
    quoted = draft.figures.quote
    figures = [
        (field.name, field.label, shown(field, draft.told(field.name), draft))
        for fields_of in STEPS
        for field in fields_of(draft)
        if draft.told(field.name)
    ]
    text = render(
        "public/affiliate/quote.html",
        quoted=Told.of(quoted, draft) if quoted else None,
        figures=figures,
        today=draft.setting.speak.date(draft.setting.today),
        answers=[(name, text) for name, text in draft.answers.items() if text],
        members=_members(draft),
        objectives=draft.setting.campaign.objectives[draft.setting.speak.language],
        change=address("affiliate_quote", **_in_address(draft), change="yes"),
        begin=address("affiliate_begin", token=new_token()),
    )
    return html(text)


def _members(draft: Draft) -> str:
    """On how many members they affiliate, for the motion; empty where the fee does not ask."""
    field = next((it for it in number_fields(draft) if it.name == AFFILIATED_MEMBERS), None)
    return shown(field, draft.told(AFFILIATED_MEMBERS), draft) if field else ""


def _in_address(draft: Draft) -> dict[str, str]:
    return {name: text for name, text in draft.answers.items() if text}
