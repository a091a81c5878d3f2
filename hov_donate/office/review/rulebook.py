"""The rules by which gifts are looked at: as they are and were, made, changed and ended."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.db import UnitOfWork
from hov_donate.donations.review.models import ReviewRule
from hov_donate.donations.review.operations import RuleFacts, change_rule, end_rule, make_rule
from hov_donate.donations.review.rules import Action, Measure, ReviewFault, ReviewRefusedError
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, new_key, typed_amount
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.offline.words import currency_choices
from hov_donate.office.queries.people import people
from hov_donate.office.review import queries
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"/review-rules/{KEY}rule_id>"
# Which field of the form a refusal is about; the others are about the first day.
FIELDS = {
    ReviewFault.NOT_A_SUM: "at_least",
    ReviewFault.OTHER_CURRENCY: "currency",
    ReviewFault.NOT_SO_MANY_DAYS: "days",
    ReviewFault.ENDS_BEFORE_IT_BEGINS: "ends",
}
LONGEST_MINUTE = 200


@office.get("/review-rules")
@requires(Permission.SEE_GIFTS)
def review_rules() -> str:
    """Every version of every rule, with who decided it, the newest first."""
    rows = queries.rules(db.session())
    actors = [it for row in rows for it in (row.recorded_by, row.ended_by)]
    return render_template(
        "office/review/rules.html",
        rows=rows,
        today=today(),
        people=people(db.session(), actors),
    )


@office.get("/review-rules/make")
@requires(Permission.EDIT_REVIEW_RULES)
def ask_for_review_rule() -> str:
    """The form of a rule."""
    return _page(Form({"form": new_key(), "begins": today().isoformat()}), None)


@office.post("/review-rules/make")
@requires(Permission.EDIT_REVIEW_RULES)
def keep_review_rule() -> ResponseReturnValue:
    """Write a rule down; pressing twice writes it down once."""
    form = Form.sent()

    def act(work: UnitOfWork, facts: RuleFacts) -> None:
        make_rule(work, facts=facts, today=today(), actor=acting())

    return _written(form, None, act)


@office.get(f"{ROOM}/change")
@requires(Permission.EDIT_REVIEW_RULES)
def ask_before_changing_rule(rule_id: int) -> str:
    """The form of the next version of a rule, as the last one was."""
    row = _found(rule_id)
    typed = {
        "form": new_key(),
        "measure": row.measure.value,
        "action": row.action.value,
        "currency": row.currency,
        "at_least": typed_amount(row.rule.at_least),
        "days": str(row.days),
        "begins": today().isoformat(),
    }
    return _page(Form(typed), row)


@office.post(f"{ROOM}/change")
@requires(Permission.EDIT_REVIEW_RULES)
def change_review_rule(rule_id: int) -> ResponseReturnValue:
    """Write the next version of a rule down; the last one ends the day before."""
    form, row = Form.sent(), _found(rule_id)

    def act(work: UnitOfWork, facts: RuleFacts) -> None:
        change_rule(work, rule_id=rule_id, facts=facts, today=today(), actor=acting())

    return _written(form, row, act)


@office.get(f"{ROOM}/end")
@requires(Permission.EDIT_REVIEW_RULES)
def ask_before_ending_rule(rule_id: int) -> str:
    """After which day a rule ends, and which meeting decided that."""
    return _end_page(_found(rule_id), Form({"ends": today().isoformat()}))


@office.post(f"{ROOM}/end")
@requires(Permission.EDIT_REVIEW_RULES)
def end_review_rule(rule_id: int) -> ResponseReturnValue:
    """Let a rule end."""
    _, form, row = translator().gettext, Form.sent(), _found(rule_id)
    last = form.day("ends", missing=_("Enter its last day"))
    minute = form.line("minute", missing=_minute(), most=LONGEST_MINUTE)
    if not form.good or last is None:
        return _end_page(row, form), 422
    try:
        with changing() as work:
            end_rule(work, rule_id=rule_id, last=last, minute=minute, today=today(), actor=acting())
    except ReviewRefusedError as error:
        form.wrong("ends", _(label(error.fault)))
        return _end_page(_found(rule_id), form), 422
    flash(_("The rule ends. What is held stays held until somebody decides."), "done")
    return redirect(url_for("office.review_rules"), 303)


def _written(
    form: Form, row: ReviewRule | None, act: Callable[[UnitOfWork, RuleFacts], None]
) -> ResponseReturnValue:
    _, facts = translator().gettext, _facts(form)
    if facts is None:
        return _page(form, row), 422
    try:
        with changing() as work:
            act(work, facts)
    except ReviewRefusedError as error:
        form.wrong(FIELDS.get(error.fault, "begins"), _(label(error.fault)))
        return _page(form, row), 422
    flash(_("The rule is written down. It asks about gifts from its first day on."), "done")
    return redirect(url_for("office.review_rules"), 303)


def _facts(form: Form) -> RuleFacts | None:
    """What was typed; None when something is wrong with it."""
    _, campaign = translator().gettext, parts().settings.campaign
    measure = form.choice("measure", Measure, missing=_("Choose what is looked at"))
    action = form.choice("action", Action, missing=_("Choose what becomes of the gift meanwhile"))
    currency = form.shown("currency")
    if currency not in campaign.currencies:
        form.wrong("currency", _("Choose the currency"))
        currency = campaign.base_currency
    at_least = form.money("at_least", currency, missing=_("Enter from which sum on"))
    days = form.number("days", missing=_("Enter how many days there are to decide"))
    begins = form.day("begins", missing=_("Enter its first day"))
    ends = form.day("ends")
    minute = form.line("minute", missing=_minute(), most=LONGEST_MINUTE)
    if not form.good or measure is None or action is None:
        return None
    if at_least is None or days is None or begins is None:
        return None
    return RuleFacts(form.key(), measure, at_least, action, days, begins, ends, minute)


def _minute() -> str:
    return translator().gettext("Write which meeting decided it, and the minute")


def _found(rule_id: int) -> ReviewRule:
    return db.session().get(ReviewRule, rule_id) or abort(404)


def _page(form: Form, row: ReviewRule | None) -> str:
    return render_template(
        "office/review/rule.html",
        form=form,
        row=row,
        measures=choices(Measure),
        actions=choices(Action),
        currencies=currency_choices(),
    )


def _end_page(row: ReviewRule, form: Form) -> str:
    return render_template("office/review/end_rule.html", row=row, form=form)
