"""An officer reads what is affiliated in their organisation's name, and confirms it or objects."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, abort, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.emails.applying import ROLES
from hov_donate.affiliations.models import (
    Affiliation,
    Declaration,
    Officer,
    OfficerAnswer,
    OfficerRole,
)
from hov_donate.affiliations.operations import answer_as_officer
from hov_donate.affiliations.queries.affiliations import newest_declaration, officers_of, terms_of
from hov_donate.affiliations.queries.planning import quote_ahead
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import identity, keeper
from hov_donate.core.countries import country_name
from hov_donate.core.i18n import Translator
from hov_donate.core.links import LinkPurpose
from hov_donate.public.addresses import address
from hov_donate.public.affiliate.draft import Setting
from hov_donate.public.affiliate.fields import LONGEST_LINES, Control, Field, Option
from hov_donate.public.affiliate.keeping import setting
from hov_donate.public.checking import Problem
from hov_donate.public.links import subject_of
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@dataclass(frozen=True)
class Named:
    """An officer, and what they are named in."""

    officer: Officer
    affiliation: Affiliation
    organisation: Organisation
    facts: tuple[tuple[str, str], ...]


@open_to_all
def officer(token: str) -> Response:
    """What is affiliated, and whether it is right. Looking changes nothing."""
    return _page(token, _named(token), {})


@open_to_all
def answer(token: str) -> AnyResponse:
    """Take an officer's word; giving it twice changes nothing."""
    named = _named(token)
    here = setting()
    fields = _fields(here)
    typed = here.reader.typed(fields, request.form)
    told, problems = here.reader.read(fields, typed)
    problems = problems or _mend(here, told)
    if problems:
        return _page(token, named, typed, *problems)
    try:
        _take(named.officer.id, OfficerAnswer(told["answer"]), told["reason"])
    except LookupError:
        return _gone()
    return redirect(address("affiliate_officer", token=token), 303)


def _take(officer_id: int, said: OfficerAnswer, reason: str) -> None:
    """Raises LookupError for who was just followed by another officer."""
    with parts().database.writing() as work:
        answer_as_officer(
            work,
            officer_id=officer_id,
            answer=said,
            reason=reason,
            settings=parts().settings,
        )


def _named(token: str) -> Named:
    """Whom a link is for. Ends the request when it is no good, or they speak for nobody now."""
    subject = subject_of(LinkPurpose.OFFICER, token, _gone)
    here = setting()
    with parts().database.reading() as session:
        found = session.get(Officer, int(subject))
        if found is None or found.ended_at is not None:
            abort(_gone())
        affiliation = session.get_one(Affiliation, found.affiliation_id)
        organisation = keeper(session, affiliation.organisation_id or 0)
        facts = _facts(session, here, affiliation, organisation)
    return Named(found, affiliation, organisation, facts)


def _gone() -> Response:
    return page("public/affiliate/officer_gone.html", 410)


def _facts(
    session: Session, here: Setting, affiliation: Affiliation, organisation: Organisation
) -> tuple[tuple[str, str], ...]:
    """Everything that an officer has to know to say yes; what was not given is left out."""
    _, speak = here.speak.gettext, here.speak
    declared = newest_declaration(session, affiliation.id)
    writer = officers_of(session, affiliation.id).get(OfficerRole.CORRESPONDENCE)
    by = identity(session, parts().seal, writer.details_id) if writer else None
    rows = (
        (_("Organisation"), organisation.full_name),
        (_("Kind of organisation"), here.kind(affiliation.kind)),
        (_("Part of"), organisation.parent_name),
        (_("Town or city"), organisation.town),
        (_("Country"), country_name(affiliation.country, speak.language)),
        (_("Members in total"), _number(speak, declared.members_total)),
        (_("Members affiliated on"), _number(speak, declared.members_affiliated)),
        (_("Affiliation fee"), _fee(session, here, affiliation, declared)),
        (_("Decided by"), declared.deciding_body),
        (_("Date of the meeting"), speak.date(declared.decided_on) if declared.decided_on else ""),
        (_("Minute reference"), declared.minute_reference),
        (_("Filled in by"), by.name if by else ""),
    )
    return tuple((label, text) for label, text in rows if text)


def _fee(session: Session, here: Setting, affiliation: Affiliation, declared: Declaration) -> str:
    """What they will pay, or do already: what they chose, or the scale's."""
    if not affiliation.status.pending:
        terms = terms_of(session, affiliation.id)
        return here.speak.money(terms[-1].fee) if terms else ""
    quote = quote_ahead(session, affiliation, here.today)
    fee = declared.chosen or (quote.fee if quote else None)
    return here.speak.money(fee) if fee else ""


def _number(speak: Translator, count: int | None) -> str:
    return "" if count is None else speak.number(count)


def _fields(here: Setting) -> tuple[Field, ...]:
    _ = here.speak.gettext
    options = (
        Option(OfficerAnswer.CONFIRMED, _("Yes, I confirm it")),
        Option(OfficerAnswer.REJECTED, _("No, this is wrong")),
    )
    return (
        Field(
            "answer",
            Control.CHOICE,
            _("Is this right?"),
            empty=_("Choose whether this is right"),
            options=options,
        ),
        Field(
            "reason",
            Control.LINES,
            _("What is wrong?"),
            _("Only if you chose no. We read it, and nothing goes on by itself."),
            longest=LONGEST_LINES,
        ),
    )


def _mend(here: Setting, told: Mapping[str, str]) -> list[Problem]:
    if told["answer"] == OfficerAnswer.REJECTED and not told["reason"]:
        return [Problem("reason", here.speak.gettext("Enter what is wrong"))]
    return []


def _page(token: str, named: Named, typed: Mapping[str, str], *problems: Problem) -> Response:
    here = setting()
    answered = named.officer.answer
    return page(
        "public/affiliate/officer.html",
        422 if problems else 200,
        answered=answered.value if answered else "",
        pending=named.affiliation.status.pending,
        role=here.speak.gettext(ROLES[named.officer.role]),
        pays=named.officer.role is OfficerRole.PAYER,
        facts=named.facts,
        fields=_fields(here),
        typed=typed or {"answer": "", "reason": ""},
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        action=address("affiliate_officer", token=token),
    )
