"""Asking one affiliate for its next term: whom a renewal run leaves to a person."""

from datetime import timedelta

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import Override, make_term
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.planning import (
    NoScaleError,
    PlannedTerm,
    plan_next_term,
)
from hov_donate.affiliations.queries.reach import bills_come_back_each
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.affiliations.words import told
from hov_donate.core.db import UnitOfWork
from hov_donate.office.affiliates.deciding import LONGEST_MINUTE
from hov_donate.office.affiliates.found import PATH, found
from hov_donate.office.affiliates.stepping import take_step
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form
from hov_donate.office.guard import insist_on
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# Nobody is asked for a year that is further off.
MOST_AHEAD = timedelta(days=90)


@office.get(f"{PATH}/next-term")
@requires(Permission.EDIT_AFFILIATES)
def ask_before_next_term(number: str) -> str:
    """What the next term would cost, and a form for another fee."""
    return _page(_due(number), Form())


@office.post(f"{PATH}/next-term")
@requires(Permission.EDIT_AFFILIATES)
def ask_for_next_term(number: str) -> ResponseReturnValue:
    """Make the next term and ask for it, at the scale's fee or at one that was decided."""
    _, it, form = translator().gettext, _due(number), Form.sent()
    planned, problem = _planned(it)
    override = _read_override(form, planned.quote.currency) if planned else None
    if problem:
        form.wrong("fee", problem)
    if not form.good:
        return _page(it, form), 422

    def act(work: UnitOfWork) -> None:
        make_term(
            work,
            affiliation=it,
            on=today(),
            settings=parts().settings,
            override=override,
        )

    return take_step(it, form, act, done=_("The next term is made, and asked for."))


def may_be_asked(it: Affiliation) -> bool:
    """Whether an affiliate lives, and its last term is over or about to be."""
    held = terms_of(db.session(), it.id) if it.status.living else []
    if not held or held[-1].starts_on > today():
        return False
    return held[-1].ends_on <= today() + MOST_AHEAD


def _due(number: str) -> Affiliation:
    it = found(number)
    return it if may_be_asked(it) else abort(404)


def _read_override(form: Form, currency: str) -> Override | None:
    """Another fee with its decision; None where none was typed."""
    _ = translator().gettext
    names = ("fee", "reason", "approved_by", "minute")
    if not any(form.shown(name).strip() for name in names):
        return None
    insist_on(Permission.OVERRIDE_FEES)
    fee = form.fee("fee", currency, missing=_("Enter the fee; 0 for nothing"))
    reason = form.words("reason", missing=_("Write why the scale does not hold for them"))
    approved_by = form.line("approved_by", missing=_("Write who approved it"))
    minute = form.line("minute", missing=_("Enter the minute reference"), most=LONGEST_MINUTE)
    return Override(fee, reason, approved_by, minute) if fee else None


def _planned(it: Affiliation) -> tuple[PlannedTerm | None, str]:
    _ = translator().gettext
    try:
        return plan_next_term(db.session(), it, today()), ""
    except QuoteError as error:
        return None, told(error.sentence, translator())
    except NoScaleError:
        return None, _("No fee scale is in force for them")


def _page(it: Affiliation, form: Form) -> str:
    planned, problem = _planned(it)
    return render_template(
        "office/affiliates/next_term.html",
        it=it,
        form=form,
        planned=planned,
        problem=problem,
        no_reach=bills_come_back_each(db.session(), [it]).get(it.id),
    )
