"""What the press reported: the list, and noting, mending and removing a report."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hov_donate.campaign.press.models import PressReport
from hov_donate.campaign.press.operations import (
    LinkIsThereError,
    PressFacts,
    is_link,
    note_report,
    remove_report,
)
from hov_donate.core.countries import COUNTRIES, country_choices
from hov_donate.core.languages import LANGUAGES, language_choices
from hov_donate.office import asked
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.queries.paging import page_of
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

ROOM = f"/press/{KEY}report_id>"
LONGEST_TITLE, LONGEST_LINK = 300, 500


@office.get("/press")
@requires(Permission.SEE_CAMPAIGN)
def press_reports() -> str:
    """Every report, the last noted first."""
    page = page_of(db.session(), select(PressReport), PressReport.id, asked.place())
    return render_template("office/press/reports.html", page=page)


@office.get("/press/note")
@requires(Permission.RUN_CAMPAIGN)
def ask_for_press_report() -> str:
    """The form of a report."""
    return _page(Form(), None)


@office.post("/press/note")
@requires(Permission.RUN_CAMPAIGN)
def keep_press_report() -> ResponseReturnValue:
    """Note a report; everybody sees it at once."""
    return _kept(None)


@office.get(ROOM)
@requires(Permission.RUN_CAMPAIGN)
def press_report(report_id: int) -> str:
    """The form of a report, as it is."""
    it = _found(report_id)
    names = ("title", "outlet", "country", "language", "link")
    typed = {name: getattr(it, name) for name in names}
    return _page(Form(typed | {"reported_on": it.reported_on.isoformat()}), report_id)


@office.post(ROOM)
@requires(Permission.RUN_CAMPAIGN)
def mend_press_report(report_id: int) -> ResponseReturnValue:
    """Mend what was noted."""
    _found(report_id)
    return _kept(report_id)


@office.post(f"{ROOM}/remove")
@requires(Permission.RUN_CAMPAIGN)
def remove_press_report(report_id: int) -> ResponseReturnValue:
    """Show it no more."""
    with changing() as work:
        remove_report(work, report_id=report_id)
    flash(translator().gettext("The report is removed."), "done")
    return redirect(url_for("office.press_reports"), 303)


def _found(report_id: int) -> PressReport:
    return db.session().get(PressReport, report_id) or abort(404)


def _kept(report_id: int | None) -> ResponseReturnValue:
    form, _ = Form.sent(), translator().gettext
    facts = _facts(form)
    if facts is None:
        return _page(form, report_id), 422
    try:
        with changing() as work:
            note_report(work, facts=facts, actor=acting(), report_id=report_id)
    except LinkIsThereError:
        form.wrong("link", _("A report with this link is there already"))
        return _page(form, report_id), 422
    flash(_("The report is noted."), "done")
    return redirect(url_for("office.press_reports"), 303)


def _facts(form: Form) -> PressFacts | None:
    """What was typed; None when something is wrong with it."""
    _ = translator().gettext
    title = form.line("title", missing=_("Enter the title"), most=LONGEST_TITLE)
    outlet = form.line("outlet", missing=_("Enter which newspaper or station it is"))
    country, language = form.shown("country"), form.shown("language")
    if country not in COUNTRIES:
        form.wrong("country", _("Choose the country from the list"))
    reported_on = form.day("reported_on", missing=_("Enter the day"))
    if language not in LANGUAGES:
        form.wrong("language", _("Choose the language from the list"))
    link = form.line("link", missing=_("Enter the link"), most=LONGEST_LINK)
    if link and not is_link(link):
        form.wrong("link", _("Enter a link that begins with https://"))
    if not form.good or reported_on is None:
        return None
    return PressFacts(title, outlet, country, reported_on, language, link)


def _page(form: Form, report_id: int | None) -> str:
    language = translator().language
    return render_template(
        "office/press/report.html",
        form=form,
        report_id=report_id,
        countries=country_choices(language),
        languages=language_choices(language),
    )
