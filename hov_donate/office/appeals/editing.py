"""Writing an appeal: its days, goal and fund, and its texts, all languages side by side."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.appeals.operations import (
    AppealFacts,
    AppealFault,
    AppealRefusedError,
    Wording,
    begin_appeal,
    change_appeal,
)
from hov_donate.campaign.appeals.queries.standing import texts
from hov_donate.campaign.appeals.rules import LONGEST_SLUG
from hov_donate.core.i18n import translator as spoken
from hov_donate.office.appeals.found import ROOM, called, found
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.labels import label
from hov_donate.office.offline.words import fund_names
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LONGEST_BODY = 20_000
# Which field of the form a refusal is about.
FIELDS = {
    AppealFault.ENDS_BEFORE_IT_BEGINS: "closes_on",
    AppealFault.FIRST_DAY_IS_FAR: "opens_on",
    AppealFault.LAST_DAY_IS_FAR: "closes_on",
    AppealFault.NO_SUCH_FUND: "fund",
    AppealFault.NO_TEXT: "title",
}


@office.get("/appeals/write")
@requires(Permission.RUN_CAMPAIGN)
def ask_for_appeal() -> str:
    """The form of a new appeal."""
    return _page(Form(), None)


@office.post("/appeals/write")
@requires(Permission.RUN_CAMPAIGN)
def write_appeal() -> ResponseReturnValue:
    """Write an appeal down; nobody sees it before it is published."""
    form = Form.sent()
    slug = form.line("slug", missing=translator().gettext("Enter an address"), most=LONGEST_SLUG)
    facts = _facts(form, slug)
    if facts is None:
        return _page(form, None), 422
    try:
        with changing() as work:
            begun = begin_appeal(work, facts=facts).id
    except AppealRefusedError as error:
        _tell(form, error)
        return _page(form, None), 422
    flash(translator().gettext("The appeal is written down. Publish it when it is ready."), "done")
    return redirect(url_for("office.appeal", appeal_id=begun), 303)


@office.get(f"{ROOM}/write")
@requires(Permission.RUN_CAMPAIGN)
def ask_what_appeal_says(appeal_id: int) -> str:
    """The form of an appeal, as it is."""
    it = found(appeal_id)
    typed = {
        "opens_on": it.opens_on.isoformat(),
        "closes_on": it.closes_on.isoformat() if it.closes_on else "",
        "goal": str(it.goal or ""),
        "fund": it.fund or "",
    }
    for language, text in texts(db.session(), appeal_id).items():
        typed |= {f"title-{language}": text.title, f"body-{language}": text.body}
    return _page(Form(typed), appeal_id)


@office.post(f"{ROOM}/write")
@requires(Permission.RUN_CAMPAIGN)
def rewrite_appeal(appeal_id: int) -> ResponseReturnValue:
    """Write down what an appeal says now."""
    form = Form.sent()
    facts = _facts(form, found(appeal_id).slug)
    if facts is None:
        return _page(form, appeal_id), 422
    try:
        with changing() as work:
            change_appeal(work, appeal_id=appeal_id, facts=facts)
    except AppealRefusedError as error:
        _tell(form, error)
        return _page(form, appeal_id), 422
    flash(translator().gettext("The appeal is changed."), "done")
    return redirect(url_for("office.appeal", appeal_id=appeal_id), 303)


def _facts(form: Form, slug: str) -> AppealFacts | None:
    """What was typed; None when something is wrong with it."""
    _ = translator().gettext
    opens_on = form.day("opens_on", missing=_("Enter the first day"))
    closes_on, goal = form.day("closes_on"), form.number("goal")
    if goal == 0:
        form.wrong("goal", _("Enter a whole number, like 350"))
    written = _texts(form)
    if not form.good or opens_on is None:
        return None
    return AppealFacts(slug, opens_on, closes_on, goal, form.shown("fund") or None, written)


def _texts(form: Form) -> dict[str, Wording]:
    """What it says by language; the campaign's first language has a text, the others may."""
    _, campaign = translator().gettext, parts().settings.campaign
    found_texts = {}
    for language in campaign.languages:
        first = language == campaign.default_language
        other = form.shown(f"title-{language}") or form.shown(f"body-{language}")
        needed = bool(first or other)
        title = form.line(f"title-{language}", missing=_("Enter a title") if needed else "")
        missing = _("Enter the text") if needed else ""
        body = form.words(f"body-{language}", missing=missing, most=LONGEST_BODY)
        if title and body:
            found_texts[language] = Wording(title, body)
    return found_texts


def _tell(form: Form, error: AppealRefusedError) -> None:
    form.wrong(FIELDS.get(error.fault, "slug"), translator().gettext(label(error.fault)))


def _page(form: Form, appeal_id: int | None) -> str:
    campaign = parts().settings.campaign
    return render_template(
        "office/appeals/write.html",
        form=form,
        appeal_id=appeal_id,
        title=called(db.session(), found(appeal_id)) if appeal_id else "",
        languages=[spoken(tag) for tag in campaign.languages],
        default=campaign.default_language,
        funds=list(fund_names().items()),
    )
