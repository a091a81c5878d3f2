"""A member renews, an officer corrects numbers: first what it costs, then a second press.

Organisations renew with the form by which they affiliated (`affiliate.renewing`).
"""

from contextlib import suppress
from dataclasses import dataclass

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.operations import Chosen, correct_figures, renew_with
from hov_donate.affiliations.operations.by_card import THE_MEMBER
from hov_donate.affiliations.operations.terms import fee_of
from hov_donate.affiliations.outlook import Figures, Outlook, outlook
from hov_donate.affiliations.queries.affiliations import newest_declaration
from hov_donate.affiliations.queries.declared import declared_in
from hov_donate.affiliations.queries.own_page import OwnPage
from hov_donate.affiliations.queries.planning import NoScaleError
from hov_donate.affiliations.rules.choosing import ChoiceRefusedError, choose
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.scale import Mode
from hov_donate.affiliations.words import render_explained, told
from hov_donate.core.money import MAXIMUM_CHARGE_MINOR, Money, minimum_charge
from hov_donate.gateway.port import GatewayError
from hov_donate.public.addresses import address
from hov_donate.public.affiliation.fees import fee_words, why_refused
from hov_donate.public.affiliation.figures import FigureForm, shown_answers
from hov_donate.public.affiliation.house import close_outgrown_pages, today
from hov_donate.public.affiliation.overview import found, may_renew, overview
from hov_donate.public.checking import Checker, FieldError, Problem
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# Who says so on the own page of an organisation; the office reads it in the history.
AN_OFFICER = "officer"


@dataclass(frozen=True)
class Errand:
    """What somebody is on the own page for: another term, or other numbers."""

    token: str
    own: OwnPage
    renews: bool

    @property
    def action(self) -> str:
        """Where its form goes."""
        return address("renew" if self.renews else "correct_numbers", token=self.token)

    @property
    def allowed(self) -> bool:
        """Whether it can be done now."""
        if self.renews:
            return self.own.organisation is None and may_renew(self.own)
        return self.own.organisation is not None and bool(self.own.terms)


@open_to_all
def renewal_form(token: str) -> AnyResponse:
    """The next term and its fee, by what was declared last."""
    return _form(Errand(token, found(token), renews=True))


@open_to_all
def renew(token: str) -> AnyResponse:
    """Ask for the next term, after a second look."""
    return _take(Errand(token, found(token), renews=True))


@open_to_all
def numbers_form(token: str) -> AnyResponse:
    """The numbers that were declared last."""
    return _form(Errand(token, found(token), renews=False))


@open_to_all
def correct_numbers(token: str) -> AnyResponse:
    """Take other numbers, after a second look at what they cost."""
    return _take(Errand(token, found(token), renews=False))


def _back(token: str, done: str = "") -> AnyResponse:
    more = {"done": done} if done else {}
    return redirect(address("affiliation", token=token, **more), 303)


def _figures(errand: Errand) -> tuple[FigureForm, Outlook]:
    """The form as it was filled in last. Raises NoScaleError, QuoteError."""
    affiliation = errand.own.affiliation
    with parts().database.reading() as session:
        before = newest_declaration(session, affiliation.id)
        figures = Figures(affiliation.member_class, declared_in(before), Chosen())
        seen = outlook(session, affiliation, figures, today())
    return FigureForm.of(affiliation, before, seen.planned), seen


def _form(errand: Errand) -> AnyResponse:
    if not errand.allowed:
        return _back(errand.token)
    try:
        form, seen = _figures(errand)
    except (NoScaleError, QuoteError) as error:
        return _impossible(errand, error)
    return _asking(errand, form, seen.planned.quote, form.typed)


def _take(errand: Errand) -> AnyResponse:
    if not errand.allowed:
        return _back(errand.token)
    try:
        form, seen = _figures(errand)
        return _taken(errand, form, seen)
    except (NoScaleError, QuoteError) as error:
        return _impossible(errand, error)


def _taken(errand: Errand, before: FigureForm, seen: Outlook) -> AnyResponse:
    form, typed, problems = before.read(request.form)
    sum_typed = clean(request.form.get("amount", "")[:LONGEST_KEPT])
    if problems or "change" in request.form:
        return _asking(errand, form, seen.planned.quote, typed, *problems)
    changed = _outlook(errand, form, _before(errand, form))
    try:
        chosen = _chosen(errand, form, changed.planned.quote, sum_typed)
    except FieldError as error:
        return _asking(errand, form, changed.planned.quote, typed, error.problem)
    if "confirmed" not in request.form:
        return _second_look(errand, form, changed, chosen)
    return _do(errand, form, chosen)


def _before(errand: Errand, form: FigureForm) -> Chosen:
    """The sum that was chosen before; numbers are corrected without touching it."""
    before = form.before
    return Chosen() if errand.renews else Chosen(before.chosen, before.surplus_is_gift)


def _outlook(errand: Errand, form: FigureForm, chosen: Chosen) -> Outlook:
    with parts().database.reading() as session:
        figures = Figures(form.member_class, form.declared, chosen)
        return outlook(session, errand.own.affiliation, figures, today())


def _chosen(errand: Errand, form: FigureForm, quote: Quote, typed: str) -> Chosen:
    """Another sum than the fee, where one was typed that may be. Raises FieldError."""
    if not errand.renews or not typed:
        return _before(errand, form)
    speak = translator()
    charged = Money.of_major(minimum_charge(quote.currency), quote.currency)
    checker = Checker(parts().settings.campaign, speak)
    amount = checker.amount_between(typed, charged, Money(MAXIMUM_CHARGE_MINOR, quote.currency))
    gift = "surplus_is_gift" in request.form
    try:
        choose(quote.mode, quote.fee, amount, surplus_is_gift=gift)
    except ChoiceRefusedError as error:
        raise FieldError("amount", why_refused(error, speak)) from error
    return Chosen(amount, gift)


def _do(errand: Errand, form: FigureForm, chosen: Chosen) -> AnyResponse:
    house, affiliation_id = parts(), errand.own.affiliation.id
    if errand.renews:
        with house.database.writing() as work:
            renew_with(
                work,
                affiliation_id=affiliation_id,
                declared=form.declared,
                chosen=chosen,
                member_class=form.member_class,
                actor=THE_MEMBER,
                settings=house.settings,
            )
        return _back(errand.token, "renewed")
    with house.database.writing() as work:
        anew = correct_figures(
            work,
            affiliation_id=affiliation_id,
            declared=form.declared,
            actor=AN_OFFICER,
            settings=house.settings,
        )
    # Stripe may be silent: a page that is paid all the same is credit then.
    with suppress(GatewayError):
        close_outgrown_pages(affiliation_id)
    return _back(errand.token, "corrected" if anew else "next")


def _asking(
    errand: Errand,
    form: FigureForm,
    quote: Quote,
    typed: dict[str, str],
    *problems: Problem,
) -> Response:
    speak = translator()
    return page(
        "public/affiliation/figures.html",
        422 if problems else 200,
        renews=errand.renews,
        fields=form.fields,
        typed=typed,
        other_sums=errand.renews and quote.mode is not Mode.FIXED,
        currency=speak.currency_name(quote.currency),
        amount=request.form.get("amount", ""),
        surplus_is_gift="surplus_is_gift" in request.form,
        fee=fee_words(quote, speak),
        first=speak.date(quote.term.first),
        last=speak.date(quote.term.last),
        action=errand.action,
        back=address("affiliation", token=errand.token),
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
    )


def _second_look(errand: Errand, form: FigureForm, seen: Outlook, chosen: Chosen) -> Response:
    """What it costs now, and when that counts, before anything is done."""
    speak, quote = translator(), seen.planned.quote
    fee, gift = fee_of(seen.planned, None, None), None
    if errand.renews:
        choice = choose(
            quote.mode, quote.fee, chosen.amount, surplus_is_gift=chosen.surplus_is_gift
        )
        fee, gift = choice.fee, choice.gift
    return page(
        "public/affiliation/check.html",
        renews=errand.renews,
        answers=shown_answers(form),
        fee=speak.money(fee),
        gift=speak.money(gift) if gift else "",
        first=speak.date(quote.term.first),
        last=speak.date(quote.term.last),
        sums=render_explained(speak, quote.explain),
        anew=seen.unpaid is not None,
        typed=[(name, text) for name, text in request.form.items() if name != "confirmed"],
        action=errand.action,
        back=address("affiliation", token=errand.token),
    )


def _impossible(errand: Errand, error: NoScaleError | QuoteError) -> Response:
    """The scale says nothing of them: staff have to."""
    _ = translator().gettext
    text = _("There is no fee for you in our scale at the moment. Write to us and we will help")
    if isinstance(error, QuoteError):
        text = told(error.sentence, translator())
    return overview(errand.token, Problem("more", text), status=422)
